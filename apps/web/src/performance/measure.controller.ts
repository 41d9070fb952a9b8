import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { londonDate } from '#calendar';
import { SURROUNDINGS, whenOver, type Surroundings } from '#http';
import { faultsOf, type Fault } from '../form/faults.ts';
import { handOn } from '../page/hand-on.ts';
import { page } from '../page/page.ts';
import { Pages, Signed } from '../page/pages.ts';
import { ServiceProblem } from '../services/service-problem.ts';
import { api, at, type Services } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { FigureAnswer, MeasureDefined, RowsAnswer, TrendAnswer } from './answers.ts';
import { askedIn, queryOf, type Asked, type Query as Queried, type Typed } from './asked.ts';
import { named } from './dashboard.view.ts';
import { definitionOf, definitions } from './definitions.ts';
import { daysOf } from './in-words.ts';
import { measureView } from './measure.view.ts';
import { measuresView } from './measures.view.ts';
import { offersOf } from '../page/permitted.ts';
import { offsetIn } from './paging.ts';
import { lastQuarter, periodWith } from './periods.ts';
import { rowsOnPage, rowsView } from './rows.view.ts';

/** One measure, and the children behind its figure. */
@Pages()
@Controller('performance/measures')
export class MeasurePages {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  @Get()
  async all(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return page(reply, 'performance/measures.njk', measuresView(await definitions(api(request))));
  }

  @Get(':measure')
  async measure(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const { authority } = person;
    const offers = offersOf(person);
    const measure = await definitionOf(services, id);
    const typed = this.typed(query, measure);
    if (typed.faults.length > 0)
      return page(reply, 'performance/measure.njk', measureView(measure, typed, undefined, offers), 400);
    const answer = await putRight(() => figureAndTrend(services, authority, measure, typed.asked));
    if ('faults' in answer) {
      const view = measureView(measure, { ...typed, faults: answer.faults }, undefined, offers);
      return page(reply, 'performance/measure.njk', view, 400);
    }
    return page(reply, 'performance/measure.njk', measureView(measure, typed, answer, offers));
  }

  @Get(':measure/figure.csv')
  async figureTable(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const services = api(request);
    const { asked } = this.typed(query, await definitionOf(services, id));
    const asking = { query: figureQuery(asked), headers: { accept: 'text/csv' } };
    await handOn(reply, await services.open(at`/authorities/${authority}/measures/${id}`, asking));
  }

  /** A figure as it moves, for the script that tells of it. */
  @Get(':measure/live')
  async live(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const services = api(request);
    const measure = await definitionOf(services, id);
    const left = new AbortController();
    whenOver(reply, () => left.abort());
    const heard = request.headers['last-event-id'];
    const stream = await services.open(at`/authorities/${authority}/measures/${id}/stream`, {
      query: figureQuery(this.typed(query, measure).asked),
      headers: { accept: 'text/event-stream', ...(typeof heard === 'string' && { 'last-event-id': heard }) },
      init: { signal: left.signal },
    });
    await handOn(reply, stream);
  }

  @Get(':measure/rows')
  async rows(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const measure = await definitionOf(services, id);
    const { asked } = this.typed(query, measure);
    const place = {
      part: textOf(query['part']) ?? 'numerator',
      only: textOf(query['only']),
      offset: offsetIn(query['offset']),
    };
    const answer = await services.get<RowsAnswer>(at`/authorities/${person.authority}/measures/${id}/rows`, {
      query: { ...rowsQuery(asked, place), offset: place.offset, limit: rowsOnPage },
    });
    return page(
      reply,
      'performance/rows.njk',
      rowsView(measure, asked, { ...place, offers: offersOf(person) }, answer),
    );
  }

  @Get(':measure/rows.csv')
  async rowsTable(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const services = api(request);
    const { asked } = this.typed(query, await definitionOf(services, id));
    const part = textOf(query['part']) ?? 'numerator';
    const asking = { query: rowsQuery(asked, { part, only: textOf(query['only']) }), headers: { accept: 'text/csv' } };
    await handOn(reply, await services.open(at`/authorities/${authority}/measures/${id}/rows`, asking));
  }

  private typed(query: Queried, measure: MeasureDefined): Typed {
    const today = londonDate(this.surroundings.now());
    return askedIn(query, measure, daysOf(lastQuarter(today), measure.asks) ?? {}, today);
  }
}

/** What the services are asked for a figure: a breakdown is by a grouping, or by each choice of a parameter. */
export function figureQuery(asked: Asked): Record<string, string | undefined> {
  const { group, ...query } = queryOf(asked);
  if (group?.startsWith('each:') !== true) return { ...query, group };
  const each = group.slice('each:'.length);
  return { ...query, [each]: undefined, each };
}

function rowsQuery(
  asked: Asked,
  { part, only }: { readonly part: string; readonly only: string | undefined },
): Record<string, string | undefined> {
  const { group, for: _, ...query } = queryOf(asked);
  return { ...query, part, ...(only !== undefined && { group, only }) };
}

async function figureAndTrend(
  services: Services,
  authority: string,
  { id }: MeasureDefined,
  asked: Asked,
): Promise<{ readonly figure: FigureAnswer; readonly trend: TrendAnswer }> {
  const address = at`/authorities/${authority}/measures/${id}`;
  const { group: _, from, to, at: on, ...query } = queryOf(asked);
  const period = periodWith({ ...(from && { from }), ...(to && { to }), ...(on && { at: on }) });
  const [figure, trend] = await Promise.all([
    services.get<FigureAnswer>(address, { query: figureQuery(asked) }),
    services.get<TrendAnswer>(`${address}/trend`, { query: { ...query, ...named(period) } }),
  ]);
  return { figure, trend };
}

/** An answer; or, where what was asked can be put right, what is wrong with it. */
export async function putRight<T extends object>(
  ask: () => Promise<T>,
): Promise<T | { readonly faults: readonly Fault[] }> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ServiceProblem) || error.document.status !== 400) throw error;
    return { faults: faultsOf(error.document, fieldOf) };
  }
}

/** The field of the form that a name of a query is about. */
function fieldOf(pointer: string): string | undefined {
  const name = pointer.slice(1);
  if (['from', 'to', 'at'].includes(name)) return `${name}-day`;
  if (name.endsWith('knownAt')) return name.replace('knownAt', 'known-day');
  return name === 'for' || name === 'group' ? name : `parameter-${name}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
