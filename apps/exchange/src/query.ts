import { isPlainDate, type PlainDate } from '#calendar';
import { firstCensusYear, isCensusYear, lastCensusYear, type CensusYear, type Taken } from '#exchange';
import { fault, invalid, problem, type Fault } from '#http';
import type { FastifyReply } from 'fastify';
import { NoSuchPosition } from './take.ts';

export type Query = Readonly<Record<string, unknown>>;

/** The query's texts under the names it may use. Throws the 400 that lists every fault. */
export function textsOf(query: Query, names: readonly string[]): Readonly<Record<string, string | undefined>> {
  const texts: Record<string, string> = {};
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (!names.includes(name))
      faults.push(fault(name, 'unknown-field', `This is not asked for here. Use ${names.join(', ')}.`));
    else if (typeof value === 'string') texts[name] = value;
    else faults.push(fault(name, 'given-twice', 'Give this once.'));
  }
  for (const name of ['position', 'since']) {
    const text = texts[name];
    if (text !== undefined && !(/^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))))
      faults.push(fault(name, 'not-a-position', 'Give a place in the log as a whole number, as a feed named it.'));
  }
  if (faults.length > 0) throw invalid(faults, 'query');
  return texts;
}

export function placeIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** A census year of the address. */
export function yearIn(text: string): CensusYear {
  const year = /^\d{4}$/.test(text) ? Number(text) : Number.NaN;
  if (isCensusYear(year)) return year;
  const years = `${String(firstCensusYear)} to ${String(lastCensusYear)}`;
  throw problem(404, 'unknown-census-year', `There is a census of each year from ${years}, by the year it ends in.`);
}

/** One of a few words, or the first of them. */
export function choiceIn<T extends string>(name: string, text: string | undefined, choices: readonly [T, ...T[]]): T {
  const chosen = text === undefined ? choices[0] : choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw invalid([fault(name, 'unknown-choice', `Give ${name} as one of ${choices.join(', ')}.`)], 'query');
}

export function dayIn(name: string, text: string | undefined, meaning: string): PlainDate {
  if (isPlainDate(text)) return text;
  throw invalid([fault(name, 'not-a-date', `Give ${name}, ${meaning}, as YYYY-MM-DD.`)], 'query');
}

/** What an answer says of where its feed was taken. */
export function tellWhere(reply: FastifyReply, taken: Taken): void {
  void reply
    .header('waymark-position', String(taken.position))
    .header('waymark-store', taken.store)
    .header('waymark-reading', taken.reading)
    .header('cache-control', 'no-store');
}

/** A place the log has not come to is the caller's to put right. */
export function asProblem(error: unknown): unknown {
  return error instanceof NoSuchPosition
    ? invalid([fault(error.asked, 'not-reached-yet', error.message)], 'query')
    : error;
}
