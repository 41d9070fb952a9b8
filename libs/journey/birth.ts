import type { PlainDate } from '#calendar';
import type { Effective } from '#history';
import type { Remembered } from './remembered.ts';

/**
 * The date of birth that a later amendment found, of a whole history. Details are amended because they were wrong all
 * along: so it decides for what happened before the amendment too. Undefined where none was amended.
 */
export function correctedBirth(history: readonly Effective[]): PlainDate | undefined {
  let found: PlainDate | undefined;
  for (const fact of history) {
    if (fact.type === 'ChildDetailsAmended') found = fact.data.dateOfBirth ?? found;
    else if (fact.type === 'ChildBorn') found = undefined;
  }
  return found;
}

/** The day of the birth, or before it the day it is expected: an unborn child's referral is judged by what was expected. */
export function birthOf({ dateOfBirth, expectedDateOfBirth, corrected }: Remembered): PlainDate | undefined {
  return dateOfBirth === undefined ? expectedDateOfBirth : (corrected ?? dateOfBirth);
}
