import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AuthorityCode,
  AuthorityInPath,
  ProblemAnswers,
  ReadsChildren,
  tellsOf,
  May,
  Sees,
  answerCsv,
  wantsCsv,
} from '#http';
import { groupingsOf, kindOf, measures, sourceInPrint, type AnyGrouping, type Grouping, type Measure } from '#measures';
import { code } from './answered.ts';
import { measureNamed, type Query as Asked } from './asked.ts';
import { csvOf, figureCsv } from './csv.ts';
import { Figures } from './figures.ts';
import { FigureQueries, PageQueries, RowsQueries } from './known-queries.ts';
import { toldWith, withMasked } from './restricted-rows.ts';
import {
  FigureDto,
  FigureRowsDto,
  type FigureRowDto,
  MeasuresDto,
  type GroupingDto,
  type MeasureDto,
} from './measure.dto.ts';

/** What is measured, every figure, and the rows and facts behind it. */
@ApiTags('measures')
@Controller()
export class MeasuresController {
  constructor(@Inject(Figures) private readonly figures: Figures) {}

  /** Every measure, defined. */
  @May('figures')
  @Get('measures')
  @ApiOkResponse({ type: MeasuresDto, description: 'Every definition.' })
  @ProblemAnswers([401])
  definitions(): MeasuresDto {
    return { measures: measures.map((measure) => sourcesInPrint(defined(measure))) };
  }

  /** One figure, with its receipt. Parameters of the measure are given by their own names. CSV where `Accept` says text/csv. */
  @May('figures')
  @Get('authorities/:authority/measures/:measure')
  @AuthorityInPath()
  @FigureQueries()
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: FigureDto, description: 'The figure, what was left out and why, and its receipt.' })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async figure(
    @Param('authority', AuthorityCode) authority: string,
    @Param('measure') measure: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FigureDto | string> {
    const figure = await this.figures.figure(authority, measure, query);
    return wantsCsv(accept) ? answerCsv(reply, `${authority}-${figure.measure}`, figureCsv(figure)) : figure;
  }

  /** The rows of one part of a figure, each with its child and the ids of its facts. CSV where `Accept` says text/csv. */
  @May('figure-rows')
  @Get('authorities/:authority/measures/:measure/rows')
  @AuthorityInPath()
  @ReadsChildren()
  @RowsQueries()
  @PageQueries()
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: FigureRowsDto, description: 'The rows of the part.' })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async rows(
    @Param('authority', AuthorityCode) authority: string,
    @Param('measure') measure: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Sees() sees: Sees,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FigureRowsDto | string> {
    const found = await this.figures.rows(authority, measure, query);
    const rows = toldWith(found, { rows: withMasked(found.rows, await sees(authority), maskedRow) });
    if (!wantsCsv(accept)) return rows;
    tellsOf(reply, rows);
    const table = csvOf(kindOf(measureNamed(measure), rows.part), rows);
    return answerCsv(reply, `${authority}-${rows.measure}-${rows.part}`, table);
  }
}

function maskedRow({ reason }: FigureRowDto): FigureRowDto {
  return { child: null, key: '', ...(reason !== undefined && { reason }), facts: [], row: {}, restricted: true };
}

function defined(measure: Measure): MeasureDto {
  const { population, exclusions, numerator, basis, polarity, unit, ...rest } = measure;
  return {
    ...rest,
    conventions: [...measure.conventions],
    parameters: { ...measure.parameters },
    groups: Object.fromEntries(Object.entries(groupingsOf(measure)).map(([name, each]) => [name, groupingIn(each)])),
    unit,
    polarity: code(polarity),
    numerator: (numerator ?? population).says,
    denominator: numerator === null ? null : population.says,
    exclusions: exclusions.map(({ reason, says }) => ({ reason, says })),
    source: basis.source,
    status: basis.status,
    phrases: {
      population: population.where,
      exclusions: exclusions.map(({ reason, unless }) => ({ reason, unless })),
      numerator: numerator?.where ?? null,
    },
  };
}

/** A definition whose every source is told as it is printed elsewhere, in parameters, conventions and groups too. */
function sourcesInPrint<T>(value: T): T {
  if (Array.isArray(value)) return value.map((each: unknown) => sourcesInPrint(each)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]: [string, unknown]) => [
    name,
    name === 'source' && typeof each === 'string' ? sourceInPrint(each) : sourcesInPrint(each),
  ]);
  return Object.fromEntries(entries) as T;
}

function groupingIn(grouping: Grouping): GroupingDto {
  const { title, says, source, status } = grouping;
  const { groups, values }: AnyGrouping = grouping;
  return {
    title,
    says,
    groups: groups.map(({ group: id, label, where }) => ({ group: id, label, where })),
    values,
    source,
    status,
  };
}
