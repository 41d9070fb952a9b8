import type { AreaRow, Comparators } from './comparators.ts';
import { csvRecords, NotCsv, type CsvRecord } from './csv-records.ts';
import { dfeRows } from './dfe-rows.ts';
import { readComparatorsJson } from './read-comparators-json.ts';
import { shippedComparators } from './shipped.ts';

/** The file that COMPARATORS names cannot be used: every fault, with its line or its place. */
export class ComparatorsUnusable extends Error {
  constructor(
    file: string,
    readonly faults: readonly string[],
  ) {
    super(`COMPARATORS, ${file}, cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ComparatorsUnusable';
  }
}

/**
 * What figures are set beside: what is shipped, and what the file named adds. A CSV file is one of DfE's open data as it
 * is downloaded, with time_period, geographic_level and old_la_code; a JSON file is as docs/examples/comparators.example.json.
 * Throws `ComparatorsUnusable`.
 */
export function comparatorsFrom(file: string, read: (name: string) => string): Comparators {
  if (file === '') return shippedComparators;
  const faults: string[] = [];
  const added = addedBy(file, read, faults);
  if (faults.length > 0) throw new ComparatorsUnusable(file, faults);
  return {
    areas: [...shippedComparators.areas, ...added.areas],
    cutOffs: [...shippedComparators.cutOffs, ...added.cutOffs],
    groups: [...shippedComparators.groups, ...added.groups],
    averages: [...shippedComparators.averages, ...added.averages],
  };
}

const nothing: Comparators = { areas: [], cutOffs: [], groups: [], averages: [] };

function addedBy(file: string, read: (name: string) => string, faults: string[]): Comparators {
  try {
    const text = read(file);
    if (/\.json$/i.test(file)) return readComparatorsJson(text, file, faults);
    return { ...nothing, areas: areasIn(csvRecords(text), file, faults) };
  } catch (error) {
    if (error instanceof NotCsv) faults.push(error.message);
    else faults.push(`it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return nothing;
  }
}

function areasIn([header, ...records]: readonly CsvRecord[], file: string, faults: string[]): readonly AreaRow[] {
  const columns = header?.cells.map((name) => name.trim()) ?? [];
  const place = (name: string): number => columns.indexOf(name);
  const fields = Object.entries(dfeRows).filter(([, { field }]) => place(field) !== -1);
  for (const name of ['time_period', 'geographic_level', 'old_la_code']) {
    if (place(name) === -1)
      faults.push(`line 1: there is no column ${name}; take the file as DfE's open data gives it`);
  }
  if (fields.length === 0) {
    const known = Object.values(dfeRows).map(({ field }) => field);
    faults.push(`line 1: none of its columns is known: ${known.join(', ')}`);
  }
  if (faults.length > 0) return [];
  return records.flatMap((record) => {
    const say = (what: string): void => void faults.push(`line ${String(record.line)}: ${what}`);
    if (record.cells.length !== columns.length) {
      say(`it has ${String(record.cells.length)} cells, and the header ${String(columns.length)}`);
      return [];
    }
    const cell = (name: string): string => record.cells[place(name)]?.trim() ?? '';
    const level = cell('geographic_level');
    if (level === 'Regional') return [];
    const year = yearIn(cell('time_period'));
    const authority = level === 'National' ? 'ENG' : cell('old_la_code');
    if (year === undefined) say(`time_period "${cell('time_period')}" is no year: 2018, or 201718`);
    if (level !== 'National' && level !== 'Local authority') say(`geographic_level "${level}" is not known`);
    else if (authority !== 'ENG' && !/^[0-9]{3}$/.test(authority)) say(`old_la_code "${authority}" is not 3 digits`);
    return fields.flatMap(([measure, { table, field }]) => {
      const value = valueIn(cell(field));
      if (value === undefined) say(`${field} "${cell(field)}" is neither a number nor c, x, z or :`);
      if (value === undefined || value === 'none' || year === undefined) return [];
      return [{ measure, authority, year, value, source: `DfE ${table} ${field}, ${file}`, status: 'V' as const }];
    });
  });
}

function yearIn(text: string): number | undefined {
  if (/^(?:19|20)[0-9]{2}$/.test(text)) return Number(text);
  const [, first, last] = /^((?:19|20)[0-9]{2})([0-9]{2})$/.exec(text) ?? [];
  const ends = Number(first) + 1;
  return first !== undefined && ends % 100 === Number(last) ? ends : undefined;
}

/** `c` is hidden; `x`, `z` and `:` are not collected, not applicable and not available, so there is no row. */
function valueIn(text: string): number | 'c' | 'none' | undefined {
  if (text === 'c') return 'c';
  if (['x', 'z', ':', ''].includes(text)) return 'none';
  return /^[0-9]{1,9}(?:\.[0-9]{1,4})?$/.test(text) ? Number(text) : undefined;
}
