import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '#http';
import { page } from '../page/page.ts';
import { Pages, Signed } from '../page/pages.ts';
import type { Session } from '../session/session.ts';
import { ServiceProblem } from '../services/service-problem.ts';
import { api, at, type Services } from '../services/services.ts';
import type { Explained, Journey, Replay } from './answers.ts';
import { childView } from './child.view.ts';
import { clockView } from './clock.view.ts';
import { journeyOf } from './deed.ts';
import { diagramView } from './diagram.view.ts';
import { historyView } from './history.view.ts';
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
    const journey = await known(services, authority, child);
    const families = await familiesOf(services, journey);
    const view = childView(journey, families, this.looks.now(), person.role === 'administrator');
    return page(reply, 'child/child.njk', view);
  }

  @Get('history')
  async history(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Query('order') asked: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const services = api(request);
    const journey = await known(services, authority, child);
    const roles = await rolesIn(services, authority, child);
    const view = historyView(journey, roles, asked === 'recorded' ? 'recorded' : 'happened');
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
  if (journey !== undefined) return journey;
  const detail = 'Nothing is recorded of a child with this id. Check the id, or register the child.';
  throw problem(404, 'unknown-child', detail);
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
