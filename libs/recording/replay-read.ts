import { daysBetween, londonDate, type PlainDate } from '#calendar';
import type { Recorded } from '#history';
import { refusals, type RefusalCode, type Turned } from '#journey';
import type { OpeningKeys } from '#privacy';
import { decodeFact, journeyStream, type FactMetadata } from '#store';
import { isLate, type Clock, type Rule, type StoppedClock, type Timescales } from '#timescales';
import { factsRead, knownFacts, type FactRead } from './facts-read.ts';
import { clockRead, type JourneyAsked, type Stopped } from './journey-read.ts';
import { naming, ofOtherChildren, withoutOthers } from './others.ts';
import type { RecorderParts } from './recorder.ts';
import type { AnsweredClock, ChildOf } from './request.ts';

/** What is shown beside a fact to whoever audits it. */
export interface StepFact extends FactRead {
  /** The role its recorder had. Absent where the fact is masked, or does not say. */
  readonly role?: string;
  /** The calendar and rules it was judged under when it was recorded: evidence of judging only. */
  readonly judgedUnder?: string;
  /** Days from the day it happened to the day it was recorded, in London; absent of a correction. */
  readonly recordedDaysLater?: number;
}

/** A child's journey gone through again. */
export interface ReplayRead extends ChildOf {
  /** `happened`: fact by fact, as things happened. `recorded`: recording by recording, as they came to be known. */
  readonly order: 'happened' | 'recorded';
  readonly revision: number | null;
  readonly steps: readonly StepRead[];
  /** Every rule that a clock turned in these steps follows, by its id: with its edition, source and evidence status. */
  readonly rules: Readonly<Record<string, Rule>>;
  /**
   * The days, London's, on which anything was recorded, and those on which it happened, of the whole record whatever
   * moment is asked of: where another moment may be looked for.
   */
  readonly days: { readonly recorded: readonly PlainDate[]; readonly happened: readonly PlainDate[] };
}

export interface StepRead {
  readonly fact: StepFact;
  readonly standing: { readonly before: string; readonly after: string };
  readonly clocks: StepClocks;
  /** The duties of the clocks that it stopped too late, or that nobody can meet any more. */
  readonly missed: readonly Clock['duty'][];
  /** Why today's law would not accept the fact; then it is skipped. */
  readonly unread?: { readonly code: RefusalCode; readonly sentence: string };
}

export type StepClocks =
  | {
      readonly started: readonly AnsweredClock[];
      readonly stopped: readonly (AnsweredClock &
        Stopped & { readonly how: StoppedClock['how']; readonly late: boolean })[];
    }
  /** In the order recorded: each clock that stands otherwise, before and after. */
  | { readonly turned: readonly Turned[] };

/** Goes through a journey again, as known at an instant, as happened by a day, or both. Undefined of a child never heard of. */
export async function readReplay(
  parts: RecorderParts,
  asked: JourneyAsked & { readonly order: ReplayRead['order'] },
): Promise<ReplayRead | undefined> {
  const stream = await wholeStream(parts, asked);
  if (stream.facts.length === 0) return undefined;
  const known = knownFacts(stream.facts, asked);
  const { authority, child, order } = asked;
  const steps =
    order === 'happened' ? happenedSteps(parts, asked, stream, known) : recordedSteps(parts, asked, stream, known);
  const rules = rulesIn(parts.rules.of(authority), steps);
  return {
    authority,
    child,
    order,
    revision: known.at(-1)?.revision ?? null,
    steps,
    rules,
    days: daysOf(stream.facts),
  };
}

interface WholeStream {
  readonly facts: readonly Recorded[];
  readonly about: ReadonlyMap<string, Pick<StepFact, 'role' | 'judgedUnder'>>;
  readonly keys: OpeningKeys;
}

async function wholeStream({ store, keys }: RecorderParts, { authority, child }: ChildOf): Promise<WholeStream> {
  const facts: Recorded[] = [];
  const about = new Map<string, Pick<StepFact, 'role' | 'judgedUnder'>>();
  for await (const event of store.read(journeyStream(authority, child))) {
    const { fact, metadata } = decodeFact(event);
    const { role, rulePack } = metadata as Partial<FactMetadata>;
    facts.push(fact);
    about.set(fact.id, {
      ...(role !== undefined && { role }),
      ...(rulePack !== undefined && { judgedUnder: rulePack }),
    });
  }
  return { facts, about, keys: await keys.keysOf(authority, child) };
}

