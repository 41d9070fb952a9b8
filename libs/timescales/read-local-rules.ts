import { isPlainDate, plainDate, type PlainDate } from '#calendar';
import { agencies, type Agency } from '#events';
import { duties, dutyNames, type Duty } from './duties.ts';
import { singleAssessments } from './packs.ts';
import type { ConferenceQuorum } from './quorum.ts';
import type { Limit } from './rule.ts';
import type { LocalRule, LocalRules } from './rulebook.ts';

/** What a file of local rules says, or every fault it has, each in a sentence with its place and what to do. */
export type LocalRulesRead =
  | { readonly ok: true; readonly local: readonly LocalRules[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The duties an authority may give a limit of its own: those that no national rule times. */
export const localDuties: readonly Duty[] = dutyNames.filter((duty) => duties[duty].local === true);

/**
 * Reads a file of local rules: JSON, `{ "authorities": [ … ] }`, as `docs/examples/local-rules.example.json` shows.
 * `served` are the authorities served; the rules of another would never be used, so they are a fault.
 */
export function readLocalRules(text: string, served?: readonly string[]): LocalRulesRead {
  const faults: string[] = [];
  const local = readFile(parsed(text, faults), served, faults);
  return faults.length === 0 ? { ok: true, local } : { ok: false, faults };
}

type Faults = string[];
type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string, faults: Faults): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    faults.push(
      `The file is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}. Mend it there.`,
    );
    return undefined;
  }
}

function readFile(file: unknown, served: readonly string[] | undefined, faults: Faults): readonly LocalRules[] {
  if (file === undefined) return [];
  const fields = fieldsOf(file, 'the file', ['authorities'], ['authorities'], faults);
  const listed = listOf(fields?.['authorities'], 'authorities', faults);
  const local = listed.map((each, place) => readAuthority(each, `authorities[${String(place)}]`, served, faults));
  const seen = new Set<string>();
  for (const { authority } of local) {
    if (seen.has(authority)) faults.push(`Authority ${authority} is listed twice. Put its rules together.`);
    if (authority !== '') seen.add(authority);
  }
  return local;
}

function readAuthority(each: unknown, at: string, served: readonly string[] | undefined, faults: Faults): LocalRules {
  const known = ['authority', 'singleAssessmentsFrom', 'rules', 'conferenceQuorum'];
  const fields = fieldsOf(each, at, ['authority'], known, faults) ?? {};
  const authority = authorityIn(fields['authority'], at, served, faults);
  const where = authority === '' ? at : `authority ${authority}`;
  const singleFrom = singleFromIn(fields['singleAssessmentsFrom'], where, faults);
  const rules = listOf(fields['rules'] ?? [], `${where}, rules`, faults).map((rule, place) =>
    readRule(rule, `${where}, rules[${String(place)}]`, faults),
  );
  const quorums = listOf(fields['conferenceQuorum'] ?? [], `${where}, conferenceQuorum`, faults).map((quorum, place) =>
    readQuorum(quorum, `${where}, conferenceQuorum[${String(place)}]`, faults),
  );
  const byDuty = localDuties.flatMap((duty) => inSequence(`${where}, ${duty}`, ofDuty(rules, duty), faults));
  return {
    authority,
    ...(singleFrom !== undefined && { singleAssessmentsFrom: singleFrom }),
    rules: byDuty,
    conferenceQuorum: inSequence(`${where}, conferenceQuorum`, whole(quorums), faults),
  };
}

function authorityIn(code: unknown, at: string, served: readonly string[] | undefined, faults: Faults): string {
  if (code === undefined) return '';
  if (typeof code !== 'string' || !/^[0-9]{3}$/.test(code)) {
    faults.push(`${at}: ${shown(code)} is no authority. Give its 3-digit DfE code as a text, such as "855".`);
    return '';
  }
  if (served !== undefined && !served.includes(code)) {
    faults.push(
      `${at}: authority ${code} is not served here. Served are ${served.join(', ')}: leave it out, or serve it.`,
    );
  }
  return code;
}

function singleFromIn(day: unknown, where: string, faults: Faults): PlainDate | undefined {
  if (day === undefined) return undefined;
  const { earliest, byDefault } = singleAssessments;
  if (isPlainDate(day) && day >= earliest && day <= byDefault) return day;
  faults.push(
    `${where}, singleAssessmentsFrom: ${shown(day)} cannot be. Give a day from ${earliest} to ${byDefault}, or leave it out.`,
  );
  return undefined;
}

