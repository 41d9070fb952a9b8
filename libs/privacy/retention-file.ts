import { repeatedInWords } from '#events';
import {
  retentionCases,
  retentionStarts,
  type RetentionCase,
  type RetentionFrom,
  type RetentionRule,
  type RetentionSchedule,
} from './retention.ts';

/** The schedules of the authorities that have one, by code. */
export type RetentionSchedules = ReadonlyMap<string, RetentionSchedule>;

/**
 * The schedules in the file that `RETENTION` names; none where it names no file. JSON, `{ "authorities": [ … ] }`, as
 * `docs/examples/retention.example.json` shows. Throws `RetentionUnusable`, listing every fault.
 */
export function retentionFrom(
  file: string,
  served: readonly string[],
  read: (file: string) => string,
): RetentionSchedules {
  if (file === '') return new Map();
  const faults: string[] = [];
  const schedules = listIn(parsed(file, read, faults), 'authorities', '', faults).map((each, index) =>
    scheduleIn(each, `/authorities/${String(index)}`, served, faults),
  );
  const codes = schedules.map(({ authority }) => authority);
  const twice = codes.find((code, index) => codes.indexOf(code) !== index);
  if (twice !== undefined) faults.push(`/authorities: authority ${twice} is there twice. Keep one.`);
  if (faults.length > 0) throw new RetentionUnusable(file, faults);
  return new Map(schedules.map((schedule) => [schedule.authority, schedule]));
}

/** The retention schedules cannot be relied on, and nothing is erased by half of them. */
export class RetentionUnusable extends Error {
  constructor(
    file: string,
    readonly faults: readonly string[],
  ) {
    const listed = faults.map((fault) => `  - ${fault}`).join('\n');
    super(`The retention schedules in ${file} cannot be used:\n${listed}\nMend them, or unset RETENTION.`);
    this.name = 'RetentionUnusable';
  }
}

function parsed(file: string, read: (file: string) => string, faults: string[]): unknown {
  try {
    const text = read(file);
    const schedules: unknown = JSON.parse(text);
    faults.push(...repeatedInWords(text).map(({ says }) => says));
    return schedules;
  } catch (error) {
    const isJson = error instanceof SyntaxError;
    faults.push(
      isJson
        ? `The file is not JSON: ${error.message}. Mend it there.`
        : 'The file cannot be read. Check its name and who may read it.',
    );
    return { authorities: [] };
  }
}

function scheduleIn(value: unknown, at: string, served: readonly string[], faults: string[]): RetentionSchedule {
  const authority = textIn(value, 'authority', at, faults);
  if (authority !== '' && !served.includes(authority)) {
    faults.push(`${at}/authority: ${authority} is not served here. Served are ${served.join(', ')}.`);
  }
  const name = textIn(value, 'name', at, faults);
  const rules = listIn(value, 'rules', at, faults).map((each, index) =>
    ruleIn(each, `${at}/rules/${String(index)}`, faults),
  );
  if (!rules.some(({ when, unless }) => when === 'always' && unless === undefined)) {
    faults.push(`${at}/rules: no rule is for every child. Give one whose "when" is "always", without "unless".`);
  }
  unknownIn(value, ['authority', 'name', 'rules'], at, faults);
  return { authority, name, rules };
}

function ruleIn(value: unknown, at: string, faults: string[]): RetentionRule {
  const years = fieldOf(value, 'years');
  if (typeof years !== 'number' || !Number.isInteger(years) || years < 1 || years > 150) {
    faults.push(`${at}/years: give whole years from 1 to 150.`);
  }
  const unless =
    fieldOf(value, 'unless') === undefined ? undefined : oneOf(value, 'unless', retentionCases, at, faults);
  unknownIn(value, ['name', 'when', 'unless', 'years', 'from', 'source'], at, faults);
  const rule = {
    name: textIn(value, 'name', at, faults),
    when: oneOf<RetentionCase>(value, 'when', retentionCases, at, faults),
    unless,
    years: Number(years),
    from: oneOf<RetentionFrom>(value, 'from', retentionStarts, at, faults),
    source: textIn(value, 'source', at, faults),
  };
  if (rule.from === 'death' && rule.when !== 'died') {
    faults.push(`${at}/from: years from death are for children who died. Make "when" "died".`);
  }
  return rule;
}

function oneOf<T extends string>(value: unknown, name: string, known: readonly T[], at: string, faults: string[]): T {
  const given = fieldOf(value, name);
  const found = known.find((each) => each === given);
  if (found === undefined) faults.push(`${at}/${name}: give one of ${known.join(', ')}.`);
  return found ?? (known[0] as T);
}

function textIn(value: unknown, name: string, at: string, faults: string[]): string {
  const given = fieldOf(value, name);
  if (typeof given === 'string' && given.trim() !== '') return given;
  faults.push(`${at}/${name}: give a text.`);
  return '';
}

function listIn(value: unknown, name: string, at: string, faults: string[]): readonly unknown[] {
  const given = fieldOf(value, name);
  if (Array.isArray(given)) return given as readonly unknown[];
  faults.push(`${at}/${name}: give a list.`);
  return [];
}

/** A field with a slip in its name would be passed over in silence, and a record be kept for too short a time. */
function unknownIn(value: unknown, known: readonly string[], at: string, faults: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) faults.push(`${at}/${name}: there is no such field. There are ${known.join(', ')}.`);
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
