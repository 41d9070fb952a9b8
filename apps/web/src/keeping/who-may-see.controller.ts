import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '#http';
import { textIn, type Form } from '../form/form.ts';
import { faultsOf, type Fault } from '../form/faults.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import { requireAsked } from '../page/permitted.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { Restrictions } from './answers.ts';
import { decisions, missingIn, typedIn } from './decisions.ts';
import { whoMaySeeView, type Typed } from './who-may-see.view.ts';

/** Who may see a child's record: kept to named people, or to everyone but whoever is barred. */
@Pages()
@Controller('cases/:authority/:child/access')
export class WhoMaySeeController {
  @Get()
  async show(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    requireAsked(person, 'restrict-case', 'bar-person');
    const standing = await restrictionsOf(request, authority);
    return page(reply, 'keeping/who-may-see.njk', whoMaySeeView({ authority, child, person }, standing));
  }

  /** Takes one decision; what was typed for it is shown again where it cannot be taken so. */
  @Post()
  @TakesForm()
  async decide(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Body() form: Form,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    requireAsked(person, 'restrict-case', 'bar-person');
    const name = textIn(form, 'decision') ?? '';
    const decision = Object.hasOwn(decisions, name) ? decisions[name] : undefined;
    if (decision === undefined) throw problem(400, 'malformed-request', 'This is none of the forms of the page.');
    const typed = typedIn(form, decision);
    const again = async (faults: readonly Fault[], status: number, kept: Typed = typed): Promise<string> => {
      const view = whoMaySeeView({ authority, child, person }, await restrictionsOf(request, authority), kept, faults);
      return page(reply, 'keeping/who-may-see.njk', view, status);
    };
    const missing = missingIn(typed, decision);
    if (missing.length > 0) return again(missing, 400);
    const ofChild = at`/authorities/${authority}/children/${child}`;
    const sent = await api(request).post(`${ofChild}/${decision.path.join('/')}`, decision.body(typed));
    if (!sent.ok) return again(faultsOf(sent.problem, decision.fieldOf), sent.problem.status);
    done(reply, at`/cases/${authority}/${child}/access`, decision.said(typed));
    return undefined;
  }
}

function restrictionsOf(request: FastifyRequest, authority: string): Promise<Restrictions> {
  return api(request).get<Restrictions>(at`/authorities/${authority}/restrictions`);
}
