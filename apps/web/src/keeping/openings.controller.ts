import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '#http';
import { textIn, type Form } from '../form/form.ts';
import { faultsOf, type Fault } from '../form/faults.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import { requireAsked } from '../page/permitted.ts';
import { api, at } from '../services/services.ts';
import type { Person, Session } from '../session/session.ts';
import type { Opening, Openings } from './answers.ts';
import { mayReview, openingsView, outcomes, reviewView } from './openings.view.ts';

/** Restricted records opened in an emergency, each to be reviewed by a manager who did not open it. */
@Pages()
@Controller('administration/break-glass')
export class OpeningsController {
  @Get()
  async list(
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    requireAsked(person, 'glass-broken');
    return page(reply, 'keeping/openings.njk', openingsView(person, await openingsFor(request, person)));
  }

  @Get(':glass')
  async one(
    @Param('glass') glass: string,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    requireAsked(person, 'review-glass-broken');
    return page(reply, 'keeping/review.njk', reviewView(person, await waiting(request, person, glass)));
  }

  @Post(':glass')
  @TakesForm()
  async review(
    @Param('glass') glass: string,
    @Body() form: Form,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    requireAsked(person, 'review-glass-broken');
    const outcome = textIn(form, 'outcome');
    const note = textIn(form, 'note');
    const typed = { ...(outcome !== undefined && { outcome }), ...(note !== undefined && { note }) };
    const again = async (faults: readonly Fault[], status: number): Promise<string> =>
      page(
        reply,
        'keeping/review.njk',
        reviewView(person, await waiting(request, person, glass), typed, faults),
        status,
      );
    if (outcome === undefined || !Object.hasOwn(outcomes, outcome))
      return again([{ field: 'outcome', text: 'Select whether it was justified' }], 400);
    const sent = await api(request).post<Opening>(
      at`/authorities/${person.authority}/break-glass/${glass}/review`,
      typed,
    );
    if (!sent.ok && sent.problem.code === 'reviewed-already') throw reviewed();
    const fieldOf = (pointer: string): string => (pointer.startsWith('/note') ? 'note' : 'outcome');
    if (!sent.ok) return again(faultsOf(sent.problem, fieldOf), sent.problem.status);
    done(reply, '/administration/break-glass', 'The review is recorded.');
    return undefined;
  }
}

function openingsFor(request: FastifyRequest, { authority }: Person): Promise<Openings> {
  return api(request).get<Openings>(at`/authorities/${authority}/break-glass`);
}

/** One that waits for this person's review. Throws the problem that the page of any other tells of. */
async function waiting(request: FastifyRequest, person: Person, glass: string): Promise<Opening> {
  const found = (await openingsFor(request, person)).broken.find(({ id }) => id === glass);
  if (found === undefined)
    throw problem(404, 'unknown-glass', 'No opening is at this address. Look at the list of them.');
  if (found.reviewed !== null) throw reviewed();
  if (!mayReview(person, found))
    throw problem(403, 'own-glass', 'Nobody reviews what they did themselves. Ask another manager.');
  return found;
}

function reviewed(): Error {
  return problem(409, 'reviewed-already', 'This was reviewed already, and the review stands.');
}
