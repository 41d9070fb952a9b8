import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AuthorityCode, By, invalid, type Caller } from '#http';
import { fault, type Query as Asked } from './asked.ts';
import { answerCsv, wantsCsv } from './csv.ts';
import { dashboardCsv } from './dashboard-csv.ts';
import { Dashboard } from './dashboard.ts';
import { DashboardDto, RagJudgedDto, RagJudgementDto, RagJudgementsDto } from './dashboard.dto.ts';
import { Judgements } from './judgements.ts';
import { KnownQueries } from './known-queries.ts';

/** The quarter at a glance, and the colours that people give it. */
@ApiTags('dashboard')
@Controller('authorities/:authority/dashboard')
export class DashboardController {
  constructor(
    @Inject(Dashboard) private readonly dashboards: Dashboard,
    @Inject(Judgements) private readonly judgements: Judgements,
  ) {}

  /** The headline measures of one quarter, or year, beside what they were and how it is elsewhere. CSV where `Accept` says text/csv. */
  @Get()
  @ApiQuery({ name: 'quarter', required: false, example: '2018-Q1' })
  @ApiQuery({ name: 'year', required: false, example: '2017', description: 'In place of a quarter: from April of it.' })
  @ApiQuery({ name: 'trend', required: false, description: 'How many earlier periods, 1 to 20; 8 unless given.' })
  @ApiQuery({
    name: 'similarPoints',
    required: false,
    description: 'Shares that moved no more points are similar: 0.5.',
  })
  @ApiQuery({
    name: 'similarPercent',
    required: false,
    description: 'Counts that moved no more per cent are similar: 1.',
  })
  @KnownQueries()
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: DashboardDto })
  async dashboard(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DashboardDto | string> {
    const dashboard = await this.dashboards.dashboard(authority, query);
    if (!wantsCsv(accept)) return dashboard;
    return answerCsv(
      reply,
      `${authority}-dashboard-${dashboard.quarter ?? dashboard.year ?? ''}`,
      dashboardCsv(dashboard),
    );
  }

  /** Give a measure your own colour. The latest stands; the earlier ones are kept and shown. */
  @Post('judgements')
  @ApiCreatedResponse({ type: RagJudgedDto })
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
  @Get('judgements')
  @ApiOkResponse({ type: RagJudgementsDto })
  async judged(@Param('authority', AuthorityCode) authority: string): Promise<RagJudgementsDto> {
    const { all } = await this.judgements.of(authority);
    return { authority, judgements: all.toReversed().map((each) => ({ authority, ...each })) };
  }
}
