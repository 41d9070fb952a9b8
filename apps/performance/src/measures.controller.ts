import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AuthorityCode, ReadsChildren, tellsOf } from '#http';
import { groupingsOf, kindOf, measures, type AnyGrouping, type Grouping, type Measure } from '#measures';
import { code } from './answered.ts';
import { measureNamed, type Query as Asked } from './asked.ts';
import { answerCsv, csvMediaType, csvOf, figureCsv, wantsCsv } from './csv.ts';
import { Figures } from './figures.ts';
import { FigureDto, FigureRowsDto, MeasuresDto, type GroupingDto, type MeasureDto } from './measure.dto.ts';

const from = { name: 'from', required: false, description: 'First day of the period, YYYY-MM-DD.' };
const to = { name: 'to', required: false, description: 'Last day of the period, YYYY-MM-DD.' };
const at = { name: 'at', required: false, description: 'The day at whose end a stock is counted, YYYY-MM-DD.' };
const group = {
  name: 'group',
  required: false,
  description:
    'Tell the figure apart by this too: sex, age-band, ethnicity, team, worker, category… as GET /measures lists.',
};
const each = {
  name: 'each',
  required: false,
  description: 'The figure with every choice of this parameter too: each=agency tells the attendance of every agency.',
};
const forWhom = {
  name: 'for',
  required: false,
  enum: ['service', 'publication'],
  description: 'For publication counts of 1 to 5 are `c`, and so is whatever would give them away.',
};
const only = { name: 'only', required: false, description: 'With group: the rows of this one group alone.' };
const knownAt = { name: 'knownAt', required: false, description: 'As known at this instant: 2026-01-05T10:30:00Z.' };
const knownAtPosition = {
  name: 'knownAtPosition',
  required: false,
  description: 'As known at this place in the store.',
};

/** What is measured, every figure, and the rows and facts behind it. */
@ApiTags('measures')
@Controller()
export class MeasuresController {
  constructor(@Inject(Figures) private readonly figures: Figures) {}

  /** Every measure, defined. */
  @Get('measures')
  @ApiOkResponse({ type: MeasuresDto })
  definitions(): MeasuresDto {
    return { measures: measures.map(defined) };
  }

  /** One figure, with its receipt. Parameters of the measure are given by their own names. CSV where `Accept` says text/csv. */
  @Get('authorities/:authority/measures/:measure')
  @ApiQuery(from)
  @ApiQuery(to)
  @ApiQuery(at)
  @ApiQuery(knownAt)
  @ApiQuery(knownAtPosition)
  @ApiQuery(group)
  @ApiQuery(each)
  @ApiQuery(forWhom)
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: FigureDto })
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
  @Get('authorities/:authority/measures/:measure/rows')
  @ReadsChildren()
  @ApiQuery({ name: 'part', required: false, enum: ['numerator', 'denominator', 'excluded'] })
  @ApiQuery(from)
  @ApiQuery(to)
  @ApiQuery(at)
  @ApiQuery(knownAt)
  @ApiQuery(knownAtPosition)
  @ApiQuery(group)
  @ApiQuery(only)
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: FigureRowsDto })
  async rows(
    @Param('authority', AuthorityCode) authority: string,
    @Param('measure') measure: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FigureRowsDto | string> {
    const rows = await this.figures.rows(authority, measure, query);
    if (!wantsCsv(accept)) return rows;
    tellsOf(reply, rows);
    const name = `${authority}-${rows.measure}-${rows.part}.csv`;
    void reply.type(csvMediaType).header('content-disposition', `attachment; filename="${name}"`);
    return csvOf(kindOf(measureNamed(measure), rows.part), rows);
  }
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
