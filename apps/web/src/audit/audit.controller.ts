import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isPlainDate, londonDate } from '#calendar';
import { SURROUNDINGS, type Surroundings } from '#http';
import type { Comparison, ReplayRead, Verified } from '#recording';
import { dateIn, dateTyped, type DateTyped } from '../form/date-input.ts';
import { faultsOf } from '../form/faults.ts';
import { textIn, type Form } from '../form/form.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import { ServiceProblem } from '../services/service-problem.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import { handOn } from '../page/hand-on.ts';
import { putRight } from '../performance/measure.controller.ts';
import { accessesView, type AccessesAnswer, type AccessesAsked } from './accesses.view.ts';
import { bundleFaults, bundleView, openIn, type BundleTyped } from './bundle.view.ts';
import { auditOf } from './child-pages.ts';
import { momentsView } from './comparison.view.ts';
import { findFaults, findView } from './find.view.ts';
import { momentIn, momentQuery } from './moments.ts';
import { replayView, type StepAsked } from './replay.view.ts';
import { verificationView } from './verification.view.ts';

/** One child's record audited: gone through again, held against its evidence, and who looked at it. */
@Pages()
@Controller('audit')
export class AuditPages {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  @Get()
  find(
    @Query() query: Form,
    @Signed() { person: { authority } }: Session,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    const asked = query['child'] === undefined ? undefined : (textIn(query, 'child') ?? '');
    if (asked !== undefined && findFaults(asked).length === 0) {
      done(reply, auditOf(authority, asked));
      return undefined;
    }
    return page(reply, 'audit/find.njk', findView(authority, asked), asked === undefined ? 200 : 400);
  }

  @Get(':authority/:child')
  async replay(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Query() query: Form,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const asked = this.stepIn(query);
    const show = (replay: ReplayRead | undefined, faults = asked.moment.faults.slice(0, 0)): string =>
      page(reply, 'audit/replay.njk', replayView(authority, child, replay, asked, faults), replay ? 200 : 400);
    if (asked.moment.faults.length > 0) return show(undefined);
    const address = at`/authorities/${authority}/children/${child}/replay`;
    const replay = await putRight(() =>
      api(request).get<ReplayRead>(address, { query: { ...momentQuery(asked.moment), order: asked.order } }),
    );
    return 'faults' in replay ? show(undefined, [...replay.faults]) : show(replay);
  }

  @Get(':authority/:child/comparison')
  async compare(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Query() query: Form,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const today = londonDate(this.surroundings.now());
    const moments = { first: momentIn(query, today, 'from-'), second: momentIn(query, today, 'to-') };
    const template = 'audit/comparison.njk';
    const isWrong = moments.first.faults.length + moments.second.faults.length > 0;
    const isAsked = query['compare'] !== undefined;
    if (isWrong || !isAsked) {
      return page(reply, template, momentsView(authority, child, moments, undefined), isWrong ? 400 : 200);
    }
    const { first, second } = moments;
    const address = at`/authorities/${authority}/children/${child}/replay/comparison`;
    const compared = await putRight(() =>
      api(request).get<Comparison>(address, {
        query: {
          fromKnownAt: first.knownAt,
          fromHappenedBy: first.happenedBy,
          toKnownAt: second.knownAt,
          toHappenedBy: second.happenedBy,
        },
      }),
    );
    if ('faults' in compared && !('standing' in compared)) {
      return page(reply, template, momentsView(authority, child, moments, undefined, compared.faults), 400);
    }
    return page(reply, template, momentsView(authority, child, moments, compared as Comparison));
  }

  @Get(':authority/:child/verification')
  async verify(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const found = await api(request).get<Verified>(at`/authorities/${authority}/children/${child}/verify`);
    return page(reply, 'audit/verification.njk', verificationView(authority, child, found));
  }

  @Get(':authority/:child/accesses')
  async accesses(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Query() query: Form,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const asked = accessesIn(query);
    const template = 'audit/accesses.njk';
    if (asked.faults.length > 0) {
      return page(reply, template, accessesView(authority, child, asked, undefined), 400);
    }
    const answer = await putRight(() =>
      api(request).get<AccessesAnswer>(at`/authorities/${authority}/children/${child}/accesses`, {
        query: {
          from: asked.from.value,
          to: asked.to.value,
          user: asked.user,
          before: textIn(query, 'before'),
          limit: accessesOnPage,
        },
      }),
    );
    if ('faults' in answer) {
      const faults = answer.faults.map(({ field, text }) => ({ field: field.replace('parameter-', ''), text }));
      return page(reply, template, accessesView(authority, child, { ...asked, faults }, undefined), 400);
    }
    return page(reply, template, accessesView(authority, child, asked, answer));
  }

  @Get(':authority/:child/bundle')
  ask(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    const typed = { recipient: '', reason: '', open: 'child' };
    return page(reply, 'audit/bundle.njk', bundleView(authority, child, typed));
  }

  /** The record as a file, once it is said for whom and why. */
  @Post(':authority/:child/bundle')
  @TakesForm()
  async give(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Body() form: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const typed: BundleTyped = {
      recipient: textIn(form, 'recipient') ?? '',
      reason: textIn(form, 'reason') ?? '',
      open: openIn(textIn(form, 'open')),
    };
    const wrong = bundleFaults(typed);
    if (wrong.length > 0) {
      await reply.send(page(reply, 'audit/bundle.njk', bundleView(authority, child, typed, wrong), 400));
      return;
    }
    try {
      const file = await api(request).open(at`/authorities/${authority}/children/${child}/bundle`, {
        query: { for: typed.recipient, open: typed.open },
        headers: { accept: 'application/zip', 'access-reason': typed.reason },
      });
      await handOn(reply, file);
    } catch (error) {
      if (!(error instanceof ServiceProblem) || error.document.status !== 400) throw error;
      const faults = faultsOf(error.document);
      await reply.send(page(reply, 'audit/bundle.njk', bundleView(authority, child, typed, faults), 400));
    }
  }

  private stepIn(query: Form): StepAsked {
    const today = londonDate(this.surroundings.now());
    const step = textIn(query, 'step');
    return {
      moment: momentIn(query, today),
      order: textIn(query, 'order') === 'recorded' ? 'recorded' : 'happened',
      number: step !== undefined && /^[0-9]{1,6}$/.test(step) ? Number(step) : undefined,
      fact: textIn(query, 'fact'),
      today,
    };
  }
}

/** So many looks stand on a page. */
const accessesOnPage = 50;

function accessesIn(query: Form): AccessesAsked {
  const dateOf = (name: string, what: string): DateTyped => {
    const given = query[name];
    return isPlainDate(given) ? dateTyped(given) : dateIn(query, name, what, false);
  };
  const [from, to] = [dateOf('from', 'the first day'), dateOf('to', 'the last day')];
  return { from, to, user: textIn(query, 'user') ?? '', faults: [from, to].flatMap(({ fault }) => fault ?? []) };
}
