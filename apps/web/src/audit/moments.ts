import { isPlainDate } from '#calendar';
import { dateIn, dateTyped, type DateTyped } from '../form/date-input.ts';
import type { Fault } from '../form/faults.ts';
import type { Form } from '../form/form.ts';
import { knownIn } from '../performance/asked.ts';

/** One moment of a journey: as known by an instant, as happened by a day; whatever is left open is now. */
export interface MomentAsked {
  readonly knownAt: string | undefined;
  readonly happenedBy: string | undefined;
  readonly known: DateTyped;
  readonly happened: DateTyped;
  readonly faults: readonly Fault[];
}

/** Reads a moment: `knownAt` and `happenedBy`, or the same days in three fields each. */
export function momentIn(form: Form, today: string, prefix = ''): MomentAsked {
  const { typed: known, knownAt } = knownIn(form, today, prefix);
  const given = form[`${prefix}happenedBy`];
  const name = `${prefix}happened`;
  const typed = dateIn(form, name, 'the day it had happened by', false);
  const isTyped = typed.value !== undefined || typed.fault !== undefined;
  const happened = isTyped || !isPlainDate(given) ? typed : dateTyped(given);
  return {
    knownAt,
    happenedBy: happened.value,
    known,
    happened,
    faults: [known, happened].flatMap(({ fault }) => fault ?? []),
  };
}

/** The query that asks the same moment again. */
export function momentQuery({ knownAt, happenedBy }: MomentAsked): Record<string, string | undefined> {
  return { knownAt, happenedBy };
}
