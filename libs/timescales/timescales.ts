import {
  addDays,
  addMonths,
  addWorkingDays,
  DateOutOfRange,
  england,
  londonDate,
  londonTimeToInstant,
  type Calendar,
  type PlainDate,
} from '#calendar';
import type { LondonTime } from '#events';
import type { Clock } from './clock.ts';
import { duties, dutyNames } from './duties.ts';
import type { Duty } from './duty.ts';
import { englandRules } from './packs.ts';
import type { ConferenceQuorum } from './quorum.ts';
import type { Limit, Rule } from './rule.ts';
import { validatePacks } from './validate.ts';

/** What due days are worked out from: a calendar of working days and dated rules. */
export interface Timescales {
  readonly calendar: Calendar;
  readonly packs: readonly Rule[];
  /** The quorum of conferences where the authority has one of its own; no national one exists. */
  readonly conferenceQuorum: readonly ConferenceQuorum[];
  /** Names the calendar and the rules: it changes whenever any of them does. Receipts carry it. */
  readonly reading: string;
}

/** Brings a calendar and a table of rules together. Throws `UnreliableRules`, listing every fault of the table. */
export function timescales(
  calendar: Calendar,
  packs: readonly Rule[],
  conferenceQuorum: readonly ConferenceQuorum[] = [],
): Timescales {
  const faults = validatePacks(packs);
  if (faults.length > 0) throw new UnreliableRules(faults);
  const reading = `${calendar.version}/rules.${fingerprint([packs, duties, conferenceQuorum])}`;
  return { calendar, packs, conferenceQuorum, reading };
}

/** England: the shipped bank holidays and every edition of Working Together from 2006. */
export const englandTimescales: Timescales = timescales(england, englandRules);

/** A table of rules with overlapping or missing dates, or other faults. */
export class UnreliableRules extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The rules cannot be used: ${faults.join('; ')}. Correct the table and try again.`);
    this.name = 'UnreliableRules';
    this.faults = faults;
  }
}

/** The rule for a duty on a day, or for one begun later that counts from its own start; undefined where there was none. */
export function ruleFor(timescales: Timescales, duty: Duty, on: PlainDate, ownStart?: true): Rule | undefined {
  for (const rule of rulesOf(timescales, duty)) {
    if (rule.ownStart === ownStart && rule.inForce.from <= on && (rule.inForce.to === null || on < rule.inForce.to))
      return rule;
  }
  return undefined;
}

/** What a due day is counted from: a fact's day, its time where it gives one, and the day it names where it does. */
export interface CountedFrom {
  readonly on: PlainDate;
  readonly at?: LondonTime | undefined;
  readonly until?: PlainDate | undefined;
}

/**
 * The last day in time, and of hours the instant. Null without a limit; 'unknown' beyond the table of bank holidays, and
 * beyond the days there are.
 */
export function dueOf(calendar: Calendar, limit: Limit, from: CountedFrom): Pick<Clock, 'due' | 'dueAt'> {
  if (limit === 'none') return { due: null };
  try {
    return counted(calendar, limit, from);
  } catch (error) {
    if (error instanceof DateOutOfRange) return { due: 'unknown' };
    throw error;
  }
}

function counted(calendar: Calendar, limit: Exclude<Limit, 'none'>, from: CountedFrom): Pick<Clock, 'due' | 'dueAt'> {
  if ('workingDays' in limit) return { due: addWorkingDays(calendar, from.on, limit.workingDays) };
  if ('months' in limit) return { due: addMonths(from.on, limit.months) };
  if ('hours' in limit) return afterHours(limit.hours, from);
  if ('untilNamed' in limit) return { due: from.until ?? addDays(from.on, limit.untilNamed) };
  return { due: addDays(from.on, 'weeks' in limit ? 7 * limit.weeks : limit.days) };
}

/** Elapsed hours. From a day without a time, the last day they could run out on. */
function afterHours(hours: number, { on, at }: CountedFrom): Pick<Clock, 'due' | 'dueAt'> {
  if (at === undefined) return { due: addDays(on, Math.ceil(hours / 24)) };
  const dueAt = londonTimeToInstant(on, at) + hours * 3_600_000;
  return { due: londonDate(dueAt), dueAt };
}

const byDuty = new WeakMap<Timescales, ReadonlyMap<Duty, readonly Rule[]>>();

function rulesOf(timescales: Timescales, duty: Duty): readonly Rule[] {
  let rules = byDuty.get(timescales);
  if (rules === undefined) {
    rules = new Map(dutyNames.map((each) => [each, timescales.packs.filter((rule) => rule.duty === each)]));
    byDuty.set(timescales, rules);
  }
  return rules.get(duty) ?? [];
}

/** Names contents, and guards nothing: FNV-1a. Rules and duties together decide every due day. */
export function fingerprint(contents: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of JSON.stringify(contents)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
