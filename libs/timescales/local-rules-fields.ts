import { isPlainDate, plainDate, type PlainDate } from '#calendar';
import type { Limit } from './rule.ts';

/** One thing wrong with a file of rules: a sentence that names its place and what to do, and the place as a JSON pointer. */
export interface RulesFault {
  readonly pointer: string;
  readonly says: string;
}

/** Faults found so far. Whoever finds one adds it. */
export type Faults = RulesFault[];

/** A place in the file: as a JSON pointer (RFC 6901), and as a reader would call it. */
export interface At {
  readonly pointer: string;
  readonly words: string;
}

/** A step down from a place, to a field or an element. */
export function below(at: At, step: string | number, words = at.words): At {
  return { pointer: `${at.pointer}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`, words };
}

export function findFault(faults: Faults, at: At, says: string): void {
  faults.push({ pointer: at.pointer, says: `${at.words}: ${says}` });
}
export type Fields = Readonly<Record<string, unknown>>;

/** The days a row is in force: from a day up to another, or until the next row of its kind. */
export interface Span {
  readonly from: PlainDate;
  readonly to: PlainDate | undefined;
}

export function spanIn({ from, to }: Fields, at: At, faults: Faults): Span | undefined {
  const before = faults.length;
  for (const [name, day] of Object.entries({ from, to })) {
    if (day === undefined || isPlainDate(day)) continue;
    findFault(faults, below(at, name), `${name} is ${shown(day)}, which is not a day. Give it as YYYY-MM-DD.`);
  }
  if (isPlainDate(from) && isPlainDate(to) && to <= from) {
    const says = `it ends on ${to}, not after it begins on ${from}. "to" is the first day it is no longer in force.`;
    findFault(faults, below(at, 'to'), says);
  }
  if (faults.length > before || !isPlainDate(from)) return undefined;
  return { from: plainDate(from), to: isPlainDate(to) ? to : undefined };
}

const units = ['workingDays', 'days', 'weeks', 'months', 'hours'] as const;
/** About ten years, in the shortest unit that is counted in days. */
const longest = 3_650;

export function limitIn(limit: unknown, at: At, faults: Faults): Exclude<Limit, 'none'> | undefined {
  if (limit === undefined) return undefined;
  const entries = typeof limit === 'object' && limit !== null ? Object.entries(limit) : [];
  const [unit, count] = entries[0] ?? [];
  const isOne = entries.length === 1 && (units as readonly unknown[]).includes(unit);
  if (isOne && isCount(count, 1) && count <= longest) return limit as Exclude<Limit, 'none'>;
  findFault(
    faults,
    below(at, 'limit'),
    `the limit is ${shown(limit)}. Give one of ${units.join(', ')} with a whole number from 1 to ${String(longest)}, as { "workingDays": 10 }.`,
  );
  return undefined;
}

export function sourceIn(source: unknown, at: At, faults: Faults): string | undefined {
  if (typeof source === 'string' && source.trim() !== '') return source;
  const says = "it names no source. Give the authority's document and its paragraph.";
  if (source !== undefined) findFault(faults, below(at, 'source'), says);
  return undefined;
}

/** Rows follow one another: each is in force until its own end, or until the next one begins. */
export function inSequence<T extends Span & { readonly at: At }>(
  what: string,
  rows: readonly T[],
  faults: Faults,
): readonly (Omit<T, 'from' | 'to' | 'at'> & {
  readonly inForce: { readonly from: PlainDate; readonly to: PlainDate | null };
})[] {
  const dated = [...rows].sort((a, b) => (a.from < b.from ? -1 : 1));
  return dated.map(({ from, to, at, ...row }, place) => {
    const next = dated[place + 1]?.from;
    if (next === from || (to !== undefined && next !== undefined && to > next)) {
      const says = `the rows from ${from} and from ${String(next)} overlap. End the one where the other begins.`;
      findFault(faults, { ...at, words: what }, says);
    } else if (to !== undefined && next !== undefined && to < next) {
      const says = `nothing is in force from ${to} to ${next}. Let the one row run to the other, by leaving out its "to".`;
      findFault(faults, { ...at, words: what }, says);
    }
    return { ...row, inForce: { from, to: to ?? next ?? null } };
  });
}

export function fieldsOf(
  value: unknown,
  at: At,
  needed: readonly string[],
  known: readonly string[],
  faults: Faults,
): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findFault(faults, at, `${shown(value)} is not an object. Give ${known.join(', ')}.`);
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    findFault(faults, below(at, name), `there is no field "${name}". There are ${known.join(', ')}.`);
  }
  for (const name of needed) {
    if (!Object.hasOwn(value, name)) findFault(faults, below(at, name), `"${name}" is missing. Give it.`);
  }
  return value as Fields;
}

export function listOf(value: unknown, at: At, faults: Faults): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value !== undefined) findFault(faults, at, `${shown(value)} is not a list. Give a list, in [ ].`);
  return [];
}

export function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}
