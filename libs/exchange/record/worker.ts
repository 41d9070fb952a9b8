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
