import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Proposed } from '#events';
import type { Answer, Recorder, SeveralOutcome } from '#recording';
import type { AskedToRecord } from './asked.ts';
import type { SeveralChildrenDto } from './facts.dto.ts';
import { problemOf } from './house-errors.ts';
import type { MoveDto } from './move.dto.ts';
import { toldOutside } from './outside.ts';
import { Looks, refusedForSome, tellsOf } from './looks.ts';
import { isProtective } from './permission-guard.ts';
import { problem, Problem, type ProblemDocument } from './problem.ts';
import { amongFacts, inData, moveRefused, moveUnfinished, ofChild, refused, type PlaceInBody } from './refused.ts';
import { invalid } from './shape.pipe.ts';
import { restrictedCase } from './sight.ts';

/** The provider token of the process's one recorder. */
export const RECORDER = Symbol('waymark recorder');

/** Records what was posted, and answers as the contract with front ends says. */
@Injectable()
export class Recording {
  constructor(
    @Inject(RECORDER) private readonly recorder: Recorder,
    private readonly looks: Looks,
  ) {}

  /** One fact, whose data was the body. */
  one(asked: AskedToRecord, fact: Proposed): Promise<Answer> {
    return this.looks.ofPost(asked.reply.request, () => this.record(asked, [fact], inData));
  }

  /** Facts of one child, all or none. */
  batch(asked: AskedToRecord, facts: readonly Proposed[]): Promise<Answer> {
    return this.looks.ofPost(asked.reply.request, () => this.record(asked, facts, amongFacts));
  }

  /** Facts of several children. 200 with what became of each; a problem where any was refused and not `partial`. */
  several(asked: AskedToRecord, body: SeveralChildrenDto): Promise<SeveralAnswer> {
    return this.looks.ofPost(asked.reply.request, () => this.recordSeveral(asked, body));
  }

  /** Facts recorded for the wrong child, moved to the right one. */
  move(asked: AskedToRecord, body: MoveDto): Promise<MoveAnswer> {
    return this.looks.ofPost(asked.reply.request, () => this.recordMove(asked, body));
  }

  private async recordSeveral(
    { reply, ...asked }: AskedToRecord,
    { facts = [], children }: SeveralChildrenDto,
  ): Promise<SeveralAnswer> {
    if (asked.ifMatch !== undefined) throw problem(400, 'if-match-of-several', ifMatchOfSeveral);
    const key = asked.idempotencyKey ?? randomUUID();
    nameKey(reply, key);
    const sees = await asked.sees(asked.authority);
    const shut = new Set(
      children
        .filter((each) => !sees(each.child) && (asked.preview || !allProtective([...facts, ...(each.facts ?? [])])))
        .map(({ child }) => child),
    );
    const admitted = children.filter(({ child }) => !shut.has(child));
    // A child that is shut refuses the post as any refusal does: the others are judged, to be told, and not written.
    const preview = asked.preview || (shut.size > 0 && !asked.partial);
    const outcome = await this.recorder.recordSeveral({
      ...asked,
      facts,
      children: admitted,
      idempotencyKey: key,
      keyIsNew: asked.idempotencyKey === undefined,
      preview,
    });
    const byChild = new Map(outcome.children.map((each) => [each.child, each]));
    const answered = children.map(({ child }, index): ChildAnswer => {
      const each = byChild.get(child);
      if (each === undefined) return { child, status: 'refused', problem: restrictedCase().document };
      const answer = childAnswer(each, ofChild(index, facts.length));
      return sees(child) ? answer : maskedAnswer(answer);
    });
    if (outcome.status === 'done' && (shut.size === 0 || asked.partial)) return { key, children: answered };
    if (outcome.status === 'unfinished') throw unfinished(outcome.children, answered);
    const problems = answered.flatMap((each) => (each.status === 'refused' ? [each.problem] : []));
    const detail =
      `${String(problems.length)} of ${String(answered.length)} children were refused, so nothing was written for any: see children. ` +
      'Correct their facts, or post with partial=true to record the others.';
    throw problem(statusOf(problems), refusedForSome, detail, { children: answered });
  }

  private async recordMove({ reply, ...asked }: AskedToRecord, { facts, to, note }: MoveDto): Promise<MoveAnswer> {
    if (asked.ifMatch !== undefined) throw problem(400, 'if-match-of-several', ifMatchOfSeveral);
    if (to === asked.child) throw invalid([{ pointer: '/to', code: 'same-child', detail: 'Give the other child.' }]);
    const { authority, child } = asked;
    if (!(await asked.sees(authority))(to)) {
      tellsOf(reply, { child: to });
      throw restrictedCase();
    }
    const idempotencyKey = asked.idempotencyKey ?? randomUUID();
    nameKey(reply, idempotencyKey);
    const outcome = await this.recorder.move({ ...asked, facts, to, note, idempotencyKey });
    if (outcome.status === 'refused') throw moveRefused(outcome, child);
    if (outcome.status === 'unfinished') throw moveUnfinished(outcome);
    if (outcome.status === 'previewed') void reply.status(200);
    return { authority, correlationId: outcome.correlationId, to: outcome.to, from: outcome.from };
  }

