import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AuthorityCode,
  AuthorityInPath,
  By,
  type Caller,
  keyIn,
  ProblemAnswers,
  ReadsChildren,
  tellsOf,
  Within,
  May,
  Sees,
  wantsCsv,
  answerCsv,
} from '#http';
import { pageAsked, type Query as Asked } from './asked.ts';
import { differenceCsv } from './receipts/difference-csv.ts';
import { Receipts } from './receipts/receipts.ts';
import { toldWith, withMasked } from './restricted-rows.ts';
import {
  DifferenceDto,
  type DifferenceEntryDto,
  PublishedReceiptDto,
  ReceiptsDto,
  ReissuedReceiptDto,
} from './receipts/receipts.dto.ts';

const published = {
  authority: '855',
  measure: 're-referrals',
  from: '2018-04-01',
  to: '2018-06-30',
  parameters: { months: 12 },
  note: 'Quarterly report to the improvement board.',
};

/** Published figures: kept for ever, counted again, and explained one from another. */
@ApiTags('receipts')
@Controller()
export class ReceiptsController {
  constructor(@Inject(Receipts) private readonly receipts: Receipts) {}

  /**
   * Publishes a figure: counts it, and keeps it with all it rests on. Asked as the measure is, with `from` and `to`, or
   * `at`, the measure's own parameters, and `knownAt` or `knownAtPosition` for what was known by then.
   */
  @May('publish-figure')
  @Post('receipts')
  @HttpCode(201)
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A repeat answers the same and writes nothing.' })
  @ApiBody({ schema: { type: 'object', required: ['authority', 'measure'], example: published } })
  @ApiCreatedResponse({ type: PublishedReceiptDto })
  @ProblemAnswers([400, 401, 403, 404, 413, 422, 503])
  async publish(
    @Body() body: unknown,
    @Headers('idempotency-key') header: string | undefined,
    @By() by: Caller,
    @Within() within: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublishedReceiptDto> {
    const key = keyIn(header);
    if (key !== undefined) void reply.header('idempotency-key', key);
    const receipt = await this.receipts.publish(body, key, { by, within });
    void reply.header('location', `/receipts/${receipt.id}`);
    return receipt;
  }

  /** Issues a published figure again: as it was kept, counted anew as known then, and as it is known now. */
  @May('figures')
  @Get('receipts/:id')
  @ApiOkResponse({ type: ReissuedReceiptDto })
  @ProblemAnswers([401, 404, 503])
  reissue(
    @Param('id') id: string,
    @By() by: Caller,
    @Within() within: string | undefined,
  ): Promise<ReissuedReceiptDto> {
    return this.receipts.reissue(id, { by, within });
  }

  /** Explains the second figure, or with `now` the first one as it is now, from the first: row by row, fact by fact. */
  @May('figure-rows')
  @Get('receipts/:a/difference/:b')
  @ReadsChildren()
  @ApiParam({ name: 'b', description: 'Another receipt, or `now`.' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: DifferenceDto })
  @ProblemAnswers([400, 401, 404, 503])
  async difference(
    @Param('a') a: string,
    @Param('b') b: string,
    @Headers('accept') accept: string | undefined,
    @By() by: Caller,
    @Within() within: string | undefined,
    @Sees() sees: Sees,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DifferenceDto | string> {
    const found = await this.receipts.difference(a, b, { by, within });
    const seen = await sees(found.authority);
    const difference = toldWith(found, { entries: withMasked(found.entries, seen, maskedEntry) });
    tellsOf(reply, difference, difference.authority);
    if (!wantsCsv(accept)) return difference;
    return answerCsv(reply, `difference-${a}-${b}`, differenceCsv(difference));
  }

  /** The receipts of an authority, the latest first. */
  @May('figures')
  @Get('authorities/:authority/receipts')
  @AuthorityInPath()
  @ApiQuery({ name: 'from', required: false, description: 'How many to pass over: `next` of the page before.' })
  @ApiQuery({ name: 'limit', required: false, description: 'At most so many, 1 to 500; 50 unless said.' })
  @ApiOkResponse({ type: ReceiptsDto })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async list(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @By() by: Caller,
  ): Promise<ReceiptsDto> {
    const { from, limit } = pageAsked(query, { limit: 50, most: 500 });
    const { total, receipts } = await this.receipts.list(authority, from, limit, by);
    return { authority, total, next: from + limit < total ? from + limit : null, receipts };
  }
}

/** How far it moved the figure is told, or the entries would not add up to the change. */
function maskedEntry({ kind, before, after, change, steps }: DifferenceEntryDto): DifferenceEntryDto {
  return {
    child: null,
    restricted: true,
    kind,
    key: '',
    before,
    after,
    change,
    steps: steps.map((step) => ({
      cause: 'restricted',
      sentence: 'What moved it is kept to named people.',
      before: step.before,
      after: step.after,
    })),
  };
}
