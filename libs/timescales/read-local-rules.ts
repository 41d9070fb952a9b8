import { isPlainDate, type PlainDate } from '#calendar';
import { agencies, repeatedInWords, type Agency } from '#events';
import { duties, dutyNames } from './duties.ts';
import type { Duty } from './duty.ts';
import {
  below,
  fieldsOf,
  findFault,
  inSequence,
  isCount,
  limitIn,
  listOf,
  shown,
  sourceIn,
  spanIn,
  type At,
  type Faults,
  type RulesFault,
  type Span,
} from './local-rules-fields.ts';
import { singleAssessments } from './packs.ts';
import type { ConferenceQuorum } from './quorum.ts';
import { draftDuties, type LocalRule, type LocalRules } from './rulebook.ts';

/** What a file of local rules says, or every fault it has, each in a sentence with its place and what to do. */
export type LocalRulesRead =
  | { readonly ok: true; readonly local: readonly LocalRules[] }
  | { readonly ok: false; readonly faults: readonly RulesFault[] };

/** The duties an authority may give a limit of its own: those that no national rule times. */
export const localDuties: readonly Duty[] = dutyNames.filter((duty) => duties[duty].local === true);

/**
 * Reads a file of local rules: JSON, `{ "authorities": [ … ] }`, as `docs/examples/local-rules.example.json` shows.
 * `served` are the authorities served; the rules of another would never be used, so they are a fault.
 */
export function readLocalRules(text: string, served?: readonly string[]): LocalRulesRead {
  const faults: RulesFault[] = [];
  return read(parsed(text, faults), { served, isDraft: false, faults });
}

/**
 * Reads a draft of rules, to be tried and never to be judged by: a file of local rules that may also say, as `national`,
 * how long duties would take that a national rule times.
 */
export function readDraftRules(file: unknown, served?: readonly string[]): LocalRulesRead {
  return read(file ?? null, { served, isDraft: true, faults: [] });
}

/** What is read, and what was found wrong with it. */
interface Reading {
  readonly served: readonly string[] | undefined;
  /** A draft may change what is national. */
  readonly isDraft: boolean;
  readonly faults: RulesFault[];
}

function read(file: unknown, reading: Reading): LocalRulesRead {
  const local = readFile(file, reading);
  const { faults } = reading;
  return faults.length === 0 ? { ok: true, local } : { ok: false, faults };
}

function parsed(text: string, faults: Faults): unknown {
  try {
    const file: unknown = JSON.parse(text);
    faults.push(...repeatedInWords(text));
    return file;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be read';
    faults.push({ pointer: '', says: `The file is not JSON: ${why}. Mend it there.` });
    return undefined;
  }
}

function readFile(file: unknown, reading: Reading): readonly LocalRules[] {
  if (file === undefined) return [];
  const { faults } = reading;
  const top: At = { pointer: '', words: 'the file' };
  const fields = fieldsOf(file, top, ['authorities'], ['authorities'], faults);
  const at = below(top, 'authorities', 'authorities');
  const listed = listOf(fields?.['authorities'], at, faults);
  const local = listed.map((each, place) =>
    readAuthority(each, below(at, place, `authorities[${String(place)}]`), reading),
  );
  const seen = new Set<string>();
  for (const [place, { authority }] of local.entries()) {
    if (seen.has(authority)) {
      const says = `Authority ${authority} is listed twice. Put its rules together.`;
      faults.push({ pointer: below(at, place).pointer, says });
    }
    if (authority !== '') seen.add(authority);
  }
  return local;
}

function readAuthority(each: unknown, at: At, reading: Reading): LocalRules {
  const { faults, isDraft } = reading;
  const known = ['authority', 'singleAssessmentsFrom', 'rules', 'conferenceQuorum', ...(isDraft ? ['national'] : [])];
  const fields = fieldsOf(each, at, ['authority'], known, faults) ?? {};
  const authority = authorityIn(fields['authority'], at, reading);
  const where: At = authority === '' ? at : { ...at, words: `authority ${authority}` };
  const in_ = (name: string): At => below(where, name, `${where.words}, ${name}`);
  const singleFrom = singleFromIn(fields['singleAssessmentsFrom'], in_('singleAssessmentsFrom'), faults);
  const rowsIn = <T>(name: string, row: (value: unknown, at: At, faults: Faults) => T): T[] =>
    listOf(fields[name] ?? [], in_(name), faults).map((value, place) =>
      row(value, below(in_(name), place, `${in_(name).words}[${String(place)}]`), faults),
    );
  const rules = rowsIn('rules', readRule);
  const quorums = rowsIn('conferenceQuorum', readQuorum);
  const national = isDraft ? rowsIn('national', readNational) : [];
  const sequence = (rows: readonly Row<LocalRule>[], of: readonly Duty[]): readonly LocalRule[] =>
    of.flatMap((duty) => inSequence(`${where.words}, ${duty}`, ofDuty(rows, duty), faults));
  return {
    authority,
    ...(singleFrom !== undefined && { singleAssessmentsFrom: singleFrom }),
    rules: sequence(rules, localDuties),
    conferenceQuorum: inSequence(in_('conferenceQuorum').words, whole(quorums), faults),
    ...(isDraft && { national: sequence(national, draftDuties) }),
  };
}

