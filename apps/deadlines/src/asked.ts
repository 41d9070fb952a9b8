import { isPlainDate, londonDate, londonTimeToInstant } from '#calendar';
import { fault, instantAsked, notAnInstant, refused, textsOf, type Fault, type Query } from '#http';
import type { Moment, OpenClock, OpenState, WorklistAsked, WorklistPlace } from '#readmodel';
import { shownDuties, type Duty } from '#timescales';

/** What a worklist is asked for, beside the authority. */
export type Wanted = Omit<WorklistAsked, 'authority'>;

const filters = ['state', 'before', 'worker', 'team', 'family', 'clock'] as const;
const moments = ['on', 'at'] as const;
const states: readonly OpenState[] = ['overdue', 'due-soon', 'running', 'unknown'];
const pageDefault = 100;
const pageMost = 1000;

/** Reads a worklist's question. Throws the 400 that lists every fault. */
export function wantedIn(query: Query, now: number): Wanted {
  const { texts, faults } = textsOf(query, [...filters, ...moments, 'limit', 'cursor']);
  const { worker, team, family } = texts;
  const wanted = {
    moment: momentIn(texts, now, faults),
    state: chosen('state', texts, states, faults),
    overdueBy: dueBefore(texts, faults),
    duty: chosen<Duty>('clock', texts, shownDuties, faults),
    worker: named('worker', worker, faults),
    team: named('team', team, faults),
    family: named('family', family, faults),
    limit: limitIn(texts, faults),
    after: placeIn(texts, faults),
  };
  if (faults.length > 0) throw refused(faults);
  return wanted;
}

/** Reads the moment a question is of, where nothing else is asked but these names. Throws the 400 that lists every fault. */
export function momentAsked(
  query: Query,
  now: number,
  also: readonly string[] = [],
): { readonly moment: Moment; readonly texts: Readonly<Record<string, string | undefined>>; readonly faults: Fault[] } {
  const { texts, faults } = textsOf(query, [...moments, ...also]);
  return { moment: momentIn(texts, now, faults), texts, faults };
}

/** Now, the instant asked at, or the day asked about: what is due by an hour of that day is not overdue on it. */
function momentIn({ on, at }: Texts, now: number, faults: Fault[]): Moment {
  if (on !== undefined && at !== undefined) {
    faults.push(fault('at', 'one-or-the-other', 'Give on, a day, or at, an instant, not both.'));
  }
  if (on !== undefined) {
    if (isPlainDate(on)) return { day: on, instant: londonTimeToInstant(on, '00:00'), isInstant: false };
    faults.push(fault('on', ...notADay));
  }
  const instant = at === undefined ? now : (instantAsked(at) ?? Number.NaN);
  if (isWithinReach(instant)) return { day: londonDate(instant), instant, isInstant: true };
  faults.push(fault('at', ...notAnInstant));
  return { day: londonDate(now), instant: now, isInstant: true };
}

type Texts = Readonly<Record<string, string | undefined>>;

const notADay = ['not-a-date', 'Give a real day of the years 1900 to 2199, YYYY-MM-DD.'] as const;

function isWithinReach(instant: number): boolean {
  return instant > Date.UTC(1900, 0, 2) && instant < Date.UTC(2199, 11, 30);
}

function dueBefore({ before }: Texts, faults: Fault[]): number | undefined {
  if (before === undefined) return undefined;
  if (isPlainDate(before)) return londonTimeToInstant(before, '00:00');
  faults.push(fault('before', ...notADay));
  return undefined;
}

function chosen<T extends string>(name: string, texts: Texts, choices: readonly T[], faults: Fault[]): T | undefined {
  const text = texts[name];
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (choice === undefined) faults.push(fault(name, 'unknown-choice', `Give ${name} as one of ${choices.join(', ')}.`));
  return choice;
}

function named(name: string, text: string | undefined, faults: Fault[]): string | undefined {
  if (text === '') faults.push(fault(name, 'empty', `Give ${name} a name, or leave it out.`));
  return text;
}

function limitIn({ limit }: Texts, faults: Fault[]): number {
  if (limit === undefined) return pageDefault;
  const number = /^[0-9]{1,4}$/.test(limit) ? Number(limit) : Number.NaN;
  if (number >= 1 && number <= pageMost) return number;
  faults.push(fault('limit', 'out-of-range', `Give limit as a whole number from 1 to ${String(pageMost)}.`));
  return pageDefault;
}

/** Where the page after this clock goes on: for the caller a text without meaning. */
export function cursorOf({ child, row: { overdueFrom, key } }: OpenClock): string {
  return Buffer.from(JSON.stringify([overdueFrom, child, key])).toString('base64url');
}

function placeIn({ cursor }: Texts, faults: Fault[]): WorklistPlace | undefined {
  if (cursor === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const [overdueFrom, child, key] = read as readonly unknown[];
    if (typeof overdueFrom === 'number' && typeof child === 'string' && typeof key === 'string')
      return { overdueFrom, child, key };
  } catch {
    // Said below, with what to do.
  }
  faults.push(
    fault('cursor', 'not-a-cursor', 'Give the cursor that the page before answered as next, or leave it out.'),
  );
  return undefined;
}
