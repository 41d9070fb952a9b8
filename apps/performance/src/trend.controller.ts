import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AuthorityCode, AuthorityInPath, csvText, ProblemAnswers, wantsCsv, May, answerCsv } from '#http';
import type { Query as Asked } from './asked.ts';
import { KnownQueries } from './known-queries.ts';
import { Table } from './table.ts';
import { TableDto } from './table.dto.ts';
import { Trend } from './trend.ts';
import { TrendDto } from './trend.dto.ts';

/** Figures over time: one measure over quarters or years, and a year's table of contacts, referrals and assessments. */
@ApiTags('measures')
@May('figures')
@Controller('authorities/:authority')
export class TrendController {
  constructor(
    @Inject(Trend) private readonly trends: Trend,
    @Inject(Table) private readonly tables: Table,
  ) {}

  /** A measure over the quarters, or the years, up to one. CSV where `Accept` says text/csv. */
  @Get('measures/:measure/trend')
  @AuthorityInPath()
  @ApiQuery({ name: 'quarter', required: false, example: '2018-Q1', description: 'The last quarter. This or year.' })
  @ApiQuery({ name: 'year', required: false, example: '2017', description: 'The last financial year.' })
  @ApiQuery({ name: 'periods', required: false, description: 'How many, 1 to 40; 8 unless given.' })
  @KnownQueries()
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: TrendDto, description: 'The figure of each period, the earliest first.' })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async trend(
    @Param('authority', AuthorityCode) authority: string,
    @Param('measure') measure: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TrendDto | string> {
    const trend = await this.trends.trend(authority, measure, query);
    if (!wantsCsv(accept)) return trend;
    const header = ['period', 'from', 'to', 'numerator', 'denominator', 'value', 'excluded', 'direction'];
    const lines = trend.periods.map(({ name, period, numerator, denominator, value, excluded, direction }) => {
      const days = [period['from'] ?? period['at'], period['to'] ?? period['at']];
      return [name, ...days, numerator, denominator, value, excluded, direction];
    });
    return answerCsv(reply, `${authority}-${trend.measure}-trend`, csvText(header, lines));
  }

  /** Contacts, referrals and assessments by quarter, as safeguarding boards print them. CSV where `Accept` says text/csv. */
  @Get('tables/contacts-referrals-assessments')
  @AuthorityInPath()
  @ApiQuery({ name: 'year', example: '2012', description: 'The financial year, by the year it began in.' })
  @KnownQueries()
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: TableDto, description: 'The table, quarter by quarter and for the year.' })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async table(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TableDto | string> {
    const table = await this.tables.contactsReferralsAssessments(authority, query);
    if (!wantsCsv(accept)) return table;
    const header = ['title', 'measure', 'part', 'unit', ...table.columns.map(({ name }) => name)];
    const lines = table.rows.map(({ title, measure, part, unit, cells }) => {
      return [title, measure, part, unit, ...cells.map(({ told }) => told)];
    });
    return answerCsv(reply, `${authority}-contacts-referrals-assessments-${table.year}`, csvText(header, lines));
  }
}
