import { addDays, londonDate, londonInstant, londonTimeToInstant, type PlainDate } from '#calendar';
import { never } from '#measures';
import type { RunningClock, Snapshot } from '#readmodel';
import { WrongRevision } from '#store';
import { duties, type Timescales } from '#timescales';
import { stateAt } from '../shown.ts';
import type { AlertBook } from './alert-book.ts';
import { alertId, alertStream, type AlertRaised } from './alert-facts.ts';
import { alertDay, farthestDays, type AlertRule } from './alert-rule.ts';
import { enterAfter, type Entering } from './entering.ts';

/** An alert that is to be raised, and the stream it begins. */
export interface DueAlert {
  readonly stream: string;
  readonly raised: AlertRaised;
}

/**
 * The alerts of an authority whose day has come and that nobody has raised yet, of the clocks that run as known at this
 * moment: of all of them, or of some children whose facts are new. An alert missed while nothing ran is raised late.
 */
export async function dueAlerts(
  snapshot: Snapshot,
  rules: readonly AlertRule[],
  authority: string,
  { timescales, book, now }: { readonly timescales: Timescales; readonly book: AlertBook; readonly now: number },
  children?: readonly string[],
): Promise<readonly DueAlert[]> {
  const today = londonDate(now);
  const own = rules.filter(({ authorities }) => authorities.includes(authority));
  if (own.length === 0) return [];
  const clocks = await candidates(snapshot, own, authority, today, children);
  const due = clocks.flatMap((clock) => dueFor(clock, own, authority, timescales, today));
  const fresh = due.filter(({ stream }) => !book.has(stream));
  const circumstances = await snapshot.circumstancesOn(authority, [...new Set(fresh.map(({ child }) => child))], today);
  const { position, knownAt } = snapshot.projection;
  return fresh.map(({ stream, child, row, rule, day }) => {
    const { worker = null, team = null } = circumstances.get(child) ?? {};
    const { key, duty, rule: timescale, startedOn, dueOn, dueAt } = row;
    return {
      stream,
      raised: {
        authority,
        child,
        clock: {
          key,
          clock: duty,
          title: duties[duty].title,
          rule: timescale,
          startedOn,
          due: dueOn,
          ...(dueAt !== null && { dueAt: londonInstant(dueAt) }),
        },
        by: { rule: rule.id, when: rule.when, day },
        state: stateAt(row, { day: today, instant: now }),
        worker,
        team,
        known: { position: position ?? 0, at: new Date(knownAt).toISOString() },
        to: rule.to,
      },
    };
  });
}

/** Raises an alert once and for all: false where it was raised before, by this process or another. */
export async function raise(entering: Entering, book: AlertBook, { stream, raised }: DueAlert): Promise<boolean> {
  const fact = { id: alertId(stream), type: 'AlertRaised', data: raised } as const;
  try {
    await enterAfter(entering, stream, { revision: null, head: null }, fact);
  } catch (error) {
    if (!(error instanceof WrongRevision)) throw error;
  }
  const isNew = !book.has(stream);
  // What the store holds is what was raised: another's words, where another came first.
  for await (const event of entering.store.read(stream)) book.take(event);
  return isNew;
}

interface DueFor extends RunningClock {
  readonly stream: string;
  readonly rule: AlertRule;
  readonly day: PlainDate;
}

function dueFor(
  { child, row }: RunningClock,
  rules: readonly AlertRule[],
  authority: string,
  { calendar }: Timescales,
  today: PlainDate,
): readonly DueFor[] {
  if (row.dueOn === never || row.startedOn > today) return [];
  return rules.flatMap((rule) => {
    if (!rule.clocks.includes(row.duty)) return [];
    const day = alertDay(rule.when, row.dueOn, calendar);
    if (day === undefined || day > today || day < rule.from) return [];
    return [{ child, row, rule, day, stream: alertStream(authority, child, row.key, rule.id, day) }];
  });
}

/** The running clocks that an alert of today or before may be of. */
async function candidates(
  snapshot: Snapshot,
  rules: readonly AlertRule[],
  authority: string,
  today: PlainDate,
  children: readonly string[] | undefined,
): Promise<readonly RunningClock[]> {
  if (children !== undefined) return snapshot.runningOf(authority, children);
  const farthest = Math.max(...rules.map(({ when }) => farthestDays(when)));
  const first = rules.map(({ from }) => from).reduce((a, b) => (a < b ? a : b));
  const midnight = (day: PlainDate): number => londonTimeToInstant(day, '00:00');
  return snapshot.overdueBetween(
    authority,
    midnight(addDays(first, -farthest)),
    midnight(addDays(today, farthest + 2)),
  );
}
