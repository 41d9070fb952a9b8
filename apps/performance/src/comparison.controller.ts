import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AuthorityCode,
  AuthorityInPath,
  csvText,
  ProblemAnswers,
  ReadsChildren,
  tellsOf,
  wantsCsv,
  May,
  Sees,
  answerCsv,
} from '#http';
import type { Query as Asked } from './asked.ts';
import { ComparisonDto } from './comparison.dto.ts';
import { FigureComparison } from './comparison.ts';
import { ComparedQueries, PageQueries } from './known-queries.ts';
import { toldWith, withMasked } from './restricted-rows.ts';
import { placeInWords } from './receipts/answered-receipts.ts';

/** Two definitions, or two moments, side by side. */
@ApiTags('measures')
@May('figure-rows')
@Controller('authorities/:authority/measures/:measure/comparison')
export class ComparisonController {
  constructor(@Inject(FigureComparison) private readonly comparison: FigureComparison) {}

  /**
   * One figure asked in two ways, and the children whose rows are not in the same parts of both. What is said as
   * `other.NAME` is asked of the second alone: `months=12&other.months=24`, or `other.knownAt=2026-01-05T10:30:00Z`.
   * CSV where `Accept` says text/csv.
   */
  @Get()
  @AuthorityInPath()
  @ReadsChildren()
  @ComparedQueries()
  @PageQueries()
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: ComparisonDto, description: 'Both figures, and the rows that differ.' })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async compare(
    @Param('authority', AuthorityCode) authority: string,
    @Param('measure') measure: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Sees() sees: Sees,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ComparisonDto | string> {
    const found = await this.comparison.compare(authority, measure, query);
    const compared = toldWith(found, { rows: withMasked(found.rows, await sees(authority), maskedRow) });
    if (!wantsCsv(accept)) return compared;
    tellsOf(reply, compared);
    const lines = compared.rows.map(({ child, kind, key, before, after }) => {
      return [child, kind, key, placeInWords(before), placeInWords(after)];
    });
    const table = csvText(['child', 'kind', 'key', 'first', 'second'], lines);
    return answerCsv(reply, `${authority}-${compared.measure}-comparison`, table);
  }
}

function maskedRow({ kind, before, after }: ComparisonDto['rows'][number]): ComparisonDto['rows'][number] {
  return { child: null, restricted: true, kind, key: '', before, after };
}