function authorityIn(code: unknown, at: At, { served, faults }: Reading): string {
  if (code === undefined) return '';
  const place = below(at, 'authority');
  if (typeof code !== 'string' || !/^[0-9]{3}$/.test(code)) {
    findFault(faults, place, `${shown(code)} is no authority. Give its 3-digit DfE code as a text, such as "855".`);
    return '';
  }
  if (served !== undefined && !served.includes(code)) {
    const says = `authority ${code} is not served here. Served are ${served.join(', ')}: leave it out, or serve it.`;
    findFault(faults, place, says);
  }
  return code;
}

function singleFromIn(day: unknown, at: At, faults: Faults): PlainDate | undefined {
  if (day === undefined) return undefined;
  const { earliest, byDefault } = singleAssessments;
  if (isPlainDate(day) && day >= earliest && day <= byDefault) return day;
  findFault(faults, at, `${shown(day)} cannot be. Give a day from ${earliest} to ${byDefault}, or leave it out.`);
  return undefined;
}

/** A row as it was read; `undefined` where it is too faulty to be held against the others. */
type Row<T> = (Omit<T, 'inForce'> & Span & { readonly at: At }) | undefined;

function readRule(rule: unknown, at: At, faults: Faults): Row<LocalRule> {
  return readTimed(rule, at, faults, localDuties, notLocal);
}

function readNational(rule: unknown, at: At, faults: Faults): Row<LocalRule> {
  return readTimed(rule, at, faults, draftDuties, notNational);
}

function readTimed(
  rule: unknown,
  at: At,
  faults: Faults,
  may: readonly Duty[],
  mayNot: (duty: unknown) => string,
): Row<LocalRule> {
  const needed = ['duty', 'from', 'limit', 'source'];
  const fields = fieldsOf(rule, at, needed, [...needed, 'to'], faults);
  if (fields === undefined) return undefined;
  const duty = may.find((each) => each === fields['duty']);
  if (duty === undefined && fields['duty'] !== undefined) findFault(faults, below(at, 'duty'), mayNot(fields['duty']));
  const span = spanIn(fields, at, faults);
  const limit = limitIn(fields['limit'], at, faults);
  const source = sourceIn(fields['source'], at, faults);
  if (duty === undefined || span === undefined || limit === undefined || source === undefined) return undefined;
  return { duty, ...span, limit, source, at };
}

function notLocal(duty: unknown): string {
  const may = `An authority may time ${localDuties.join(', ')}.`;
  return (dutyNames as readonly unknown[]).includes(duty)
    ? `"${String(duty)}" is timed by a national rule, or by none, and a local one cannot change that. ${may}`
    : `${shown(duty)} is no duty. ${may}`;
}

function notNational(duty: unknown): string {
  const may = `A draft may give another limit to ${draftDuties.join(', ')}.`;
  return (dutyNames as readonly unknown[]).includes(duty)
    ? `"${String(duty)}" is timed by no national rule, or by none that is a length: put it among the rules. ${may}`
    : `${shown(duty)} is no duty. ${may}`;
}

function readQuorum(quorum: unknown, at: At, faults: Faults): Row<ConferenceQuorum> {
  const needed = ['present', 'from', 'source'];
  const fields = fieldsOf(quorum, at, needed, [...needed, 'others', 'to'], faults);
  if (fields === undefined) return undefined;
  const span = spanIn(fields, at, faults);
  const source = sourceIn(fields['source'], at, faults);
  const listed = { ...below(at, 'present'), words: at.words };
  const present = listOf(fields['present'] ?? [], { ...listed, words: `${at.words}, present` }, faults);
  for (const [place, agency] of present.entries()) {
    if (isAgency(agency)) continue;
    const says = `${shown(agency)} is no agency that must be present. There are ${attending.join(', ')}.`;
    findFault(faults, below(listed, place), says);
  }
  const { others } = fields;
  if (others !== undefined && !isCount(others, 0)) {
    const says = `others is ${shown(others)}. Give how many other agencies, 0 or more, or leave it out.`;
    findFault(faults, below(at, 'others'), says);
  }
  if (span === undefined || source === undefined) return undefined;
  return { present: present.filter(isAgency), ...(isCount(others, 0) && { others }), ...span, source, at };
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
