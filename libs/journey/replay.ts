import type { PlainDate } from '#calendar';
import { effectiveHistory, type Effective, type Recorded } from '#history';
import { duties, isLate, type Clock, type StoppedClock } from '#timescales';
import { turnedClocks, type Turned } from './changes.ts';
import type { Unread } from './decision.ts';
import { stateAtEnd, stateMet, type Followed, type Follower } from './fold.ts';
import type { State } from './machines.ts';
import type { RefusalCode } from './refusals.ts';
import { standingOf } from './standing.ts';

/** One fact of a journey, and what it did: where the journey stood before it and after, and the clocks it turned. */
export interface Step {
  readonly fact: Effective;
  readonly standingBefore: string;
  readonly standingAfter: string;
  readonly started: readonly Clock[];
  readonly stopped: readonly StoppedClock[];
  /** Those of the stopped that were past their due day or instant. */
  readonly missed: readonly StoppedClock[];
  /** Why today's law would not accept the fact: then it is skipped, and turns nothing. */
  readonly unread?: RefusalCode;
}

/** A followed history as steps, in the order things happened. */
export function stepsOf({ codeAt }: Follower, followed: Followed): readonly Step[] {
  let standing = standingOf(stateMet(followed, 0));
  return followed.history.map((fact, place) => {
    const standingBefore = standing;
    if (followed.refused.has(place)) {
      const nothing = { started: [], stopped: [], missed: [] };
      return { fact, standingBefore, standingAfter: standing, ...nothing, unread: codeAt(followed, place) };
    }
    const after = stateMet(followed, place + 1);
    standing = standingOf(after);
    const stopped = after.context.stopped.filter(isShown);
    return {
      fact,
      standingBefore,
      standingAfter: standing,
      started: startedBetween(stateMet(followed, place), after).filter(isShown),
      stopped,
      missed: stopped.filter(isLate),
    };
  });
}

/** One recording, of a fact or of a correction, and what was known otherwise once it was made. */
export interface RecordedStep {
  readonly fact: Recorded;
  readonly standingBefore: string;
  readonly standingAfter: string;
  /** Every clock that stands otherwise than before it. */
  readonly turned: readonly Turned[];
  /** All the facts then not read, with why. */
  readonly unread: readonly Unread[];
}

/** What came to be known, recording by recording: the history as far as it was recorded, followed anew each time. */
export function recordedSteps(
  follower: Follower,
  facts: readonly Recorded[],
  happenedBy: PlainDate | undefined,
): readonly RecordedStep[] {
  let before = follower.follow([]);
  return facts.map((fact, place) => {
    const known = effectiveHistory(facts.slice(0, place + 1));
    const history = happenedBy === undefined ? known : known.filter(({ data }) => data.on <= happenedBy);
    const after = follower.follow(history, before);
    const step = {
      fact,
      standingBefore: standingOf(stateAtEnd(before)),
      standingAfter: standingOf(stateAtEnd(after)),
      turned: turnedClocks(before, after).filter(({ clock }) => duties[clock].shown),
      unread: unreadIn(follower, after),
    };
    before = after;
    return step;
  });
}

/** The facts that were skipped, with why. */
export function unreadIn({ codeAt }: Follower, followed: Followed): readonly Unread[] {
  const { history, refused } = followed;
  return [...refused].map((place) => ({ id: history[place]?.id ?? '', code: codeAt(followed, place) }));
}

/** A fact may restart a clock: what runs after it is new where another fact started it than before. */
function startedBetween(before: State, after: State): readonly Clock[] {
  if (before.context.clocks === after.context.clocks) return [];
  const ran = new Set(before.context.clocks.map(identity));
  return after.context.clocks.filter((clock) => !ran.has(identity(clock)));
}

function identity({ duty, startedBy }: Clock): string {
  return `${duty} ${startedBy}`;
}

function isShown({ duty }: Clock): boolean {
  return duties[duty].shown;
}
