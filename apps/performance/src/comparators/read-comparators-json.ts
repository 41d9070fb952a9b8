import { measureOf } from '#measures';
import type { AreaRow, AverageRow, Comparators, CutOffRow, NeighbourGroup, Sourced } from './comparators.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads comparators from JSON; every fault names its place, as areas/3/value. */
export function readComparatorsJson(text: string, file: string, faults: string[]): Comparators {
  const content = parsed(text, faults);
  for (const name of Object.keys(content)) {
    if (!['areas', 'cutOffs', 'groups', 'averages'].includes(name)) {
      faults.push(`${name}: this is not known; give areas, cutOffs, groups or averages`);
    }
  }
  const listed = <T>(name: string, read: (fields: Checked) => T): readonly T[] => {
    const list = content[name] ?? [];
    if (!Array.isArray(list)) {
      faults.push(`${name}: give a list`);
      return [];
    }
    return list.map((each: unknown, index) => read(new Checked(`${name}/${String(index)}`, each, file, faults)));
  };
  return {
    areas: listed('areas', (of): AreaRow => ({
      ...of.dated(),
      authority: of.matching('authority', /^(?:[0-9]{3}|ENG)$/, 'a 3-digit code, or ENG'),
      value: of.value('value', (value) => value === 'c' || isNumber(value), 'a number, or "c"') as AreaRow['value'],
    })),
    cutOffs: listed('cutOffs', (of): CutOffRow => ({
      ...of.dated(),
      cutOffs: of.value('cutOffs', areCutOffs, 'three numbers, from the best to the worst') as CutOffRow['cutOffs'],
    })),
    groups: listed('groups', (of): NeighbourGroup => ({
      ...of.sourced(),
      authority: of.matching('authority', /^[0-9]{3}$/, 'a 3-digit code'),
      neighbours: of.value('neighbours', areCodes, '3-digit codes, none twice') as readonly string[],
    })),
    averages: listed('averages', (of): AverageRow => ({
      ...of.dated(),
      authority: of.matching('authority', /^[0-9]{3}$/, 'a 3-digit code'),
      value: of.value('value', isNumber, 'a number') as number,
    })),
  };
}

/** One entry of a list, read field by field. */
class Checked {
  private readonly fields: Fields;

  constructor(
    private readonly place: string,
    entry: unknown,
    private readonly file: string,
    private readonly faults: string[],
  ) {
    const isEntry = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    if (!isEntry) faults.push(`${place}: give an object`);
    this.fields = isEntry ? (entry as Fields) : {};
  }

  value(name: string, isRight: (value: unknown) => boolean, what: string): unknown {
    const value = this.fields[name];
    if (!isRight(value)) this.faults.push(`${this.place}/${name}: give ${what}`);
    return value;
  }

  matching(name: string, pattern: RegExp, what: string): string {
    return String(this.value(name, (value) => typeof value === 'string' && pattern.test(value), what));
  }

  sourced(): Sourced {
    const source = this.matching('source', /\S/, 'where it comes from');
    return { source: `${source}, ${this.file}`, status: 'V' };
  }

  dated(): Sourced & { readonly measure: string; readonly year: number } {
    const isMeasure = (value: unknown): boolean => typeof value === 'string' && measureOf(value) !== undefined;
    const isYear = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 1900 && Number(value) < 2200;
    return {
      ...this.sourced(),
      measure: String(this.value('measure', isMeasure, 'the id of a measure, as GET /measures lists')),
      year: Number(this.value('year', isYear, 'the year, ending 31 March, as a number')),
    };
  }
}

function parsed(text: string, faults: string[]): Fields {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Fields;
    faults.push('give an object with areas, cutOffs, groups or averages');
  } catch (error) {
    faults.push(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return {};
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function areCutOffs(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3 || !value.every(isNumber)) return false;
  const [best, middle, worst] = value as readonly number[];
  return (
    (Number(best) <= Number(middle) && Number(middle) <= Number(worst)) ||
    (Number(best) >= Number(middle) && Number(middle) >= Number(worst))
  );
}

function areCodes(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size < value.length) return false;
  return value.every((each: unknown) => typeof each === 'string' && /^[0-9]{3}$/.test(each));
}
