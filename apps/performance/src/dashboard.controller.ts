import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AuthorityCode,
  AuthorityInPath,
  By,
  invalid,
  ProblemAnswers,
  type Caller,
  May,
  answerCsv,
  wantsCsv,
} from '#http';
import { fault, type Query as Asked } from './asked.ts';
import { dashboardCsv } from './dashboard-csv.ts';
import { Dashboard } from './dashboard.ts';
import { DashboardDto, RagJudgedDto, RagJudgementDto, RagJudgementsDto } from './dashboard.dto.ts';
import { Judgements } from './judgements.ts';
import { DashboardQueries } from './known-queries.ts';

/** The quarter at a glance, and the colours that people give it. */
@ApiTags('dashboard')
@Controller('authorities/:authority/dashboard')
export class DashboardController {
  constructor(
    @Inject(Dashboard) private readonly dashboards: Dashboard,
    @Inject(Judgements) private readonly judgements: Judgements,
  ) {}

  /** The headline measures of one quarter, or year, beside what they were and how it is elsewhere. CSV where `Accept` says text/csv. */
  @May('figures')
  @Get()
  @AuthorityInPath()
  @DashboardQueries()
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({
    type: DashboardDto,
    description: 'Each headline measure, beside what it was and how it is elsewhere.',
  })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async dashboard(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @By() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DashboardDto | string> {
    const dashboard = await this.dashboards.dashboard(authority, query, by);
    if (!wantsCsv(accept)) return dashboard;
    return answerCsv(
      reply,
      `${authority}-dashboard-${dashboard.quarter ?? dashboard.year ?? ''}`,
      dashboardCsv(dashboard),
    );
  }

  /** Give a measure your own colour. The latest stands; the earlier ones are kept and shown. */
  @May('judge-figure')
  @Post('judgements')
  @AuthorityInPath()
  @ApiCreatedResponse({ type: RagJudgedDto, description: 'Kept, as given.' })
  @ProblemAnswers([400, 401, 403, 404, 413, 503])
  async judge(
    @Param('authority', AuthorityCode) authority: string,
    @Body() { measure, quarter, year, rag, reason }: RagJudgementDto,
    @By() by: Caller,
  ): Promise<RagJudgedDto> {
    const period = quarter ?? year;
    if (period === undefined || (quarter !== undefined && year !== undefined)) {
      throw invalid([fault('quarter', 'one-or-the-other', 'Give quarter or year, and not both.')], 'body');
    }
    return { authority, ...(await this.judgements.judge(authority, { measure, period, rag, reason }, by)) };
  }

  /** Every colour that people gave, the latest first. */
  @May('figures')
  @Get('judgements')
  @AuthorityInPath()
  @ApiOkResponse({ type: RagJudgementsDto, description: 'The colours.' })
  @ProblemAnswers([401, 403, 404, 503])
  async judged(@Param('authority', AuthorityCode) authority: string, @By() by: Caller): Promise<RagJudgementsDto> {
    const { all } = await this.judgements.of(authority, by);
    return { authority, judgements: all.toReversed().map((each) => ({ authority, ...each })) };
  }
}