/** What is another child's is no step of this one's journey, but to an auditor who reads it as it was known. */
function happenedSteps(
  parts: RecorderParts,
  asked: JourneyAsked,
  stream: WholeStream,
  known: readonly Recorded[],
): readonly StepRead[] {
  const told = asked.unmasked === true ? known : withoutOthers(known, stream.facts, ofOtherChildren(stream.facts));
  const steps = parts.laws(asked.authority).replay(told, asked.happenedBy);
  const shown = shownFacts(asked, stream, known);
  return steps.flatMap(({ fact, standingBefore, standingAfter, started, stopped, missed, unread }) => {
    const read = shown.get(fact.id);
    if (read === undefined) return [];
    return [
      {
        // A corrected fact is placed on the day it is now known to have happened.
        fact: { ...read, on: fact.data.on, ...lag(fact.data.on, fact) },
        standing: { before: standingBefore, after: standingAfter },
        clocks: {
          started: started.map(clockRead),
          stopped: stopped.map((clock) => ({ ...clockRead(clock), how: clock.how, late: isLate(clock) })),
        },
        missed: missed.map(({ duty }) => duty),
        ...(unread !== undefined && { unread: refusalOf(unread) }),
      },
    ];
  });
}

function recordedSteps(
  parts: RecorderParts,
  asked: JourneyAsked,
  stream: WholeStream,
  known: readonly Recorded[],
): readonly StepRead[] {
  const { masked } = ofOtherChildren(stream.facts);
  const about = naming(stream.facts, masked);
  const told = asked.unmasked === true ? known : known.filter(({ id }) => !masked.has(id) && !about.has(id));
  const shown = shownFacts(asked, stream, known);
  const steps = parts.laws(asked.authority).recorded(told, asked.happenedBy);
  return steps.flatMap(({ fact, standingBefore, standingAfter, turned, unread }) => {
    const read = shown.get(fact.id);
    const refused = unread.find(({ id }) => id === fact.id);
    if (read === undefined) return [];
    const isMissed = ({ after, before }: Turned): boolean =>
      isMissedState(after?.state) && !isMissedState(before?.state);
    return [
      {
        fact: { ...read, ...('on' in fact.data && lag(fact.data.on, fact)) },
        standing: { before: standingBefore, after: standingAfter },
        clocks: { turned },
        missed: turned.filter(isMissed).map(({ clock }) => clock),
        ...(refused !== undefined && { unread: refusalOf(refused.code) }),
      },
    ];
  });
}

function isMissedState(state: string | undefined): boolean {
  return state === 'met-late' || state === 'missed';
}

/** Every fact known, as it may be shown to who asks. */
function shownFacts(
  asked: JourneyAsked,
  { facts, about, keys }: WholeStream,
  known: readonly Recorded[],
): ReadonlyMap<string, StepFact> {
  const read = factsRead(keys, asked, known, known, ofOtherChildren(facts).masked);
  return new Map(
    read.map((fact) => [fact.id, fact.masked === true && !asked.unmasked ? fact : { ...fact, ...about.get(fact.id) }]),
  );
}

function daysOf(facts: readonly Recorded[]): ReplayRead['days'] {
  const inOrder = (days: readonly PlainDate[]): readonly PlainDate[] => [...new Set(days)].sort();
  return {
    recorded: inOrder(facts.map(({ recordedAt }) => londonDate(recordedAt))),
    happened: inOrder(facts.flatMap(({ data }) => ('on' in data ? [data.on] : []))),
  };
}

function lag(on: PlainDate, { recordedAt }: Pick<Recorded, 'recordedAt'>): { readonly recordedDaysLater: number } {
  return { recordedDaysLater: daysBetween(on, londonDate(recordedAt)) };
}

function refusalOf(code: RefusalCode): { readonly code: RefusalCode; readonly sentence: string } {
  return { code, sentence: refusals[code].sentence };
}

/** The rules that these steps' clocks follow. */
function rulesIn({ packs }: Timescales, steps: readonly StepRead[]): Readonly<Record<string, Rule>> {
  const named = new Set(
    steps.flatMap(({ clocks }) =>
      'turned' in clocks ? [] : [...clocks.started, ...clocks.stopped].map(({ rule }) => rule),
    ),
  );
  return Object.fromEntries(packs.filter(({ id }) => named.has(id)).map((rule) => [rule.id, rule]));
}
