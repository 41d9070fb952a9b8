import { londonDate, londonInstant, type PlainDate } from '#calendar';
import { isCorrectionType, type Correction, type FactType, type Ordinary } from '#events';
import { effectiveHistory, standings, type Recorded } from '#history';
import type { Circumstances, Journey } from '#journey';
import { openFact } from '#privacy';
import { journeyStream } from '#store';
import {
  clockState,
  explainClock,
  type ClockState,
  type Clock,
  type Explanation,
  type StoppedClock,
} from '#timescales';
import { answeredClock, answeredFact } from './answer.ts';
import { naming, ofOtherChildren, withoutNote, withoutOthers } from './others.ts';
import { readPast } from './past.ts';
import { personalOf } from './personal.ts';
import type { RecorderParts } from './recorder.ts';
import type { AnsweredClock, AnsweredFact, ChildOf } from './request.ts';

export interface JourneyAsked extends ChildOf {
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
  /** What is so of the child beside any case: worker, families, care, plans of other authorities. */
  readonly circumstances: Circumstances;
  readonly clocks: readonly (AnsweredClock & Stopped & { readonly state: ClockState })[];
  readonly next: readonly FactType[];
  readonly facts: readonly FactRead[];
  /** Facts that today's law would not accept, with why. They stand all the same. */
  readonly unread: Journey['unread'];
}

export interface FactRead extends AnsweredFact {
  readonly revision: number;
  /** Absent where the fact is masked. */
  readonly recordedBy?: string;
  /** Absent where the fact is masked. */
  readonly data?: object;
  /**
   * The fact was recorded for the wrong child: what it says and who recorded it are another's, and only an auditor may
   * see them. Its type and day are told to everyone, because clocks as they were known to run cannot be read without.
   */
  readonly masked?: true;
  /** Personal fields that nobody can read again, their key being erased. */
  readonly erased?: readonly string[];
  /** Personal fields that the keys here do not open: another key store, or altered where they lie. */
  readonly unreadable?: readonly string[];
  readonly withdrawnBy?: string;
  readonly correctedBy?: string;
}

/** When a clock stopped, if it did; of a clock of hours the instant too, RFC 3339 with London's offset. */
interface Stopped {
  readonly stoppedOn?: PlainDate;
  readonly stoppedAt?: string;
}

export interface ClockExplained extends AnsweredClock, Stopped {
  readonly explanation: Explanation;
}

export async function readJourney(parts: RecorderParts, asked: JourneyAsked): Promise<JourneyRead | undefined> {
  const whole = await recordedFacts(parts, asked);
  if (whole === undefined) return undefined;
  const known = knownFacts(whole, asked);
  const law = parts.laws(asked.authority);
  const journey = law.read(known, asked.happenedBy);
  const others = ofOtherChildren(whole);
  const told = asked.unmasked ? journey : law.read(withoutOthers(known, whole, others), asked.happenedBy);
  const on = dayOfView(parts, asked);
  // A view of a day is of its end; one of an instant, or of now, knows the time.
  const at = asked.happenedBy === undefined ? (asked.knownAt ?? parts.now()) : undefined;
  const { authority, child } = asked;
  return {
    authority,
    child,
    revision: known.at(-1)?.revision ?? null,
    standing: told.standing,
    circumstances: told.circumstances,
    clocks: journey.clocks.map((clock) => ({ ...clockRead(clock), state: clockState(clock, on, at) })),
    next: journey.next,
    facts: factsRead(parts, asked, happened(known, journey, asked.happenedBy), known, others.masked),
    unread: journey.unread,
  };
}

export async function explainedClocks(
  parts: RecorderParts,
  asked: JourneyAsked & { readonly clock: string; readonly startedOn?: PlainDate | undefined },
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

/**
 * The facts known at the instant asked for. Knowledge is the running maximum of recording times (decisions.md 6), so it
 * is the stream up to the first fact recorded later.
 */
function knownFacts(facts: readonly Recorded[], { knownAt }: JourneyAsked): readonly Recorded[] {
  if (knownAt === undefined) return facts;
  const later = facts.findIndex(({ recordedAt }) => recordedAt > knownAt);
  return later < 0 ? facts : facts.slice(0, later);
}

/** The day clocks are seen from: the day asked for, or that of the instant asked for, or today. */
function dayOfView({ today }: RecorderParts, { knownAt, happenedBy }: JourneyAsked): PlainDate {
  return happenedBy ?? (knownAt === undefined ? today() : londonDate(knownAt));
}

function clockRead(clock: Clock | StoppedClock): AnsweredClock & Stopped {
  if (!('stoppedOn' in clock)) return answeredClock(clock);
  const { stoppedOn, stoppedAt } = clock;
  return {
    ...answeredClock(clock),
    stoppedOn,
    ...(stoppedAt !== undefined && { stoppedAt: londonInstant(stoppedAt) }),
  };
}

/** The facts that had happened by a day, as they stand; of withdrawn ones as they were recorded. Corrections go with their fact. */
function happened(known: readonly Recorded[], { history }: Journey, by: PlainDate | undefined): readonly Recorded[] {
  if (by === undefined) return known;
  const then = new Set(history.map(({ id }) => id));
  const standing = new Set(effectiveHistory(known).map(({ id }) => id));
  const kept = new Set<string>();
  for (const fact of known) {
    const { id, type, data } = fact;
    const keeps = isCorrectionType(type)
      ? kept.has((data as Correction['data']).fact)
      : standing.has(id)
        ? then.has(id)
        : (data as Ordinary['data']).on <= by;
    if (keeps) kept.add(id);
  }
  return known.filter(({ id }) => kept.has(id));
}

function factsRead(
  parts: RecorderParts,
  of: JourneyAsked,
  listed: readonly Recorded[],
  known: readonly Recorded[],
  masked: ReadonlySet<string>,
): readonly FactRead[] {
  const marks = standings(known);
  const about = of.unmasked ? new Set<string>() : naming(known, masked);
  return listed.map((fact): FactRead => {
    const { id, revision, recordedBy } = fact;
    const read = { ...answeredFact(fact), revision, ...marks.get(id) };
    if (masked.has(id) && !of.unmasked) return { ...read, masked: true };
    const opened = openedData(parts, of, about.has(id) ? withoutNote(fact) : fact, known);
    return { ...read, recordedBy, ...(masked.has(id) && { masked: true }), ...opened };
  });
}

function openedData(
  { keys }: RecorderParts,
  { authority, child }: ChildOf,
  fact: Recorded,
  known: readonly Recorded[],
): Pick<FactRead, 'data' | 'erased' | 'unreadable'> {
  const { data, erased, unreadable } = openFact(
    keys,
    { authority, child, fact: fact.id },
    personalOf(fact, known),
    fact.data,
  );
  const closed = [...erased, ...unreadable];
  return {
    data: closed.reduce<object>((read, field) => without(read, field.split('.')), data),
    ...(erased.length > 0 && { erased }),
    ...(unreadable.length > 0 && { unreadable }),
  };
}

/** The data without the field at the end of a path: what cannot be read is named, not shown sealed. */
function without(data: object, [name = '', ...rest]: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]: [string, unknown]) => {
      if (key !== name) return [[key, value]];
      return rest.length === 0 || typeof value !== 'object' || value === null ? [] : [[key, without(value, rest)]];
    }),
  );
}
