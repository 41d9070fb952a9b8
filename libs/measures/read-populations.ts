import { repeatedInWords } from '#events';
import type { Population } from './populations.ts';

/**
 * An authority's own populations from the file that `POPULATIONS` names: JSON, `{ "populations": [ { "authority": "855",
 * "midYear": 2020, "children": 139400, "source": "…" } ] }`. `served` are the authorities served; `read` reads a file as
 * text. Throws `PopulationsUnusable`, listing every fault.
 */
export function populationsFrom(
  file: string,
  served: readonly string[],
  read: (file: string) => string,
): readonly Population[] {
  if (file === '') return [];
  const faults: string[] = [];
  const listed = listIn(textIn(file, read, faults), faults);
  const found = listed.map((each, place) => populationIn(each, `populations[${String(place)}]`, served, faults));
  const seen = new Set<string>();
  for (const { authority, midYear } of found) {
    const key = `${authority}, mid-${String(midYear)}`;
    if (seen.has(key)) faults.push(`${key} is listed twice. Keep one.`);
    seen.add(key);
  }
  if (faults.length > 0) throw new PopulationsUnusable(file, faults);
  return found;
}

/** The file of populations cannot be relied on, and no rate is made of half of it. */
export class PopulationsUnusable extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    const list = faults.map((fault) => `  - ${fault}`).join('\n');
    super(
      `The populations in ${file} cannot be used:\n${list}\nMend them, or unset POPULATIONS to go by those shipped alone.`,
    );
    this.name = 'PopulationsUnusable';
    this.faults = faults;
  }
}

function textIn(file: string, read: (file: string) => string, faults: string[]): string | undefined {
  try {
    return read(file);
  } catch (error) {
    const why = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no text';
    faults.push(`The file cannot be read (${why}). Check its name and who may read it.`);
    return undefined;
  }
}

function listIn(text: string | undefined, faults: string[]): readonly unknown[] {
  if (text === undefined) return [];
  try {
    const { populations } = Object(JSON.parse(text)) as { readonly populations?: unknown };
    faults.push(...repeatedInWords(text).map(({ says }) => says));
    if (Array.isArray(populations)) return populations;
    faults.push('It has no list of populations. Give { "populations": [ … ] }.');
  } catch (error) {
    faults.push(
      `The file is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}. Mend it there.`,
    );
  }
  return [];
}

const names = ['authority', 'midYear', 'children', 'source'];

function populationIn(each: unknown, at: string, served: readonly string[], faults: string[]): Population {
  const fields = Object(each) as { readonly [name: string]: unknown };
  const { authority, midYear, children, source } = fields;
  for (const name of Object.keys(fields)) {
    if (!names.includes(name)) faults.push(`${at}: there is no field ${name}. Give ${names.join(', ')}.`);
  }
  if (typeof authority !== 'string' || !served.includes(authority)) {
    faults.push(
      `${at}: the authority is ${shown(authority)}. Give the code of one that is served: ${served.join(', ')}.`,
    );
  }
  if (!isWhole(midYear, 1900, 2199)) {
    faults.push(
      `${at}: midYear is ${shown(midYear)}. Give the year in whose middle the children were counted, as 2020.`,
    );
  }
  if (!isWhole(children, 1, 99_999_999)) {
    faults.push(`${at}: children is ${shown(children)}. Give how many of 0 to 17 there were, a whole number above 0.`);
  }
  if (typeof source !== 'string' || source.trim() === '') {
    faults.push(`${at}: it names no source. Give the publication and its date.`);
  }
  return { authority: String(authority), midYear: Number(midYear), children: Number(children), source: String(source) };
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
