import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { londonDate } from '#calendar';
import { SURROUNDINGS, type Surroundings } from '#http';
import type { Form } from '../form/form.ts';
import { handOn } from '../page/hand-on.ts';
import { page } from '../page/page.ts';
import { Pages, Signed } from '../page/pages.ts';
import { offersOf } from '../page/permitted.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { ComparisonAnswer, MeasureDefined } from './answers.ts';
import { askedIn, knownIn, parametersIn, queryOf, type Asked, type Query as Queried } from './asked.ts';
import { comparedOnPage, comparisonView, otherPrefix, otherQuery, type OtherAsked } from './comparison.view.ts';
import { definitionOf } from './definitions.ts';
import { daysOf } from './in-words.ts';
import { putRight } from './measure.controller.ts';
import { offsetIn } from './paging.ts';
import { lastQuarter } from './periods.ts';

/** A figure asked in two ways, side by side. */
@Pages()
@Controller('performance/measures/:measure')
export class ComparisonPages {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  @Get('comparison')
  async compare(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const measure = await definitionOf(services, id);
    const { asked, other } = this.bothIn(query, measure);
    const shown = { offset: offsetIn(query['offset']), offers: offersOf(person) };
    const template = 'performance/comparison.njk';
    if (query['compare'] === undefined || other.faults.length > 0) {
      const status = other.faults.length > 0 ? 400 : 200;
      return page(reply, template, comparisonView(measure, asked, other, undefined, shown), status);
    }
    const answer = await putRight(() =>
      services.get<ComparisonAnswer>(at`/authorities/${person.authority}/measures/${id}/comparison`, {
        query: { ...comparedQuery(asked, other), offset: shown.offset, limit: comparedOnPage },
      }),
    );
    if ('faults' in answer) {
      const view = comparisonView(measure, asked, { ...other, faults: answer.faults }, undefined, shown);
      return page(reply, template, view, 400);
    }
    return page(reply, template, comparisonView(measure, asked, other, answer, shown));
  }

  @Get('comparison.csv')
  async table(
    @Param('measure') id: string,
    @Query() query: Queried,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const services = api(request);
    const { asked, other } = this.bothIn(query, await definitionOf(services, id));
    const asking = { query: comparedQuery(asked, other), headers: { accept: 'text/csv' } };
    await handOn(reply, await services.open(at`/authorities/${authority}/measures/${id}/comparison`, asking));
  }

  private bothIn(query: Queried, measure: MeasureDefined): { readonly asked: Asked; readonly other: OtherAsked } {
    const today = londonDate(this.surroundings.now());
    const { asked } = askedIn(query, measure, daysOf(lastQuarter(today), measure.asks) ?? {}, today);
    const form = query as Form;
    const { typed: known, knownAt } = knownIn(form, today, otherPrefix);
    const parameters = parametersIn(form, measure, otherPrefix, true);
    return { asked, other: { parameters, known, knownAt, faults: known.fault === undefined ? [] : [known.fault] } };
  }
}

function comparedQuery(asked: Asked, other: OtherAsked): Record<string, string | undefined> {
  const { group: _, for: __, ...query } = queryOf(asked);
  return { ...query, ...otherQuery(other) };
}
