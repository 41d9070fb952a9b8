import { daysBetween, londonDate } from '#calendar';
import type { Effective } from '#history';

/**
 * Days on London's calendar from the day a fact happened, as now corrected, to the day it was first recorded. How late it
 * was written down, which is not how late it was done.
 */
export function recordedAfter({ data, recordedAt }: Effective): number {
  return daysBetween(data.on, londonDate(recordedAt));
}
