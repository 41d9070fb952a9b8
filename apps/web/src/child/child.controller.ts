import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { unknownChild } from '#http';
import { textIn, type Form } from '../form/form.ts';
import { moment } from '../page/filters.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import type { Session } from '../session/session.ts';
import { ServiceProblem } from '../services/service-problem.ts';
import { api, at, type Services } from '../services/services.ts';
import { childAddress } from './addresses.ts';
import type { Explained, Journey, Replay } from './answers.ts';
import { childView } from './child.view.ts';
import { clockView } from './clock.view.ts';
import { journeyOf } from './deed.ts';
import { diagramView } from './diagram.view.ts';
import { historyView } from './history.view.ts';
import { isRestricted, restrictedView } from './restricted.ts';
import { familiesOf, Looks } from './looking.ts';

/** A child's journey as it stands: overview, history, each clock explained, and the child's place in the diagram. */
@Pages()
@Controller('cases/:authority/:child')
export class ChildController {
  constructor(@Inject(Looks) private readonly looks: Looks) {}

  @Get()
  async overview(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    try {
      const journey = await known(services, authority, child);
      const families = await familiesOf(services, journey);
      return page(reply, 'child/child.njk', childView(journey, families, this.looks.now(), person));
    } catch (error) {
      if (!isRestricted(error)) throw error;
      return page(reply, 'child/restricted.njk', restrictedView(authority, child, person), 403);
    }
  }

  @Post('break-glass')
  @TakesForm()
  async breakGlass(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Body() form: Form,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const reason = textIn(form, 'reason') ?? '';
    const again = (text: string): string =>
      page(
        reply,
        'child/restricted.njk',
        restrictedView(authority, child, person, reason, [{ field: 'reason', text }]),
        400,
      );
    if (reason === '') return again('Enter why the record has to be opened now');
    const address = at`/authorities/${authority}/children/${child}/break-glass`;
    const sent = await api(request).post<{ readonly until: string }>(address, { reason });
    if (!sent.ok) return again(sent.problem.detail);
    done(reply, childAddress(authority, child), `The record is open to you until ${moment(sent.body.until)}.`);
    return undefined;
  }

  @Get('history')
  async history(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Query('order') asked: unknown,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const journey = await known(services, authority, child);
    const roles = await rolesIn(services, authority, child);
    const view = historyView(journey, roles, asked === 'recorded' ? 'recorded' : 'happened', person);
    return page(reply, 'child/history.njk', view);
  }

  @Get('diagram')
  async diagram(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return page(reply, 'child/diagram.njk', diagramView(await known(api(request), authority, child)));
  }

  @Get('clocks/:clock')
  async clock(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Param('clock') clock: string,
    @Query('startedOn') startedOn: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const query = typeof startedOn === 'string' ? { startedOn } : {};
    const address = at`/authorities/${authority}/children/${child}/clocks/${clock}/explain`;
    const { clocks } = await api(request).get<Explained>(address, { query });
    return page(reply, 'child/clock.njk', clockView(authority, child, clocks));
  }
}

/** The journey of a child who is known. Throws the 404 that the page of it tells of. */
export async function known(services: Services, authority: string, child: string): Promise<Journey> {
  const journey = await journeyOf(services, authority, child);
  if (journey === undefined) throw unknownChild();
  return journey;
}

/** The role each record was made in, by its id. Who may not read the replay is not told of roles. */
async function rolesIn(services: Services, authority: string, child: string): Promise<ReadonlyMap<string, string>> {
  try {
    const address = at`/authorities/${authority}/children/${child}/replay`;
    const { steps } = await services.get<Replay>(address, { query: { order: 'recorded' } });
    return new Map(steps.flatMap(({ fact: { id, role } }) => (role === undefined ? [] : [[id, role] as const])));
  } catch (error) {
    if (error instanceof ServiceProblem && error.document.status === 403) return new Map();
    throw error;
  }
}
