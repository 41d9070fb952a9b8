import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { textIn, type Form } from '../form/form.ts';
import { faultsOf } from '../form/faults.ts';
import { one } from '../page/filters.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import { requireAsked } from '../page/permitted.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { WhatIfAnswer } from '../what-if/answers.ts';
import { administrationView, lettersView, rulesView, type DeadLetters } from './administration.view.ts';

/** What keeps the service in order: rules of the authority's own, and alerts that reached nobody. */
@Pages()
@Controller('administration')
export class AdministrationController {
  @Get()
  all(@Signed() { person }: Session, @Res({ passthrough: true }) reply: FastifyReply): string {
    requireAsked(person, 'administer-service', 'resend-alerts', 'restrictions', 'glass-broken');
    return page(reply, 'administration/administration.njk', administrationView(person));
  }

  @Get('dead-letters')
  async letters(
    @Query('cursor') cursor: unknown,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const query = { state: 'dead', cursor: typeof cursor === 'string' ? cursor : undefined };
    const letters = await api(request).get<DeadLetters>(at`/authorities/${authority}/alerts`, { query });
    return page(reply, 'administration/dead-letters.njk', lettersView(authority, letters));
  }

  /** Sends one again, or all of them. */
  @Post('dead-letters')
  @TakesForm()
  async resend(
    @Body() form: Form,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const alert = textIn(form, 'alert');
    const address =
      alert === undefined
        ? at`/authorities/${authority}/alerts/replay`
        : at`/authorities/${authority}/alerts/${alert}/replay`;
    const sent = await api(request).post<{ readonly replayed: readonly string[] }>(address, {});
    if (sent.ok) {
      const said = `${one(sent.body.replayed.length, 'alert')} ${sent.body.replayed.length === 1 ? 'is' : 'are'} being sent again.`;
      done(reply, '/administration/dead-letters', said);
      return undefined;
    }
    const letters = await api(request).get<DeadLetters>(at`/authorities/${authority}/alerts`, {
      query: { state: 'dead' },
    });
    const view = lettersView(authority, letters, faultsOf(sent.problem));
    return page(reply, 'administration/dead-letters.njk', view, sent.problem.status);
  }

  @Get('rules')
  rules(@Signed() { person }: Session, @Res({ passthrough: true }) reply: FastifyReply): string {
    requireAsked(person, 'what-if', 'administer-service');
    return page(reply, 'administration/rules.njk', rulesView(person, '', []));
  }

  /** Reads a file of local rules as the services would, and tries it on the caseload. Nothing is put in force. */
  @Post('rules')
  @TakesForm()
  async tryRules(
    @Body() form: Form,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const text = textIn(form, 'rules') ?? '';
    const again = (texts: readonly string[], status = 400): string => {
      const faults = texts.map((each) => ({ field: 'rules', text: each }));
      return page(reply, 'administration/rules.njk', rulesView(person, text, faults), status);
    };
    if (text === '') return again(['Enter the rules of your authority']);
    const draft = read(text);
    if (draft === undefined) return again(['The rules are not JSON. Check their quotes, commas and brackets.']);
    const sent = await api(request).post<WhatIfAnswer>(at`/authorities/${person.authority}/what-if`, draft, {
      query: { limit: 50 },
    });
    if (sent.ok) return page(reply, 'administration/rules.njk', rulesView(person, text, [], sent.body));
    return again(
      faultsOf(sent.problem).map((fault) => fault.text),
      sent.problem.status,
    );
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
