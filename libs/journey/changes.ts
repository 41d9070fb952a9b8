import { londonInstant, type PlainDate } from '#calendar';
import { duties, isLate, type Clock, type Duty, type StoppedClock } from '#timescales';
import { stateAtEnd, stoppedIn, type Followed, type Span } from './fold.ts';

/** How a clock stood, apart from any day it is looked at. */
export interface ClockStanding {
  readonly state: 'running' | 'met' | 'met-late' | 'cancelled' | 'missed' | 'unknown';
  readonly startedOn: PlainDate;
  readonly due: PlainDate | 'unknown' | null;
  /** Of a clock of hours: the instant, RFC 3339 with London's offset. */
  readonly dueAt?: string;
}

/** What a proposal changes for a fact recorded before: a conference that is now late, a discussion whose clock is gone. */
export interface Changed {
  /** The id of the fact that stops the clock, or while it runs of the one that started it. */
  readonly fact: string;
  readonly clock: Duty;
  /** Null where the fact had no such clock. */
  readonly before: ClockStanding | null;
  readonly after: ClockStanding | null;
}

/** The ordinary facts that a proposal is about, by id. */
export interface Touched {
  /** Those it contains. */
  readonly recorded: ReadonlySet<string>;
  /** Those recorded before that it corrects, withdraws or restores. */
  readonly amended: ReadonlySet<string>;
}

/**
 * The clocks that stand otherwise after a proposal than before it, for facts the proposal does not itself contain. A
 * clock belongs to the fact that stopped it, or while it runs to the fact that started it. That a proposed fact stops a
 * running clock is what facts are for, and is no change.
 */
export function changedClocks(before: Followed, after: Followed, touched: Touched): readonly Changed[] {
  const { recorded, amended } = touched;
  const isTouched = (fact: string): boolean => recorded.has(fact) || amended.has(fact);
  const was = clocksOf(before, after.replaced);
  const is = clocksOf(after, after.anew);
  const changes = new Map<string, Changed>();
  const told = new Set<string>();
  for (const clock of [...was.byIdentity.values(), ...is.byIdentity.values()]) {
    const now = is.byIdentity.get(identity(clock));
    const earlier = was.byIdentity.get(identity(clock));
    const stoppedByProposal = isStopped(now) && isTouched(now.stoppedBy);
    if (stoppedByProposal && !isStopped(earlier)) continue;
    const fact = ownerOf(clock);
    if (isTouched(fact)) continue;
    const key = ownership(clock);
    // Stopped before and after, but not by the same fact: the one that stops it now had no such clock, and the other has none.
    const stoppedAnew = isStopped(earlier) && isStopped(now);
    const then = was.byOwner.get(key) ?? (stoppedAnew ? undefined : earlier);
    const later = is.byOwner.get(key) ?? (stoppedByProposal || stoppedAnew ? undefined : now);
    const change = { fact, clock: clock.duty, before: standing(then), after: standing(later) };
    if (isSame(change.before, change.after)) continue;
    changes.set(key, change);
    if (then === earlier && later === now) told.add(identity(clock));
  }
  return [...changes.values(), ...changedOfAmended(was, is, amended, told)];
}

/** The clocks of the facts that a proposal corrects, withdraws or restores, which no other fact has told of (`told`). */
function changedOfAmended(
  was: Clocks,
  is: Clocks,
  amended: ReadonlySet<string>,
  told: ReadonlySet<string>,
): readonly Changed[] {
  if (amended.size === 0) return [];
  return [...new Set([...was.byIdentity.keys(), ...is.byIdentity.keys()])].flatMap((key) => {
    const [earlier, now] = [was.byIdentity.get(key), is.byIdentity.get(key)];
    // A clock that ran, of the fact amended, may be another's now that it is stopped; it is told of all the same.
    const owned = [now, earlier].find((clock) => clock !== undefined && amended.has(ownerOf(clock)));
    if (owned === undefined || told.has(key)) return [];
    const change = { fact: ownerOf(owned), clock: owned.duty, before: standing(earlier), after: standing(now) };
    return isSame(change.before, change.after) ? [] : [change];
  });
}

/** A clock that stands otherwise with a proposal than without it. */
export interface Turned {
  /** The id of the fact that started it. */
  readonly startedBy: string;
  readonly clock: Duty;
  /** Null where there was no such clock, or is none any more. */
  readonly before: ClockStanding | null;
  readonly after: ClockStanding | null;
}

/** Every clock that a proposal starts, stops, moves or undoes, whichever facts it belongs to. */
export function turnedClocks(before: Followed, after: Followed): readonly Turned[] {
  const was = clocksOf(before, after.replaced).byIdentity;
  const is = clocksOf(after, after.anew).byIdentity;
  return [...new Map([...was, ...is])].flatMap(([key, { duty: clock, startedBy }]) => {
    const turned = { startedBy, clock, before: standing(was.get(key)), after: standing(is.get(key)) };
    return isSame(turned.before, turned.after) ? [] : [turned];
  });
}

interface Clocks {
  readonly byIdentity: ReadonlyMap<string, Clock | StoppedClock>;
  readonly byOwner: ReadonlyMap<string, Clock | StoppedClock>;
}

/** The clocks stopped in the part that differs, and those that run at the end: the others stand as they did. */
function clocksOf(followed: Followed, part: Span): Clocks {
  const running = stateAtEnd(followed).context.clocks;
  const clocks = [...stoppedIn(followed, part), ...running].filter(({ duty }) => duties[duty].shown);
  return {
    byIdentity: new Map(clocks.map((clock) => [identity(clock), clock])),
    byOwner: new Map(clocks.map((clock) => [ownership(clock), clock])),
  };
}

function identity({ duty, startedBy }: Clock): string {
  return `${duty} ${startedBy}`;
}

/**
 * A review both stops a clock and starts one of the same duty: which it did is part of the key. Of duties that run
 * several clocks at once a fact may stop more than one, so that each is known by what started it as well.
 */
function ownership(clock: Clock | StoppedClock): string {
  const owned = `${clock.duty} ${'how' in clock ? 'stopped' : 'started'} ${ownerOf(clock)}`;
  return duties[clock.duty].whenRunning === 'another' ? `${owned} ${clock.startedBy}` : owned;
}

function isStopped(clock: Clock | StoppedClock | undefined): clock is StoppedClock {
  return clock !== undefined && 'how' in clock;
}

function ownerOf(clock: Clock | StoppedClock): string {
  return 'how' in clock ? clock.stoppedBy : clock.startedBy;
}

function standing(clock: Clock | StoppedClock | undefined): ClockStanding | null {
  if (clock === undefined) return null;
  const { startedOn, due, dueAt } = clock;
  return { state: stateOf(clock), startedOn, due, ...(dueAt !== undefined && { dueAt: londonInstant(dueAt) }) };
}

function stateOf(clock: Clock | StoppedClock): ClockStanding['state'] {
  if (!('how' in clock)) return 'running';
  if (clock.due === 'unknown') return 'unknown';
  if (isLate(clock)) return clock.how === 'met' ? 'met-late' : 'missed';
  return clock.how;
}

function isSame(a: ClockStanding | null, b: ClockStanding | null): boolean {
  return a?.state === b?.state && a?.startedOn === b?.startedOn && a?.due === b?.due && a?.dueAt === b?.dueAt;
}
