import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { faultsOf } from '../form/faults.ts';
import type { Form } from '../form/form.ts';
import { page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import { requireAsked } from '../page/permitted.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { WhatIfAnswer } from './answers.ts';
import { draftIn, nothingTyped } from './draft.ts';
import { whatIfView } from './what-if.view.ts';

/** What would become of the caseload if one rule were different. Nothing is recorded, so the answer is the page itself. */
@Pages()
@Controller('what-if')
export class WhatIfPageController {
  @Get()
  ask(@Signed() { person }: Session, @Res({ passthrough: true }) reply: FastifyReply): string {
    requireAsked(person, 'what-if');
    return page(reply, 'what-if/what-if.njk', whatIfView(nothingTyped, []));
  }

  @Post()
  @TakesForm()
  async compare(
    @Body() form: Form,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { typed, faults, draft } = draftIn(form, authority);
    if (faults.length > 0) return page(reply, 'what-if/what-if.njk', whatIfView(typed, faults), 400);
    const sent = await api(request).post<WhatIfAnswer>(at`/authorities/${authority}/what-if`, draft, {
      query: { limit: mostShown },
    });
    if (sent.ok) return page(reply, 'what-if/what-if.njk', whatIfView(typed, [], sent.body));
    return page(reply, 'what-if/what-if.njk', whatIfView(typed, faultsOf(sent.problem)), sent.problem.status);
  }
}

/** Changed deadlines on the page. */
export const mostShown = 50;
