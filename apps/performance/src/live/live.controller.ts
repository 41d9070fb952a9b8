import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AuthorityCode, AuthorityInPath, By, ProblemAnswers, May, type Caller } from '#http';
import type { Query as Asked } from '../asked.ts';
import { Dashboard } from '../dashboard.ts';
import { Figures } from '../figures.ts';
import { DashboardQueries, FigureQueries } from '../known-queries.ts';
import { answerEvents } from './answer-events.ts';
import { Live } from './live.ts';

const description =
  'The answer of the address without /stream, as an event `figure`: at once, and again whenever it is another. Its id ' +
  'stands for what it tells: with `Last-Event-ID` the same is not told again. `heartbeat` says that the stream lives.';

const lastHeard = { name: 'Last-Event-ID', required: false, description: 'The id of the last event that was heard.' };

/** Figures as they change. */
@ApiTags('measures')
@May('figures')
@Controller('authorities/:authority')
export class LiveController {
  constructor(
    @Inject(Live) private readonly live: Live,
    @Inject(Figures) private readonly figures: Figures,
    @Inject(Dashboard) private readonly dashboards: Dashboard,
  ) {}

  @Get('measures/:measure/stream')
  @AuthorityInPath()
  @FigureQueries()
  @ApiOperation({ summary: 'Server-sent events: a figure, again whenever it changes.', description })
  @ApiHeader(lastHeard)
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The stream.', schema: { type: 'string' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async figure(
    @Param('authority', AuthorityCode) authority: string,
    @Param('measure') measure: string,
    @Query() query: Asked,
    @Headers('last-event-id') heard: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    answerEvents(reply, await this.live.follow(() => this.figures.figure(authority, measure, query), heard));
  }

  @Get('dashboard/stream')
  @AuthorityInPath()
  @DashboardQueries()
  @ApiOperation({ summary: 'Server-sent events: a dashboard, again whenever it changes.', description })
  @ApiHeader(lastHeard)
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The stream.', schema: { type: 'string' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async dashboard(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Headers('last-event-id') heard: string | undefined,
    @By() by: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    answerEvents(reply, await this.live.follow(() => this.dashboards.dashboard(authority, query, by), heard));
  }
}
