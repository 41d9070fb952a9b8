import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isCorrectionType } from '#events';
import { problem } from '#http';
import { page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import type { Session } from '../session/session.ts';
import { api, type Services } from '../services/services.ts';
import type { Fact, Journey } from './answers.ts';
import { known } from './child.controller.ts';
import { opened, taken, type Filling } from './filling.ts';
import { correcting, correctionTyped, moving, withdrawing } from './putting-right.ts';
import { isAdministrator, show } from './recording.controller.ts';
import type { Typed } from './typed.ts';

/** What was recorded wrongly is corrected, withdrawn or moved to the right child; what that does is shown before it is done. */
@Pages()
@Controller('cases/:authority/:child/facts/:fact')
export class PuttingRightController {
  @Get(':how')
  async form(
    @Param() { authority, child, fact, how }: Place,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const found = await recordIn(api(request), authority, child, fact);
    const filling = fillingOf(found, how, isAdministrator(person));
    const typed = how === 'correct' ? correctionTyped(found.journey, found.fact) : {};
    const seen = new Map([[child, found.journey.revision ?? undefined]]);
    return page(reply, 'child/form.njk', await opened(filling, typed, seen));
  }

  @Post(':how')
  @TakesForm()
  async take(
    @Param() { authority, child, fact, how }: Place,
    @Body() typed: Typed,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const services = api(request);
    const found = await recordIn(services, authority, child, fact);
    return show(reply, await taken(services, fillingOf(found, how, isAdministrator(person)), typed));
  }
}

interface Place {
  readonly authority: string;
  readonly child: string;
  readonly fact: string;
  readonly how: string;
}

interface Found {
  readonly journey: Journey;
  readonly fact: Fact;
}

async function recordIn(services: Services, authority: string, child: string, id: string): Promise<Found> {
  const journey = await known(services, authority, child);
  const fact = journey.facts.find((each) => each.id === id);
  if (fact !== undefined) return { journey, fact };
  throw problem(404, 'fact-unknown', 'There is no such record of this child. Choose it in the child’s history.');
}

/** Of a correction or a withdrawal there is nothing to correct or move: it can only be withdrawn, which undoes it. */
function fillingOf({ journey, fact }: Found, how: string, mayBeNotKnown: boolean): Filling {
  if (how === 'withdraw') return withdrawing(journey, fact);
  if (!isCorrectionType(fact.type)) {
    if (how === 'correct') return correcting(journey, fact, mayBeNotKnown);
    if (how === 'move') return moving(journey, fact);
  }
  throw problem(404, 'unknown-form', 'There is no form of this name. Choose one in the child’s history.');
}
