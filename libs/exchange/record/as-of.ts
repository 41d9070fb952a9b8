import { wholeMonthsBetween, type PlainDate } from '#calendar';
import type { Allocation, ChildRecord, Episode } from './child-record.ts';

/**
 * Who had the case last in a time that ends on its last day, or goes on: the worker on the day where there is one, and
 * the last one before where the case was given up meanwhile. Undefined where nobody had it.
 */
export function allocatedIn(
  { allocations }: Pick<ChildRecord, 'allocations'>,
  from: PlainDate,
  to: PlainDate,
): Allocation | undefined {
  return allocations.findLast((one) => one.from <= to && (one.to === undefined || one.to > from || one.from === from));
}

/** The day an episode ended: closed, or decided to come to no further action. Undefined while it goes on. */
export function endOf({ closedOn, noFurtherAction, decidedOn }: Episode): PlainDate | undefined {
  return closedOn ?? (noFurtherAction ? decidedOn : undefined);
}

/** A child's age in whole years on a day; undefined before birth. */
export function ageOn(dateOfBirth: PlainDate | undefined, on: PlainDate): number | undefined {
  if (dateOfBirth === undefined || dateOfBirth > on) return undefined;
  return Math.floor(wholeMonthsBetween(dateOfBirth, on) / 12);
}

/** Undefined where no visit was recorded: that nobody wrote of one does not say that the child was not seen. */
export function wasSeen(
  { visits }: Pick<ChildRecord, 'visits'>,
  from: PlainDate | undefined,
  to: PlainDate,
): boolean | undefined {
  const made = visits.filter(({ on }) => (from === undefined || on >= from) && on <= to);
  return made.length === 0 ? undefined : made.some(({ seen }) => seen);
}
