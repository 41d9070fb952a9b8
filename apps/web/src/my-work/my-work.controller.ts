import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { page } from '../page/page.ts';
import { Pages, Signed } from '../page/pages.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { Deadlines, DriftingCases } from './answers.ts';
import { askedIn, ofWhom } from './asked.ts';
import { followChanges } from './changes.ts';
import { myWorkView } from './my-work.view.ts';
import { waitingFor } from './waiting.ts';

/** What is to be done: overdue, due soon, and cases that have fallen silent. */
@Pages()
@Controller('my-work')
export class MyWorkController {
  @Get()
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const asked = askedIn(query, person);
    const whom = ofWhom(asked, person);
    const { state, clock, cursor, silent } = asked;
    const { authority } = person;
    const services = api(request);
    const [deadlines, drift, waiting] = await Promise.all([
      services.get<Deadlines>(at`/authorities/${authority}/deadlines`, {
        query: { ...whom, state, clock, cursor, limit: perPage },
      }),
      services.get<DriftingCases>(at`/authorities/${authority}/drift`, {
        query: { ...whom, quietFor, offset: silent, limit: silentPerPage },
      }),
      waitingFor(services, person),
    ]);
    return page(reply, 'my-work/my-work.njk', myWorkView({ asked, person, deadlines, drift, waiting, quietFor }));
  }

  /** Server-sent events for a page that is kept up to date: of whose deadlines something changed, and nothing else. */
  @Get('changes')
  changes(@Signed() { person }: Session, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return followChanges(api(request), person.authority, reply);
  }
}

export const perPage = 25;

/**
 * Working days without anything recorded after which a case counts as quiet where no rule says how often it is seen: four
 * weeks, the longest interval between visits that local procedures commonly set (R).
 */
const quietFor = 20;

export const silentPerPage = 10;
