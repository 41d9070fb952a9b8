import { measures as definitions } from '#measures';
import type { Answered, ClockStanding } from './answers.ts';
import { dueInWords } from './clocks.ts';
import { titleOf } from './fact-words.ts';
import { dayInWords, titleOfDuty } from './faults.ts';
import { refusalInWords } from './refusal-words.ts';

/** What recording would do, said before it is done. Each list is empty where there is nothing of its kind. */
export interface Effects {
  /** What somebody should stop at: lateness, reasons owed, a countersignature owed. */
  readonly warnings: readonly string[];
  readonly clocks: readonly string[];
  /** What it changes of records made before. */
  readonly changes: readonly string[];
  readonly figures: readonly string[];
  readonly receipts: readonly ReceiptMoved[];
}

export interface ReceiptMoved {
  readonly receipt: string;
  readonly says: string;
}

/** Tells a preview in words. `namesOf` calls an earlier fact by what it says and its day. */
export function effectsOf(answer: Answered, namesOf: (fact: string) => string): Effects {
  const { preview } = answer;
  return {
    warnings: [
      ...(answer.missed ?? []).map(
        ({ clock, due, stoppedOn }) =>
          `“${titleOfDuty(clock)}” was due by ${dayInWords(due)} and was done on ${dayInWords(stoppedOn)}. It will be counted as late.`,
      ),
      ...(answer.reasonOwed ?? []).map((code) => {
        const { sentence } = refusalInWords(code);
        return `A reason is still owed. ${sentence} It can be recorded without: you can give the reason now or later.`;
      }),
      ...(answer.countersignatureOwed ?? []).map(
        ({ type, by }) =>
          `“${titleOf(type)}” has to be countersigned by a ${by.join(' or a ')}. It counts from now on.`,
      ),
    ],
    clocks: (preview?.turned ?? []).map(({ clock, before, after }) => turned(titleOfDuty(clock), before, after)),
    changes: (answer.changed ?? []).map(
      ({ fact, clock, before, after }) => `${namesOf(fact)}: ${lower(turned(titleOfDuty(clock), before, after))}`,
    ),
    figures: (preview?.measures ?? []).map(titleOfMeasure),
    receipts: (preview?.receipts ?? []).map(({ receipt, measure, period, change }) => ({
      receipt,
      says: `${titleOfMeasure(measure)}, ${periodInWords(period)}: ${changeInWords(change)}`,
    })),
  };
}

/** What becomes of one clock. */
function turned(title: string, before: ClockStanding | null, after: ClockStanding | null): string {
  if (after === null) return `“${title}” no longer runs: it was counted from something that would no longer be so.`;
  const due = dueInWords(after);
  if (before === null && after.state === 'running') {
    return after.due === null ? `“${title}” starts, without a limit.` : `“${title}” starts: due by ${due}.`;
  }
  if (after.state === 'running') {
    return before?.state === 'running'
      ? `“${title}” moves: it was due by ${dueInWords(before)}, and is due by ${due}.`
      : `“${title}” runs again: due by ${due}.`;
  }
  return `“${title}” ${ends[after.state]}, due by ${due}.`;
}

const ends: Readonly<Record<Exclude<ClockStanding['state'], 'running'>, string>> = {
  met: 'is met in time',
  'met-late': 'is met late',
  cancelled: 'comes to an end without being needed',
  missed: 'is missed',
  unknown: 'ends, and it is not known whether in time',
};

export function titleOfMeasure(id: string): string {
  return definitions.find((each) => each.id === id)?.title ?? id;
}

/** A period as it is said: its days in words. */
function periodInWords(period: Readonly<Record<string, string>>): string {
  const { from, to, at } = period;
  if (at !== undefined) return `on ${dayInWords(at)}`;
  return from === undefined || to === undefined ? 'published' : `${dayInWords(from)} to ${dayInWords(to)}`;
}

function changeInWords({ numerator, denominator, excluded }: ReceiptNumbers): string {
  const said = [
    ['counted', numerator],
    ['out of', denominator],
    ['left out', excluded],
  ] as const;
  const moved = said
    .filter(([, by]) => by !== 0)
    .map(([what, by]) => `${what} ${by > 0 ? '+' : '−'}${String(Math.abs(by))}`);
  return moved.length === 0 ? 'other records, the same number' : moved.join(', ');
}

interface ReceiptNumbers {
  readonly numerator: number;
  readonly denominator: number;
  readonly excluded: number;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
