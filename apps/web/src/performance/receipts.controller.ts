import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { londonDate } from '#calendar';
import { SURROUNDINGS, type Surroundings } from '#http';
import { faultsOf, type Fault } from '../form/faults.ts';
import { textIn, type Form } from '../form/form.ts';
import { handOn } from '../page/hand-on.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import { offersOf } from '../page/permitted.ts';
import { api, at, type Services } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import { addressWith } from './addresses.ts';
import type { FigureAnswer } from './answers.ts';
import { askedIn, queryOf, type Query as Queried } from './asked.ts';
import { definitionOf } from './definitions.ts';
import { differenceView } from './difference.view.ts';
import { daysOf } from './in-words.ts';
import { figureQuery, putRight } from './measure.controller.ts';
import { offsetIn } from './paging.ts';
import { lastQuarter } from './periods.ts';
import { checkView, noteFaults, publishView, type ToPublish } from './publish.view.ts';
import type { DifferenceAnswer, PublishedReceipt, ReceiptsAnswer, ReissuedReceipt } from './receipt-answers.ts';
import { receiptsOnPage, receiptsView, receiptView } from './receipt.view.ts';

/** Publishing a figure, and what becomes of one that was published. */
@Pages()
@Controller('performance')
export class ReceiptPages {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  /** What it is published for. */
  @Get('measures/:measure/publish')
  async why(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return page(reply, 'performance/publish.njk', publishView(await this.toPublish(api(request), id, query as Form)));
  }

  @Get('measures/:measure/publish/check')
  async check(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Signed() session: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const toPublish = await this.toPublish(services, id, query as Form);
    return this.checked(services, session, toPublish, reply);
  }

  @Post('receipts')
  @TakesForm()
  async publish(
    @Body() form: Form,
    @Signed() session: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const services = api(request);
    const toPublish = await this.toPublish(services, textIn(form, 'measure') ?? '', form);
    const { measure, asked, note } = toPublish;
    const { for: _, ...query } = queryOf(asked);
    const { group, knownAt, ...rest } = query;
    const sent = await services.post<PublishedReceipt>(
      '/receipts',
      {
        authority: session.person.authority,
        measure: measure.id,
        ...rest,
        ...(group !== undefined && { group }),
        ...(knownAt !== undefined && { knownAt }),
        ...(note !== '' && { note }),
      },
      { headers: { 'idempotency-key': textIn(form, 'key') ?? randomUUID() } },
    );
    if (!sent.ok) return this.checked(services, session, { ...toPublish, faults: faultsOf(sent.problem) }, reply, 400);
    done(reply, `/performance/receipts/${encodeURIComponent(sent.body.id)}`, 'The figure is published and kept.');
    return undefined;
  }

  @Get('receipts')
  async receipts(
    @Query() query: Queried,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const offset = offsetIn(query['offset']);
    const answer = await listOf(api(request), authority, { from: offset, limit: receiptsOnPage });
    return page(reply, 'performance/receipts.njk', receiptsView(answer, offset));
  }

  /** Goes to the difference that was chosen from a receipt's list. */
  @Get('receipts/:id/difference')
  choose(@Param('id') id: string, @Query() query: Queried, @Res({ passthrough: true }) reply: FastifyReply): void {
    const to = typeof query['to'] === 'string' && query['to'] !== '' ? query['to'] : 'now';
    done(reply, `/performance/receipts/${encodeURIComponent(id)}/difference/${encodeURIComponent(to)}`);
  }

  @Get('receipts/:id')
  async receipt(
    @Param('id') id: string,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const [receipt, others] = await Promise.all([
      services.get<ReissuedReceipt>(at`/receipts/${id}`),
      listOf(services, authority, { from: 0, limit: mostCompared }),
    ]);
    return page(reply, 'performance/receipt.njk', receiptView(receipt, others.receipts));
  }

  @Get('receipts/:id/difference/:to')
  async difference(
    @Param('id') a: string,
    @Param('to') b: string,
    @Query() query: Queried,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const answer = await services.get<DifferenceAnswer>(at`/receipts/${a}/difference/${b}`);
    const { title } = await definitionOf(services, answer.measure);
    const view = differenceView(answer, {
      title,
      a,
      b,
      offset: offsetIn(query['offset']),
      offers: offersOf(person),
    });
    return page(reply, 'performance/difference.njk', view);
  }

  @Get('receipts/:id/difference/:to/table.csv')
  async differenceTable(
    @Param('id') a: string,
    @Param('to') b: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asking = { headers: { accept: 'text/csv' } };
    await handOn(reply, await api(request).open(at`/receipts/${a}/difference/${b}`, asking));
  }

  private async toPublish(services: Services, id: string, form: Form): Promise<ToPublish> {
    const measure = await definitionOf(services, id);
    const today = londonDate(this.surroundings.now());
    const { asked, faults } = askedIn(form, measure, daysOf(lastQuarter(today), measure.asks) ?? {}, today);
    const group = asked.group?.startsWith('each:') === true ? undefined : asked.group;
    const note = textIn(form, 'note') ?? '';
    const own: readonly Fault[] = [...faults, ...noteFaults(note)];
    // What is kept is whole: small numbers are hidden when a figure is told, not when it is kept.
    return { measure, asked: { ...asked, group, isPublication: false }, note, faults: own };
  }

  /** The answers to be checked; or the question before them where one is to be put right. */
  private async checked(
    services: Services,
    { person: { authority } }: Session,
    toPublish: ToPublish,
    reply: FastifyReply,
    status = 200,
  ): Promise<string> {
    const { measure, asked, faults } = toPublish;
    if (faults.some(({ field }) => field === 'note')) {
      return page(reply, 'performance/publish.njk', publishView(toPublish), 400);
    }
    const address = at`/authorities/${authority}/measures/${measure.id}`;
    const figure = await putRight(() => services.get<FigureAnswer>(address, { query: figureQuery(asked) }));
    if ('faults' in figure) {
      const wrong = { ...toPublish, faults: [...faults, ...figure.faults] };
      return page(reply, 'performance/publish.njk', publishView(wrong), 400);
    }
    return page(reply, 'performance/publish-check.njk', checkView(toPublish, figure, randomUUID()), status);
  }
}

/** So many of an authority's latest receipts can be chosen to compare one with. */
const mostCompared = 200;

function listOf(
  services: Services,
  authority: string,
  query: { readonly from: number; readonly limit: number },
): Promise<ReceiptsAnswer> {
  return services.get<ReceiptsAnswer>(addressWith(at`/authorities/${authority}/receipts`, query));
}
