import { isPlainDate, plainDate, type PlainDate } from '#calendar';
import type { Limit } from './rule.ts';

/** Faults found so far, each a sentence that names its place and what to do. Whoever finds one adds it. */
export type Faults = string[];
export type Fields = Readonly<Record<string, unknown>>;

/** The days a row is in force: from a day up to another, or until the next row of its kind. */
export interface Span {
  readonly from: PlainDate;
  readonly to: PlainDate | undefined;
}

export function spanIn({ from, to }: Fields, at: string, faults: Faults): Span | undefined {
  const before = faults.length;
  for (const [name, day] of Object.entries({ from, to })) {
    if (day === undefined || isPlainDate(day)) continue;
    faults.push(`${at}: ${name} is ${shown(day)}, which is not a day. Give it as YYYY-MM-DD.`);
  }
  if (isPlainDate(from) && isPlainDate(to) && to <= from) {
    faults.push(
      `${at}: it ends on ${to}, not after it begins on ${from}. "to" is the first day it is no longer in force.`,
    );
  }
  if (faults.length > before || !isPlainDate(from)) return undefined;
  return { from: plainDate(from), to: isPlainDate(to) ? to : undefined };
}

const units = ['workingDays', 'days', 'weeks', 'months', 'hours'] as const;
/** About ten years, in the shortest unit that is counted in days. */
const longest = 3_650;

export function limitIn(limit: unknown, at: string, faults: Faults): Exclude<Limit, 'none'> | undefined {
  if (limit === undefined) return undefined;
  const entries = typeof limit === 'object' && limit !== null ? Object.entries(limit) : [];
  const [unit, count] = entries[0] ?? [];
  const isOne = entries.length === 1 && (units as readonly unknown[]).includes(unit);
  if (isOne && isCount(count, 1) && count <= longest) return limit as Exclude<Limit, 'none'>;
  faults.push(
    `${at}: the limit is ${shown(limit)}. Give one of ${units.join(', ')} with a whole number from 1 to ${String(longest)}, as { "workingDays": 10 }.`,
  );
  return undefined;
}

export function sourceIn(source: unknown, at: string, faults: Faults): string | undefined {
  if (typeof source === 'string' && source.trim() !== '') return source;
  if (source !== undefined) faults.push(`${at}: it names no source. Give the authority's document and its paragraph.`);
  return undefined;
}

/** Rows follow one another: each is in force until its own end, or until the next one begins. */
export function inSequence<T extends Span>(
  what: string,
  rows: readonly T[],
  faults: Faults,
): readonly (Omit<T, 'from' | 'to'> & {
  readonly inForce: { readonly from: PlainDate; readonly to: PlainDate | null };
})[] {
  const dated = [...rows].sort((a, b) => (a.from < b.from ? -1 : 1));
  return dated.map(({ from, to, ...row }, place) => {
    const next = dated[place + 1]?.from;
    if (next === from || (to !== undefined && next !== undefined && to > next)) {
      faults.push(
        `${what}: the rows from ${from} and from ${String(next)} overlap. End the one where the other begins.`,
      );
    } else if (to !== undefined && next !== undefined && to < next) {
      faults.push(
        `${what}: nothing is in force from ${to} to ${next}. Let the one row run to the other, by leaving out its "to".`,
      );
    }
    return { ...row, inForce: { from, to: to ?? next ?? null } };
  });
}

export function fieldsOf(
  value: unknown,
  at: string,
  needed: readonly string[],
  known: readonly string[],
  faults: Faults,
): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push(`${at}: ${shown(value)} is not an object. Give ${known.join(', ')}.`);
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) faults.push(`${at}: there is no field "${name}". There are ${known.join(', ')}.`);
  }
  for (const name of needed) if (!Object.hasOwn(value, name)) faults.push(`${at}: "${name}" is missing. Give it.`);
  return value as Fields;
}

export function listOf(value: unknown, at: string, faults: Faults): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value !== undefined) faults.push(`${at}: ${shown(value)} is not a list. Give a list, in [ ].`);
  return [];
}

export function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}
