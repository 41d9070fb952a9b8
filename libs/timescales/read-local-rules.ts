import { isPlainDate, type PlainDate } from '#calendar';
import { agencies, type Agency } from '#events';
import { duties, dutyNames } from './duties.ts';
import type { Duty } from './duty.ts';
import {
  fieldsOf,
  inSequence,
  isCount,
  limitIn,
  listOf,
  shown,
  sourceIn,
  spanIn,
  type Faults,
  type Span,
} from './local-rules-fields.ts';
import { singleAssessments } from './packs.ts';
import type { ConferenceQuorum } from './quorum.ts';
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

function ofDuty(rows: readonly Row<LocalRule>[], duty: Duty): readonly NonNullable<Row<LocalRule>>[] {
  return whole(rows).filter((row) => row.duty === duty);
}

function whole<T>(rows: readonly (T | undefined)[]): readonly T[] {
  return rows.flatMap((row) => (row === undefined ? [] : [row]));
}
