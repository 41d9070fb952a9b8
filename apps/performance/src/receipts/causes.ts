import { isTimeOfDay, londonDate, londonTimeToInstant, type PlainDate } from '#calendar';
import type { Recorded } from '#history';

/** Why a row has another place in one figure than in another. */
export type Cause =
  /** A fact that happened after the first figure was known. */
  | 'new-fact'
  /** A fact that had happened by then, and was recorded later. */
  | 'late-recorded'
  | 'corrected'
  | 'withdrawn'
  /** A withdrawal or a correction was itself withdrawn. */
  | 'restored'
  /** The second figure is of what was known earlier than the first: this fact was not. */
  | 'not-known-by-then'
  | 'period-differs'
  | 'parameters-differ'
  | 'definition-changed'
  /** How rows are made of facts, the calendar or the timescales are not what they were. */
  | 'reading-changed'
  /** Read and known alike, the store gives other rows than it did: facts are missing or were altered. */
  | 'store-differs'
  /** The measure cannot be asked so any more, so no fact can be named. */
  | 'not-recountable';

/** The fact that moved a row: what, of which day, recorded when; of a correction or withdrawal also the fact it names. */
export interface CausingFact {
  readonly id: string;
  readonly type: string;
  /** The day it happened; of a correction, the day it says now. */
  readonly on?: PlainDate;
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly of?: { readonly id: string; readonly type: string; readonly on?: PlainDate };
}

/** Why a fact that became known after an instant moved a row, and the fact as it is told. `facts` are its child's. */
export function causeOfFact(
  fact: Recorded,
  facts: readonly Recorded[],
  knownAt: number,
): CausingFact & { readonly cause: Cause } {
  const { id, type, recordedBy } = fact;
  const told = { id, type, recordedAt: new Date(fact.recordedAt).toISOString(), recordedBy };
  if (fact.type !== 'FactWithdrawn' && fact.type !== 'FactCorrected') {
    const { on, at } = fact.data;
    return { cause: hadHappened(on, at, knownAt) ? 'late-recorded' : 'new-fact', ...told, on };
  }
  const named = facts.find((each) => each.id === fact.data.fact);
  const of = named && { of: { id: named.id, type: named.type, ...dayOf(named) } };
  if (fact.type === 'FactCorrected') return { cause: 'corrected', ...told, on: fact.data.data.on, ...of };
  const isOfChange = named?.type === 'FactWithdrawn' || named?.type === 'FactCorrected';
  return { cause: isOfChange ? 'restored' : 'withdrawn', ...told, ...of };
}

/** What a step says, in a sentence; without its fact, what all steps of the cause have in common. */
export function causeInWords(cause: Cause, fact?: CausingFact): string {
  const sentence = said(cause, fact);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function said(cause: Cause, fact?: CausingFact): string {
  const what = fact === undefined ? 'a fact' : `${fact.type}${fact.on === undefined ? '' : ` of ${fact.on}`}`;
  const which =
    fact?.of === undefined ? 'a fact' : `${fact.of.type}${fact.of.on === undefined ? '' : ` of ${fact.of.on}`}`;
  const day = fact && londonDate(Date.parse(fact.recordedAt));
  const when = day === undefined ? '' : ` on ${day}`;
  switch (cause) {
    case 'new-fact':
      return `${what} happened since${day === undefined ? '' : `, and was recorded on ${day}`}.`;
    case 'late-recorded':
      return `${what} had happened by then and was recorded later${day === undefined ? '' : `, on ${day}`}.`;
    case 'corrected':
      return `${which} was corrected${fact?.on === undefined ? '' : ` to ${fact.on}`}${when}.`;
    case 'withdrawn':
      return `${which} was withdrawn${when}.`;
    case 'restored':
      return `The change made by ${which} was undone${when}.`;
    case 'not-known-by-then':
      return `The second figure is of an earlier knowledge: ${what} was recorded only ${day === undefined ? 'later' : `on ${day}`}.`;
    case 'period-differs':
      return 'The figures are of different days.';
    case 'parameters-differ':
      return 'The figures were asked with different parameters.';
    case 'definition-changed':
      return 'The definition of the measure has changed.';
    case 'reading-changed':
      return 'How facts are read has changed: the rows, the calendar or the timescales.';
    case 'store-differs':
      return 'The store no longer gives the rows it gave: verify it with npx waymark verify --all.';
    case 'not-recountable':
      return 'The measure cannot be asked so any more, so the step between the two cannot be named.';
  }
}

/** Whether it had happened by the instant. Of a fact of that very day without a time nobody can tell: it is taken as new. */
function hadHappened(on: PlainDate, at: string | undefined, knownAt: number): boolean {
  const day = londonDate(knownAt);
  if (on !== day || at === undefined || !isTimeOfDay(at)) return on < day;
  return londonTimeToInstant(on, at) <= knownAt;
}

function dayOf({ type, data }: Recorded): { readonly on?: PlainDate } {
  if (type === 'FactWithdrawn') return {};
  return { on: type === 'FactCorrected' ? data.data.on : data.on };
}
