import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogue } from '#events';
import { problem } from '#http';
import { done as finished, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import type { Session } from '../session/session.ts';
import { api, type Services } from '../services/services.ts';
import { crumbsTo, childAddress } from './addresses.ts';
import type { Journey } from './answers.ts';
import { known } from './child.controller.ts';
import { linkTo, runningIn } from './child.view.ts';
import { journeyOf } from './deed.ts';
import { opened, taken, type Next } from './filling.ts';
import { familiesOf } from './looking.ts';
import { offeredBy, recordableCalled, together, type Recordable } from './recordable.ts';
import { prefilled, recording } from './recording.ts';
import { isRestricted, unseenJourney } from './restricted.ts';
import { ticksAt, type Typed } from './typed.ts';

/** Recording what happened to a child, and to siblings with them: every fact has its form, and so has what belongs together. */
@Pages()
@Controller('cases/:authority/:child/record')
export class RecordingController {
  @Get()
  async all(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const journey = await known(api(request), authority, child);
    const address = childAddress(authority, child);
    const { due, next, others } = offeredBy(journey.next, runningIn(journey), isAdministrator(person));
    const view = {
      title: `Record something for child ${child}`,
      section: 'my-work' as const,
      breadcrumbs: crumbsTo(authority, child),
      standing: journey.standing,
      due: due.map((each) => linkTo(address, each, person.roles)),
      next: next.map((each) => linkTo(address, each, person.roles)),
      together: together.map((each) => linkTo(address, each, person.roles)),
      others: others.map((each) => linkTo(address, each, person.roles)),
    };
    return page(reply, 'child/recordables.njk', view);
  }

  @Get(':what')
  async form(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Param('what') what: string,
    @Query('with') others: unknown,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const recordable = called(what);
    const journey = await seenOrNot(services, authority, child, recordable);
    const families = () => familiesOf(services, journey);
    const chosen = textsOf(others);
    const filling = recording(recordable, journey, families, chosen, isAdministrator(person));
    const seen = new Map<string, number | undefined>();
    if (journey.revision !== null) {
      const others = await revisionsOf(services, authority, filling.children.slice(1));
      for (const [each, revision] of [[child, journey.revision] as const, ...others]) seen.set(each, revision);
    }
    const typed = { ...prefilled(recordable, journey), with: filling.children.slice(1) };
    return page(reply, 'child/form.njk', await opened(filling, typed, seen));
  }

  @Post(':what')
  @TakesForm()
  async take(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Param('what') what: string,
    @Body() typed: Typed,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const services = api(request);
    const recordable = called(what);
    const journey = await seenOrNot(services, authority, child, recordable);
    const families = () => familiesOf(services, journey);
    const chosen = ticksAt(typed, 'with');
    const filling = recording(recordable, journey, families, chosen, isAdministrator(person));
    return show(reply, await taken(services, filling, typed));
  }
}

/** Who may bring in what another record told, and say that something is not known. */
export function isAdministrator({ roles }: Session['person']): boolean {
  return roles.includes('administrator');
}

/** Shows what comes next of a form, or leads on from it. */
export function show(reply: FastifyReply, next: Next): string | undefined {
  if ('template' in next) return page(reply, next.template, next.view, next.status);
  finished(reply, next.address, next.said);
  return undefined;
}

/** Where the journeys of some children are. */
export async function revisionsOf(
  services: Services,
  authority: string,
  children: readonly string[],
): Promise<ReadonlyMap<string, number | undefined>> {
  const journeys = await Promise.all(children.map((child) => journeyOf(services, authority, child)));
  return new Map(children.map((child, place) => [child, journeys[place]?.revision ?? undefined]));
}

/** The journey, or as much of it as somebody may know who records what protects a child whose record is kept to others. */
async function seenOrNot(
  services: Services,
  authority: string,
  child: string,
  { parts }: Recordable,
): Promise<Journey> {
  try {
    return await known(services, authority, child);
  } catch (error) {
    const protects = parts.every(({ type }) => catalogue[type].protective === true);
    if (isRestricted(error) && protects) return unseenJourney(authority, child);
    throw error;
  }
}

function called(what: string): Recordable {
  const found = recordableCalled(what);
  if (found !== undefined) return found;
  throw problem(404, 'unknown-form', 'There is no form of this name. Choose one on the child’s page.');
}

function textsOf(query: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(query) ? query : [query];
  return all.filter((each): each is string => typeof each === 'string' && each !== '');
}
