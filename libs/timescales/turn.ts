import type { PlainDate } from '#calendar';
import type { OrdinaryType } from '#events';
import type { Effective } from '#history';
import type { Clock, StoppedClock } from './clock.ts';
import { duties, dutyNames, type Duty, type Trigger } from './duties.ts';
import { dueDay, ruleFor, type Timescales } from './timescales.ts';

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
  const stopped = stops(plan, running, fact);
  const started = starts(timescales, plan, running, stopped, fact);
  if (stopped.length === 0 && started.length === 0) return { running, stopped };
  const left = stopped.length === 0 ? running : running.filter((clock) => !stopped.some((end) => isSame(end, clock)));
  return { running: [...left, ...started], stopped };
}

const nothing: readonly StoppedClock[] = [];

function stops(plan: Plan, running: readonly Clock[], fact: Effective): StoppedClock[] {
  const stopped: StoppedClock[] = [];
  for (const clock of running) {
    const how = holds(plan.met[clock.duty], running, fact)
      ? 'met'
      : holds(plan.cancelled[clock.duty], running, fact)
        ? 'cancelled'
        : undefined;
    if (how !== undefined) stopped.push(stop(clock, fact, how));
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
    const trigger = holding(triggers, running, fact);
    if (trigger === undefined) continue;
    const startedOn = startOf(trigger, fact);
    const rule = ruleFor(timescales, duty, startedOn);
    if (rule === undefined) continue;
    const { whenRunning } = duties[duty];
    const same = running.filter((clock) => clock.duty === duty && !stopped.some((end) => isSame(end, clock)));
    if (same.length > 0 && whenRunning === 'keep') continue;
    if (whenRunning === 'restart') stopped.push(...same.map((clock) => stop(clock, fact, 'cancelled')));
    const due = dueDay(timescales.calendar, rule.limit, startedOn);
    started.push({ duty, rule: rule.id, startedBy: fact.id, startedOn, due });
  }
  return started;
}

function startOf({ countedFrom }: Condition, { data }: Effective): PlainDate {
  return countedFrom === undefined ? data.on : (Reflect.get(data, countedFrom) as PlainDate);
}

function stop(clock: Clock, fact: Effective, how: 'met' | 'cancelled'): StoppedClock {
  return { ...clock, stoppedOn: fact.data.on, stoppedBy: fact.id, how };
}

function isSame(a: Clock, b: Clock): boolean {
  return a.duty === b.duty && a.startedBy === b.startedBy;
}

function holds(triggers: readonly Condition[] | undefined, running: readonly Clock[], fact: Effective): boolean {
  return holding(triggers, running, fact) !== undefined;
}

function holding(
  triggers: readonly Condition[] | undefined,
  running: readonly Clock[],
  fact: Effective,
): Condition | undefined {
  return triggers?.find(
    ({ where, whereNot, unlessRunning }) =>
      where.every(([field, values]) => values.includes(Reflect.get(fact.data, field))) &&
      whereNot.every(([field, values]) => !values.includes(Reflect.get(fact.data, field))) &&
      !(unlessRunning.length > 0 && running.some((clock) => unlessRunning.includes(clock.duty))),
  );
}

/** A trigger of one fact type, its fields as a list. */
interface Condition {
  readonly where: readonly (readonly [string, readonly unknown[]])[];
  readonly whereNot: readonly (readonly [string, readonly unknown[]])[];
  readonly unlessRunning: readonly Duty[];
  /** The field of the day it counts from; undefined for the day the fact happened. */
  readonly countedFrom: string | undefined;
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

function condition({ where, whereNot, unlessRunning = [], countedFrom }: Trigger): Condition {
  return {
    where: Object.entries(where ?? {}),
    whereNot: Object.entries(whereNot ?? {}),
    unlessRunning: typeof unlessRunning === 'string' ? [unlessRunning] : unlessRunning,
    countedFrom,
  };
}