  private async record(asked: AskedToRecord, facts: readonly Proposed[], placed: PlaceInBody): Promise<Answer> {
    const { reply, isOutside, ifMatch, ...rest } = asked;
    const keyIsNew = asked.idempotencyKey === undefined;
    const key = asked.idempotencyKey ?? randomUUID();
    nameKey(reply, key);
    // Who may not know of the journey cannot have seen a revision of it, and must not find it out by guessing.
    const seen = isOutside ? undefined : ifMatch;
    const outcome = await this.recorder.record({ ...rest, facts, ifMatch: seen, idempotencyKey: key, keyIsNew });
    if (outcome.status === 'refused' && isOutside) throw toOutside(refused(outcome.refusal, placed));
    if (outcome.status === 'refused') throw refused(outcome.refusal, placed);
    if (isOutside) return toldOutside(outcome.answer);
    if (outcome.status === 'previewed') void reply.status(200);
    if (outcome.answer.revision !== null) void reply.header('etag', `"${String(outcome.answer.revision)}"`);
    return outcome.answer;
  }
}

const ifMatchOfSeveral =
  'If-Match is of one journey, and this post is of several: nothing was written. Leave it out, or post each child alone.';

/** What a move came to, for the right child and for the wrong one. */
export interface MoveAnswer {
  readonly authority: string;
  /** Under which the facts of both can be found together. */
  readonly correlationId: string;
  readonly to: Answer;
  readonly from: Answer;
}

/** What became of each child of a post of several. */
export interface SeveralAnswer {
  readonly key: string;
  readonly children: readonly ChildAnswer[];
}

/** One child's answer, or the problem that refuses it. */
export type ChildAnswer =
  | (Answer & { readonly status: 'recorded' | 'repeated' | 'previewed' })
  | { readonly child: string; readonly status: 'refused' | 'failed'; readonly problem: ProblemDocument };

/** The answer names the key, whatever the answer is: whoever hears nothing, or a 503, asks again with it. */
function nameKey(reply: FastifyReply, key: string): void {
  void reply.header('idempotency-key', key);
}

/** Some children are recorded and some are not, for an error: 503 where it may pass by itself. */
function unfinished(outcomes: SeveralOutcome['children'], children: readonly ChildAnswer[]): Problem {
  const errors = outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : []));
  const problems = errors.map(problemOf);
  const worst = [500, 413, 503].find((status) => problems.some((each) => each.document.status === status)) ?? 500;
  const [first] = problems.filter((each) => each.document.status === worst);
  const detail =
    `${String(errors.length)} of ${String(children.length)} children could not be recorded: see children, each with what ` +
    'was written for it. Post the same again with the same Idempotency-Key once the cause is gone: it completes what is ' +
    'missing and repeats nothing.';
  const { document } = problem(worst, 'unfinished-for-some', detail, { children });
  const cause = errors.find((each) => problemOf(each).document.status === worst);
  return new Problem(document, first?.headers, { cause });
}

/** What refuses every child alike refuses the post: 422 where only reasons are owed. Otherwise it is the order, 409. */
function statusOf(problems: readonly ProblemDocument[]): number {
  const [status = 409, ...others] = new Set(problems.map((each) => each.status));
  return others.length === 0 ? status : 409;
}

/** What somebody is told of a child whose record is not for them. */
function maskedAnswer(answer: ChildAnswer): ChildAnswer {
  if ('problem' in answer) {
    const { child, status } = answer;
    const told = status === 'refused' ? toOutside(new Problem(answer.problem)).document : answer.problem;
    return { child, status, problem: told };
  }
  return { ...toldOutside(answer), status: answer.status };
}

/** A refusal by the order of a journey tells where it stands. What is wrong with the post itself is told to whoever posts it. */
function toOutside(refusal: Problem): Problem {
  const isOfThePost = refusal.document.status === 400 || refusal.document.code === 'role-needed';
  return isOfThePost ? refusal : restrictedCase();
}

function allProtective(facts: readonly Proposed[]): boolean {
  return facts.length > 0 && facts.every(({ type }) => isProtective(type));
}

function childAnswer(outcome: SeveralOutcome['children'][number], placed: PlaceInBody): ChildAnswer {
  const { child } = outcome;
  if (outcome.status === 'failed') return { child, status: 'failed', problem: problemOf(outcome.error).document };
  if (outcome.status === 'refused')
    return { child, status: 'refused', problem: refused(outcome.refusal, placed).document };
  return { ...outcome.answer, status: outcome.status };
}
