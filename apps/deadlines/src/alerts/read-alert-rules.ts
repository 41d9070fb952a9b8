import { isPlainDate, type PlainDate } from '#calendar';
import { repeatedInWords } from '#events';
import { roles } from '#http';
import { shownDuties } from '#timescales';
import type { AlertRule, AlertWhen, Recipient } from './alert-rule.ts';

/** A file of alert rules cannot be used: every fault of it, each with its place and what to do. */
export class AlertRulesUnusable extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The alert rules cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'AlertRulesUnusable';
    this.faults = faults;
  }
}

interface Reading {
  readonly served: readonly string[];
  /** The value of a variable of the environment. */
  readonly secretOf: (name: string) => string | undefined;
  readonly canMail: boolean;
  readonly faults: string[];
}

/**
 * Reads a file of alert rules: JSON, `{ "rules": [ … ] }`, as `docs/examples/alert-rules.example.json` shows. Throws
 * `AlertRulesUnusable` with every fault.
 */
export function readAlertRules(text: string, asked: Omit<Reading, 'faults'>): readonly AlertRule[] {
  const faults: string[] = [];
  const reading = { ...asked, faults };
  const file = fieldsOf(parsed(text, faults), 'the file', ['rules'], reading);
  const rules = listOf(file['rules'], 'rules', reading).map((each, place) =>
    ruleIn(each, `rules[${String(place)}]`, reading),
  );
  const ids = rules.map(({ id }) => id);
  for (const id of new Set(ids.filter((each, place) => each !== '' && ids.indexOf(each) !== place)))
    faults.push(`Two rules are called ${id}. Give each an id of its own: it tells their alerts apart.`);
  if (faults.length > 0) throw new AlertRulesUnusable(faults);
  return rules;
}

function parsed(text: string, faults: string[]): unknown {
  try {
    const file: unknown = JSON.parse(text);
    faults.push(...repeatedInWords(text).map(({ says }) => says));
    return file;
  } catch (error) {
    faults.push(`The file is not JSON: ${error instanceof Error ? error.message : String(error)}. Mend it there.`);
    return { rules: [] };
  }
}

function ruleIn(value: unknown, at: string, reading: Reading): AlertRule {
  const known = ['id', 'clocks', 'when', 'from', 'to', 'authorities'];
  const { id, clocks, when, from, to, authorities } = fieldsOf(value, at, known, reading, ['authorities']);
  const named = typeof id === 'string' && /^[a-z0-9][a-z0-9-]{0,59}$/.test(id) ? id : '';
  if (named === '') reading.faults.push(`${at}/id must be a name of small letters, digits and hyphens, at most 60.`);
  return {
    id: named,
    authorities: chosen(authorities ?? reading.served, `${at}/authorities`, reading.served, reading),
    clocks: clocks === 'all' ? shownDuties : chosen(clocks, `${at}/clocks`, shownDuties, reading),
    when: whenIn(when, `${at}/when`, reading),
    from: dayIn(from, `${at}/from`, reading),
    to: recipientsIn(to, `${at}/to`, reading),
  };
}

function whenIn(value: unknown, at: string, reading: Reading): AlertWhen {
  if (value === 'due') return 'due';
  const { unit, ...rest } = isObject(value) ? value : {};
  const [[side, count] = ['', 0], ...more] = Object.entries(rest);
  const isCount = Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 200;
  if ((unit === 'days' || unit === 'working-days') && more.length === 0 && isCount) {
    if (side === 'before') return { before: Number(count), unit };
    if (side === 'after') return { after: Number(count), unit };
  }
  reading.faults.push(
    `${at} must be "due", or { "before": n, "unit": "working-days" } or "after" or "days", n from 1 to 200.`,
  );
  return 'due';
}

function dayIn(value: unknown, at: string, { faults }: Reading): PlainDate {
  if (isPlainDate(value)) return value;
  faults.push(`${at} must be the first day the rule is in force, YYYY-MM-DD.`);
  return '2199-12-31' as PlainDate;
}

function recipientsIn(value: unknown, at: string, reading: Reading): readonly Recipient[] {
  const list = listOf(value, at, reading);
  if (list.length === 0) reading.faults.push(`${at} must name somebody: a role, a webhook or an email.`);
  return list.flatMap((each, place) => recipientIn(each, `${at}[${String(place)}]`, reading));
}

function recipientIn(value: unknown, at: string, reading: Reading): readonly Recipient[] {
  const { role, webhook, secret, email, ...more } = isObject(value) ? value : { more: true };
  const { faults } = reading;
  const isOne = [role, webhook, email].filter((each) => each !== undefined).length === 1;
  if (!isOne || Object.keys(more).length > 0 || (secret !== undefined && webhook === undefined)) {
    faults.push(`${at} must be one of { "role" }, { "webhook", "secret" } and { "email" }, and nothing more.`);
    return [];
  }
  if (role !== undefined) {
    const known = roles.find((each) => each === role);
    if (known === undefined) faults.push(`${at}/role must be one of ${roles.join(', ')}.`);
    return known === undefined ? [] : [{ role: known }];
  }
  if (email !== undefined) return mailTo(email, at, reading);
  return hookTo(webhook, secret, at, reading);
}

function mailTo(email: unknown, at: string, { canMail, faults }: Reading): readonly Recipient[] {
  if (typeof email !== 'string' || !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(email)) {
    faults.push(`${at}/email must be one address.`);
    return [];
  }
  if (!canMail) faults.push(`${at}/email cannot be sent to: set ALERT_SMTP_URL and ALERT_MAIL_FROM, or leave it out.`);
  return [{ email }];
}

function hookTo(webhook: unknown, secret: unknown, at: string, { secretOf, faults }: Reading): readonly Recipient[] {
  if (typeof webhook !== 'string' || !URL.canParse(webhook) || !/^https?:$/.test(new URL(webhook).protocol)) {
    faults.push(`${at}/webhook must be an address that begins https:// or http://.`);
    return [];
  }
  const { username, password, hash } = new URL(webhook);
  if (username !== '' || password !== '' || hash !== '') {
    faults.push(
      `${at}/webhook must have no user, password or fragment: what is sent is signed under the secret instead.`,
    );
    return [];
  }
  if (typeof secret !== 'string' || !/^[A-Z][A-Z0-9_]{0,60}$/.test(secret)) {
    faults.push(
      `${at}/secret must be the name of the variable of the environment that holds the secret, as ALERT_SECRET.`,
    );
    return [];
  }
  if ((secretOf(secret) ?? '').length < 16)
    faults.push(`${at}/secret: the variable ${secret} is not set, or shorter than 16 characters. Set it.`);
  return [{ webhook, secret }];
}

function chosen<T extends string>(value: unknown, at: string, choices: readonly T[], reading: Reading): readonly T[] {
  const list = listOf(value, at, reading);
  const known = choices.filter((choice) => list.includes(choice));
  if (list.length === 0 || known.length < new Set(list).size)
    reading.faults.push(`${at} must be a list of some of ${choices.join(', ')}.`);
  return known;
}

function listOf(value: unknown, at: string, { faults }: Reading): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  faults.push(`${at} must be a list.`);
  return [];
}

function fieldsOf(
  value: unknown,
  at: string,
  known: readonly string[],
  { faults }: Reading,
  optional: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) {
    faults.push(`${at} must be an object with ${known.join(', ')}.`);
    return {};
  }
  for (const name of Object.keys(value))
    if (!known.includes(name)) faults.push(`${at} has ${name}, which is not known.`);
  for (const name of known) if (!(name in value) && !optional.includes(name)) faults.push(`${at} lacks ${name}.`);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