/** A row as it was read; `undefined` where it is too faulty to be held against the others. */
type Row<T> = (Omit<T, 'inForce'> & Span) | undefined;

interface Span {
  readonly from: PlainDate;
  readonly to: PlainDate | undefined;
}

function readRule(rule: unknown, at: string, faults: Faults): Row<LocalRule> {
  const needed = ['duty', 'from', 'limit', 'source'];
  const fields = fieldsOf(rule, at, needed, [...needed, 'to'], faults);
  if (fields === undefined) return undefined;
  const duty = localDuties.find((each) => each === fields['duty']);
  if (duty === undefined && fields['duty'] !== undefined) faults.push(`${at}: ${notLocal(fields['duty'])}`);
  const span = spanIn(fields, at, faults);
  const limit = limitIn(fields['limit'], at, faults);
  const source = sourceIn(fields['source'], at, faults);
  if (duty === undefined || span === undefined || limit === undefined || source === undefined) return undefined;
  return { duty, ...span, limit, source };
}

function notLocal(duty: unknown): string {
  const may = `An authority may time ${localDuties.join(', ')}.`;
  return (dutyNames as readonly unknown[]).includes(duty)
    ? `"${String(duty)}" is timed by a national rule, or by none, and a local one cannot change that. ${may}`
    : `${shown(duty)} is no duty. ${may}`;
}

function readQuorum(quorum: unknown, at: string, faults: Faults): Row<ConferenceQuorum> {
  const needed = ['present', 'from', 'source'];
  const fields = fieldsOf(quorum, at, needed, [...needed, 'others', 'to'], faults);
  if (fields === undefined) return undefined;
  const span = spanIn(fields, at, faults);
  const source = sourceIn(fields['source'], at, faults);
  const present = listOf(fields['present'] ?? [], `${at}, present`, faults);
  for (const agency of present) {
    if (isAgency(agency)) continue;
    faults.push(`${at}: ${shown(agency)} is no agency that must be present. There are ${attending.join(', ')}.`);
  }
  const { others } = fields;
  if (others !== undefined && !isCount(others, 0)) {
    faults.push(`${at}: others is ${shown(others)}. Give how many other agencies, 0 or more, or leave it out.`);
  }
  if (span === undefined || source === undefined) return undefined;
  return { present: present.filter(isAgency), ...(isCount(others, 0) && { others }), ...span, source };
}

/** The family comes, and is no agency: it makes no meeting quorate. */
const attending: readonly Agency[] = agencies.filter((agency) => agency !== 'family');

function isAgency(value: unknown): value is Agency {
  return (attending as readonly unknown[]).includes(value);
}

function spanIn({ from, to }: Fields, at: string, faults: Faults): Span | undefined {
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

function limitIn(limit: unknown, at: string, faults: Faults): Exclude<Limit, 'none'> | undefined {
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

function sourceIn(source: unknown, at: string, faults: Faults): string | undefined {
  if (typeof source === 'string' && source.trim() !== '') return source;
  if (source !== undefined) faults.push(`${at}: it names no source. Give the authority's document and its paragraph.`);
  return undefined;
}

function ofDuty(rows: readonly Row<LocalRule>[], duty: Duty): readonly NonNullable<Row<LocalRule>>[] {
  return whole(rows).filter((row) => row.duty === duty);
}

function whole<T>(rows: readonly (T | undefined)[]): readonly T[] {
  return rows.flatMap((row) => (row === undefined ? [] : [row]));
}

/** Rows follow one another: each is in force until its own end, or until the next one begins. */
function inSequence<T extends Span>(
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
      faults.push(`${what}: the rows from ${from} and from ${next ?? ''} overlap. End the one where the other begins.`);
    } else if (to !== undefined && next !== undefined && to < next) {
      faults.push(
        `${what}: nothing is in force from ${to} to ${next}. Let the one row run to the other, by leaving out its "to".`,
      );
    }
    return { ...row, inForce: { from, to: to ?? next ?? null } };
  });
}

function fieldsOf(
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

function listOf(value: unknown, at: string, faults: Faults): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value !== undefined) faults.push(`${at}: ${shown(value)} is not a list. Give a list, in [ ].`);
  return [];
}

function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
