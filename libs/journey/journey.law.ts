import type { PlainDate } from '#calendar';
import { catalogue, type Proposed } from '#events';
import { effectiveHistory, type Recorded } from '#history';
import { duties, type Rulebook, type Timescales } from '#timescales';
import { correctedBirth } from './birth.ts';
import { changedClocks, turnedClocks } from './changes.ts';
import type { Circumstances, Decision, Journey } from './decision.ts';
import { followedBefore } from './followed-before.ts';
import { followerOf, stateAtEnd, stoppedIn, type Followed, type Follower } from './fold.ts';
import { judgeOrder, type Lawful } from './judge.ts';
import { machinesFor } from './machines.ts';
import { nextOf } from './next.ts';
import { refusals } from './refusals.ts';
import type { Remembered } from './remembered.ts';
import { recordedSteps, stepsOf, unreadIn, type RecordedStep, type Step } from './replay.ts';
import { standingOf } from './standing.ts';

/** A fact as proposed, under the id it will be recorded with. */
export type ProposedFact = Proposed & { readonly id: string };

/** Who proposes, and the instant: what the facts will carry once recorded. */
export interface Recording {
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
  readonly recordedBy: string;
  /**
   * False of facts that are recorded as somebody recorded them once: a move gives no reasons, so none is asked for, and
   * what they lack is told as owed. Asked unless said otherwise.
   */
  readonly asksReasons?: boolean;
}

/** The law of the journey: what a child's history comes to, and what may join it. Pure, and the same in ten years. */
export interface JourneyLaw {
  /**
   * Reads one child's facts, whole and in the order recorded. `happenedBy` reads only what had happened by that day.
   * A fact the law would not accept today is marked unread and skipped; it never makes a child unreadable.
   */
  readonly read: (facts: readonly Recorded[], happenedBy?: PlainDate) => Journey;
  /** The same reading, fact by fact in the order things happened. */
  readonly replay: (facts: readonly Recorded[], happenedBy?: PlainDate) => readonly Step[];
  /** What came to be known of it, recording by recording. */
  readonly recorded: (facts: readonly Recorded[], happenedBy?: PlainDate) => readonly RecordedStep[];
  /**
   * May these facts join the history, together? They are judged in their places among what happened: refused when one
   * of them could not have happened there, or when a fact that stood no longer could (decisions.md 2).
   */
  readonly decide: (facts: readonly Recorded[], proposed: readonly ProposedFact[], at: Recording) => Decision;
}

/** The law under one authority's timescales. */
export function journeyLaw(timescales: Timescales): JourneyLaw {
  const { reading, judging } = machinesFor(timescales);
  const follower = followerOf(reading, timescales);
  const bench = { follower, judging, timescales };
  const known = followedBefore();
  const followed = (facts: readonly Recorded[], happenedBy: PlainDate | undefined) => {
    const whole = effectiveHistory(facts);
    const history = happenedBy === undefined ? whole : whole.filter(({ data }) => data.on <= happenedBy);
    return follower.follow(history, undefined, correctedBirth(whole));
  };
  return {
    read: (facts, happenedBy) => journeyOf(follower, followed(facts, happenedBy)),
    replay: (facts, happenedBy) => stepsOf(follower, followed(facts, happenedBy)),
    recorded: (facts, happenedBy) => recordedSteps(follower, facts, happenedBy),
    decide(facts, proposed, at) {
      const before = follower.follow(effectiveHistory(facts), known.of(facts));
      known.keep(facts, before);
      const judged = (some: readonly ProposedFact[]) =>
        judgeOrder(bench, [...facts, ...asRecorded(facts, some, at)], facts.length, before, at.asksReasons);
      const whole = judged(proposed);
      if ('ok' in whole) return whole;
      const [first] = whole.owed;
      if (first === undefined) return accepted(follower, whole);
      const { sentence, whatNext } = refusals[first.code];
      const { code } = first;
      const withheld = protectiveAlone(proposed, (some) => !('ok' in judged(some)));
      return { ok: false, because: 'reason', code, owed: whole.owed, withheld, sentence, whatNext };
    },
  };
}

/** The law of every authority, made when first asked for: authorities without rules of their own share one. */
export function journeyLaws(rules: Rulebook): (authority: string) => JourneyLaw {
  const made = new Map<Timescales, JourneyLaw>();
  return (authority) => {
    const timescales = rules.of(authority);
    const law = made.get(timescales) ?? journeyLaw(timescales);
    made.set(timescales, law);
    return law;
  };
}

/** The places of the proposed facts that protect a child, as far as they have a place without those that owe a reason. */
function protectiveAlone(
  proposed: readonly ProposedFact[],
  isLawful: (some: readonly ProposedFact[]) => boolean,
): readonly number[] {
  const alone: ProposedFact[] = [];
  return [...proposed.entries()].flatMap(([place, fact]) => {
    if (!('protective' in catalogue[fact.type]) || !isLawful([...alone, fact])) return [];
    alone.push(fact);
    return [place];
  });
}

function accepted(follower: Follower, { before, after, missed, reasonOwed, touched }: Lawful): Decision {
  const changed = changedClocks(before, after, touched);
  const turned = turnedClocks(before, after);
  return { ok: true, journey: journeyOf(follower, after), missed, changed, turned, reasonOwed };
}

function journeyOf(follower: Follower, followed: Followed): Journey {
  const { history } = followed;
  const state = stateAtEnd(followed);
  return {
    standing: standingOf(state),
    state: state.value,
    circumstances: circumstancesOf(state.context),
    clocks: [...stoppedIn(followed), ...state.context.clocks].filter(({ duty }) => duties[duty].shown),
    unread: unreadIn(follower, followed),
    next: nextOf(state),
    history,
  };
}

function circumstancesOf({ worker, families, lookedAfterSince, otherPlans }: Remembered): Circumstances {
  return {
    ...(worker && { worker }),
    families,
    ...(lookedAfterSince !== undefined && { lookedAfterSince }),
    otherAuthorityPlans: otherPlans,
  };
}

function asRecorded(
  facts: readonly Recorded[],
  proposed: readonly ProposedFact[],
  { recordedAt, recordedBy }: Recording,
): readonly Recorded[] {
  const next = (facts.at(-1)?.revision ?? -1) + 1;
  return proposed.map((fact, place) => ({ ...fact, revision: next + place, recordedAt, recordedBy }));
}
