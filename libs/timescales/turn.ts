import { londonTimeToInstant, type PlainDate } from '#calendar';
import type { OrdinaryType } from '#events';
import type { Effective } from '#history';
import type { Clock, StoppedClock } from './clock.ts';
import { duties, dutyNames } from './duties.ts';
import type { Duty, Trigger } from './duty.ts';
import type { Rule } from './rule.ts';
import { dueOf, ruleFor, type CountedFrom, type Timescales } from './timescales.ts';

/** What a fact did to the clocks. */
export interface Turn {
  readonly running: readonly Clock[];
  /** The clocks it stopped; the running ones no longer hold them. */
  readonly stopped: readonly StoppedClock[];
}

/**
 * Turns the clocks by one fact: stops those it meets or cancels, then starts those it starts. Every condition is asked
 * of the clocks as they ran before the fact. A plain reader of `duties` and the rules, without knowledge of either.
 */
export function turn(timescales: Timescales, running: readonly Clock[], fact: Effective): Turn {
  const plan = plans[fact.type];
  if (plan === undefined) return { running, stopped: nothing };
  const stopped = stops(timescales, plan, running, fact);
  const started = starts(timescales, plan, running, stopped, fact);
  if (stopped.length === 0 && started.length === 0) return { running, stopped };
  const left = stopped.length === 0 ? running : running.filter((clock) => !stopped.some((end) => isSame(end, clock)));
  return { running: [...left, ...started], stopped };
}

const nothing: readonly StoppedClock[] = [];

function stops(timescales: Timescales, plan: Plan, running: readonly Clock[], fact: Effective): StoppedClock[] {
  const stopped: StoppedClock[] = [];
  for (const clock of running) {
    const firstOf = (conditions: readonly Condition[] = []) =>
      conditions.find(
        (each) => isSo(each, running, fact) && isSince(clock, each, fact) && isRuledAs(timescales, each, fact),
      );
    const met = firstOf(plan.met[clock.duty]);
    const by = met ?? firstOf(plan.cancelled[clock.duty]);
    if (by !== undefined) stopped.push(stop(clock, fact, met === undefined ? 'cancelled' : 'met', by));
  }
  return stopped;
}

function starts(
  timescales: Timescales,
  plan: Plan,
  running: readonly Clock[],
  stopped: StoppedClock[],
  fact: Effective,
): Clock[] {
  const started: Clock[] = [];
  for (const { duty, triggers } of plan.started) {
    const condition = triggers.find((each) => isSo(each, running, fact));
    if (condition === undefined) continue;
    const start = startOf(timescales, duty, condition, running, fact);
    if (start === undefined) continue;
    const { whenRunning } = duties[duty];
    const same = running.filter((clock) => clock.duty === duty && !stopped.some((end) => isSame(end, clock)));
    if (same.length > 0 && whenRunning === 'keep') continue;
    if (whenRunning === 'restart') stopped.push(...same.map((clock) => stop(clock, fact, 'cancelled')));
    const { rule, from } = start;
    const due = dueOf(timescales.calendar, rule.limit, from);
    started.push({ duty, rule: rule.id, startedBy: fact.id, startedOn: from.on, ...due });
  }
  return started;
}

