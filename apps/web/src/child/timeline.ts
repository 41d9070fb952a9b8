import { daysBetween, inWords, isPlainDate, londonDate, type PlainDate } from '#calendar';
import { isCorrectionType, type FactType } from '#events';
import type { Fact } from './answers.ts';
import { codeInWords } from './code-words.ts';
import { dataInWords, titleOf, type Line } from './fact-words.ts';
import { wordsFor } from './field-words.ts';
import { one } from '../page/filters.ts';

/** One record of a child's history, as the timeline tells it. */
export interface Told {
  readonly id: string;
  readonly type: FactType;
  readonly title: string;
  /** The day it happened, as it stands now. */
  readonly on: PlainDate | undefined;
  /** "5 January 2026 at 14:30". */
  readonly when: string;
  readonly lines: readonly Line[];
  readonly recorded: Recording | undefined;
  readonly marks: readonly Mark[];
  /** What put it right, the latest first: each can be withdrawn in its turn. */
  readonly corrections: readonly CorrectionTold[];
  readonly isMasked: boolean;
  readonly isWithdrawn: boolean;
  /** Whether it can be put right here: it stands, and this reader may see what it says. */
  readonly canBeCorrected: boolean;
}

/** When, by whom and in which role something was recorded. */
export interface Recording {
  readonly at: string;
  readonly by: string;
  readonly role: string | undefined;
}

export interface Mark {
  readonly text: string;
  readonly classes: string;
}

export interface CorrectionTold {
  readonly id: string;
  readonly says: string;
  readonly note: string | undefined;
  readonly recorded: Recording | undefined;
  readonly stands: boolean;
}

/** How a timeline is ordered: as things happened, or as they came to be recorded. The latest is first. */
export type Order = 'happened' | 'recorded';

/** A child's history as a timeline. A correction is told with the record that it puts right. */
export function timelineOf(facts: readonly Fact[], order: Order = 'happened'): readonly Told[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const told = facts.filter(({ type }) => !isCorrectionType(type)).map((fact) => toldOf(fact, facts, byId));
  const revisions = new Map(facts.map(({ id, revision }) => [id, revision]));
  const place = (each: Told): string => {
    const revision = String(revisions.get(each.id) ?? 0).padStart(9, '0');
    return order === 'recorded' ? revision : `${each.on ?? ''} ${timeOf(byId.get(each.id))} ${revision}`;
  };
  return told.sort((a, b) => (place(a) < place(b) ? 1 : -1));
}

/** A record as it stands: with the data that the correction which stands gives it. */
export function standingData(fact: Fact, byId: ReadonlyMap<string, Fact>): object | undefined {
  const correction = fact.correctedBy === undefined ? undefined : byId.get(fact.correctedBy);
  if (correction === undefined) return fact.data;
  return (correction.data as { readonly data?: object } | undefined)?.data;
}

/** What a record is called in a sentence: its title and its day. */
export function nameOf(fact: Fact | undefined): string {
  if (fact === undefined) return 'A record';
  return fact.on === undefined ? titleOf(fact.type) : `${titleOf(fact.type)} on ${inWords(fact.on)}`;
}

function toldOf(fact: Fact, facts: readonly Fact[], byId: ReadonlyMap<string, Fact>): Told {
  const { id, type } = fact;
  const data = standingData(fact, byId) as { readonly on?: unknown; readonly at?: unknown } | undefined;
  const on = isPlainDate(data?.on) ? data.on : fact.on;
  const isMasked = fact.masked === true && data === undefined;
  const isWithdrawn = fact.withdrawnBy !== undefined;
  const time = typeof data?.at === 'string' ? ` at ${data.at}` : '';
  return {
    id,
    type,
    title: titleOf(type),
    on,
    when: on === undefined ? 'No date' : `${inWords(on)}${time}`,
    lines: data === undefined ? [] : [...dataInWords(type, data), ...closedLines(fact)],
    recorded: recordingOf(fact),
    marks: marksOf(fact, on, byId),
    corrections: correctionsOf(id, facts),
    isMasked,
    isWithdrawn,
    canBeCorrected: !isMasked && !isWithdrawn && data !== undefined,
  };
}

/** Texts that nobody can read, or that cannot be read here: named, so that nobody takes them for never written. */
function closedLines({ type, erased = [], unreadable = [] }: Fact): readonly Line[] {
  const line = (field: string, says: string): Line => ({ label: wordsFor(type, field).label, says });
  return [
    ...erased.map((field) => line(field, 'Erased: nobody can read it again')),
    ...unreadable.map((field) => line(field, 'It cannot be read with the keys kept here')),
  ];
}

function recordingOf(fact: Fact): Recording | undefined {
  if (fact.recordedBy === undefined) return undefined;
  return { at: fact.recordedAt, by: fact.recordedBy, role: fact.role };
}

function marksOf(fact: Fact, on: PlainDate | undefined, byId: ReadonlyMap<string, Fact>): readonly Mark[] {
  const marks: Mark[] = [];
  const later = on === undefined ? 0 : daysBetween(on, londonDate(Date.parse(fact.recordedAt)));
  if (later > 0) marks.push({ text: `Recorded ${one(later, 'day')} later`, classes: 'govuk-tag--yellow' });
  if (fact.correctedBy !== undefined) marks.push({ text: 'Corrected', classes: 'govuk-tag--blue' });
  if (fact.withdrawnBy !== undefined) {
    const why = (byId.get(fact.withdrawnBy)?.data as { readonly why?: string } | undefined)?.why;
    marks.push({ text: why === 'wrong-child' ? 'Withdrawn: another child’s' : 'Withdrawn', classes: 'govuk-tag--red' });
  }
  const { countersignatureOwed, countersignatureBy, countersignedBy } = fact;
  if (countersignedBy !== undefined) {
    marks.push({ text: `Countersigned by ${countersignedBy}`, classes: 'govuk-tag--green' });
  } else if (countersignatureOwed === true || countersignatureBy !== undefined) {
    const whose = countersignatureBy === undefined ? '' : ` by a ${countersignatureBy.join(' or a ')}`;
    marks.push({ text: `Countersignature owed${whose}`, classes: 'govuk-tag--orange' });
  }
  return marks;
}

/** What was recorded about a record: that it is withdrawn or says something else, and that such a withdrawal is itself. */
function correctionsOf(id: string, facts: readonly Fact[]): readonly CorrectionTold[] {
  const about = facts.filter(({ type, data }) => isCorrectionType(type) && (data as Named | undefined)?.fact === id);
  return about
    .flatMap((correction): readonly CorrectionTold[] => {
      const { why, note } = (correction.data ?? {}) as Named;
      const says =
        correction.type === 'FactCorrected'
          ? 'Corrected'
          : `Withdrawn: ${lower(codeInWords(['recorded-in-error', 'wrong-child', 'duplicate'], why ?? ''))}`;
      const own = {
        id: correction.id,
        says,
        note,
        recorded: recordingOf(correction),
        stands: correction.withdrawnBy === undefined,
      };
      const undone = correctionsOf(correction.id, facts).map((each) => ({
        ...each,
        says: `${says}, which was undone`,
      }));
      return [...undone, own];
    })
    .reverse();
}

interface Named {
  readonly fact?: string;
  readonly why?: string;
  readonly note?: string;
}

function timeOf(fact: Fact | undefined): string {
  const at = (fact?.data as { readonly at?: unknown } | undefined)?.at;
  return typeof at === 'string' ? at : '';
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
