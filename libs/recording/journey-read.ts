import { londonDate, londonInstant, type PlainDate } from '#calendar';
import type { FactType } from '#events';
import type { Circumstances, Journey } from '#journey';
import { journeyStream } from '#store';
import {
  clockState,
  explainClock,
  type ClockState,
  type Clock,
  type Explanation,
  type StoppedClock,
} from '#timescales';
import { answeredClock } from './answer.ts';
import { countersigning } from './countersigning.ts';
import { factsRead, happened, knownFacts, type FactRead } from './facts-read.ts';
import type { Reader } from './opening.ts';
import { ofOtherChildren, withoutOthers } from './others.ts';
import { readPast } from './past.ts';
import type { RecorderParts } from './recorder.ts';
import type { AnsweredClock, ChildOf } from './request.ts';

export interface JourneyAsked extends ChildOf {
  /** Whom the texts are opened to. */
  readonly reader: Reader;
  /** As known at this instant (milliseconds since 1970 UTC): what was recorded later is left out, corrections too. */
  readonly knownAt?: number | undefined;
  /** As happened by this day: what happened later is left out, as it is known to have. */
  readonly happenedBy?: PlainDate | undefined;
  /** Show what was recorded for the wrong child too: an auditor's reading. */
  readonly unmasked?: boolean | undefined;
}

/**
 * A child's journey: where it stands, its clocks, what may come next, and every fact with what became of it. Whatever
 * moment it is read of, what is known today to be another child's is masked, and neither where the journey stood nor the
 * circumstances tell of it. Clocks and what came next are as they were known to be.
 */
export interface JourneyRead extends ChildOf {
  /** The revision of the last fact known then; null where none was. */
  readonly revision: number | null;
  readonly standing: string;
  /** The same region by region, as the machine names its states: where the child is in the diagram. */
  readonly state: Journey['state'];
  /** What is so of the child beside any case: worker, families, care, plans of other authorities. */
  readonly circumstances: Circumstances;
  readonly clocks: readonly (AnsweredClock & Stopped & { readonly state: ClockState })[];
  readonly next: readonly FactType[];
  readonly facts: readonly FactRead[];
  /** Facts that today's law would not accept, with why. They stand all the same. */
  readonly unread: Journey['unread'];
}

/** When a clock stopped, if it did; of a clock of hours the instant too, RFC 3339 with London's offset. */
export interface Stopped {
  readonly stoppedOn?: PlainDate;
  readonly stoppedAt?: string;
}

export interface ClockExplained extends AnsweredClock, Stopped {
  readonly explanation: Explanation;
}

export async function readJourney(parts: RecorderParts, asked: JourneyAsked): Promise<JourneyRead | undefined> {
  const past = await readPast(parts.store, journeyStream(asked.authority, asked.child));
  const whole = past.facts;
  if (whole.length === 0) return undefined;
  const known = knownFacts(whole, asked);
  const law = parts.laws(asked.authority);
  const journey = law.read(known, asked.happenedBy);
  const others = ofOtherChildren(whole);
  const told = asked.unmasked ? journey : law.read(withoutOthers(known, whole, others), asked.happenedBy);
  const on = dayOfView(parts, asked);
  // A view of a day is of its end; one of an instant, or of now, knows the time.
  const at = asked.happenedBy === undefined ? (asked.knownAt ?? parts.now()) : undefined;
  const { authority, child } = asked;
  const keys = await parts.keys.keysOf(authority, child);
  return {
    authority,
    child,
    revision: known.at(-1)?.revision ?? null,
    standing: told.standing,
    state: told.state,
    circumstances: told.circumstances,
    clocks: journey.clocks.map((clock) => ({ ...clockRead(clock), state: clockState(clock, on, at) })),
    next: journey.next,
    facts: await countersigning(
      parts,
      asked,
      past,
      factsRead(keys, asked, happened(known, journey, asked.happenedBy), known, others.masked),
    ),
    unread: journey.unread,
  };
}

export async function explainedClocks(
  parts: RecorderParts,
  asked: Omit<JourneyAsked, 'reader'> & { readonly clock: string; readonly startedOn?: PlainDate | undefined },
): Promise<readonly ClockExplained[] | undefined> {
  const whole = await recordedFacts(parts, asked);
  if (whole === undefined) return undefined;
  const { clocks } = parts.laws(asked.authority).read(knownFacts(whole, asked), asked.happenedBy);
  return clocks
    .filter(({ duty, startedOn }) => duty === asked.clock && (asked.startedOn ?? startedOn) === startedOn)
    .map((clock) => ({ ...clockRead(clock), explanation: explainClock(parts.rules.of(asked.authority), clock) }));
}

/** A child's whole stream; undefined where it does not exist. */
async function recordedFacts({ store }: RecorderParts, { authority, child }: ChildOf) {
  const { facts } = await readPast(store, journeyStream(authority, child));
  return facts.length === 0 ? undefined : facts;
}

/** The day clocks are seen from: the day asked for, or that of the instant asked for, or today. */
export function dayOfView(
  { today }: RecorderParts,
  { knownAt, happenedBy }: Pick<JourneyAsked, 'knownAt' | 'happenedBy'>,
): PlainDate {
  return happenedBy ?? (knownAt === undefined ? today() : londonDate(knownAt));
}

export function clockRead(clock: Clock | StoppedClock): AnsweredClock & Stopped {
  if (!('stoppedOn' in clock)) return answeredClock(clock);
  const { stoppedOn, stoppedAt } = clock;
  return {
    ...answeredClock(clock),
    stoppedOn,
    ...(stoppedAt !== undefined && { stoppedAt: londonInstant(stoppedAt) }),
  };
}