function stop(clock: Clock, fact: Effective, how: 'met' | 'cancelled', by?: Condition): StoppedClock {
  const { duty, rule, startedBy, startedOn, due, dueAt } = clock;
  const { on, at } = fact.data;
  const stoppedOn = by?.dayIn === undefined ? on : dayOf(fact.data, by.dayIn);
  // Told field by field: spreading one object into another costs more than all else that a turn does.
  const stopped: Writable<StoppedClock> = { duty, rule, startedBy, startedOn, due, stoppedOn, stoppedBy: fact.id, how };
  if (dueAt !== undefined) stopped.dueAt = dueAt;
  if (by?.dayIn !== undefined) return stopped;
  if (dueAt !== undefined && at !== undefined) stopped.stoppedAt = londonTimeToInstant(on, at);
  if (by?.otherMeant === true) stopped.otherMeant = true;
  return stopped;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function dayOf(data: Effective['data'], field: string): PlainDate {
  return Reflect.get(data, field) as PlainDate;
}

function isSame(a: Clock, b: Clock): boolean {
  return a.duty === b.duty && a.startedBy === b.startedBy;
}

function isSo(
  { where, whereNot, unlessRunning, whileRunning, dayIn }: Condition,
  running: readonly Clock[],
  fact: Effective,
): boolean {
  return (
    where.every(([field, values]) => values.includes(Reflect.get(fact.data, field))) &&
    whereNot.every(([field, values]) => !values.includes(Reflect.get(fact.data, field))) &&
    !(unlessRunning.length > 0 && running.some((clock) => unlessRunning.includes(clock.duty))) &&
    (whileRunning === undefined || running.some((clock) => clock.duty === whileRunning)) &&
    (dayIn === undefined || Reflect.get(fact.data, dayIn) !== undefined)
  );
}

/** A clock is met on a day named only if it had started by then: an acknowledgement dated before its referral is none. */
function isSince({ startedOn }: Clock, { dayIn }: Condition, { data }: Effective): boolean {
  return dayIn === undefined || dayOf(data, dayIn) >= startedOn;
}

function isRuledAs(timescales: Timescales, { ifRule }: Condition, { data }: Effective): boolean {
  return ifRule === undefined || ruleFor(timescales, ifRule, data.on) !== undefined;
}

/** What a clock counts from, and the rule of that day; where it counts from another that runs, from that one's day. */
function startOf(
  timescales: Timescales,
  duty: Duty,
  { dayIn, fromStartOf, ownStart }: Condition,
  running: readonly Clock[],
  { data }: Effective,
): { readonly rule: Rule; readonly from: CountedFrom } | undefined {
  const other = fromStartOf === undefined ? undefined : running.find((clock) => clock.duty === fromStartOf);
  const earlier = other === undefined ? undefined : ruleFor(timescales, duty, other.startedOn);
  if (other !== undefined && earlier !== undefined) return { rule: earlier, from: { on: other.startedOn } };
  const from = dayIn === undefined ? data : { on: dayOf(data, dayIn) };
  const rule = ruleFor(timescales, duty, from.on, ownStart);
  return rule === undefined ? undefined : { rule, from };
}

/** A trigger of one fact type, its fields as a list. */
interface Condition {
  readonly where: readonly (readonly [string, readonly unknown[]])[];
  readonly whereNot: readonly (readonly [string, readonly unknown[]])[];
  readonly unlessRunning: readonly Duty[];
  readonly ifRule: Duty | undefined;
  readonly whileRunning: Duty | undefined;
  /** The field of the day that is meant; undefined for the day the fact happened. */
  readonly dayIn: string | undefined;
  readonly fromStartOf: Duty | undefined;
  readonly ownStart: true | undefined;
  readonly otherMeant: boolean;
}

/** What one fact type can do to the clocks. */
interface Plan {
  readonly started: readonly { readonly duty: Duty; readonly triggers: readonly Condition[] }[];
  readonly met: { readonly [D in Duty]?: readonly Condition[] };
  readonly cancelled: { readonly [D in Duty]?: readonly Condition[] };
}

/** The table of duties turned about: by fact type, so that a fact that turns no clock costs nothing. */
const plans: { readonly [T in OrdinaryType]?: Plan } = turnedAbout();

function turnedAbout(): { [T in OrdinaryType]?: Plan } {
  const all = dutyNames.flatMap((duty) => [
    ...duties[duty].startedBy,
    ...duties[duty].metBy,
    ...duties[duty].cancelledBy,
  ]);
  const found: { [T in OrdinaryType]?: Plan } = {};
  for (const type of new Set(all.map(({ fact }) => fact))) {
    const listed = (kind: 'startedBy' | 'metBy' | 'cancelledBy') =>
      dutyNames.flatMap((duty) => {
        const triggers = duties[duty][kind].filter(({ fact }) => fact === type).map(condition);
        return triggers.length === 0 ? [] : [{ duty, triggers }];
      });
    const byDuty = (kind: 'metBy' | 'cancelledBy') =>
      Object.fromEntries(listed(kind).map(({ duty, triggers }) => [duty, triggers]));
    found[type] = { started: listed('startedBy'), met: byDuty('metBy'), cancelled: byDuty('cancelledBy') };
  }
  return found;
}

function condition(trigger: Trigger): Condition {
  const {
    where,
    whereNot,
    unlessRunning = [],
    ifRule,
    whileRunning,
    dayIn,
    fromStartOf,
    ownStart,
    otherMeant = false,
  } = trigger;
  return {
    where: Object.entries(where ?? {}),
    whereNot: Object.entries(whereNot ?? {}),
    unlessRunning: typeof unlessRunning === 'string' ? [unlessRunning] : unlessRunning,
    ifRule,
    whileRunning,
    dayIn,
    fromStartOf,
    ownStart,
    otherMeant,
  };
}
