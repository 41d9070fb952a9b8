import type { PlainDate } from '#calendar';
import type { Disability, Ethnicity, Sex, UpnUnknownReason } from './codes.ts';
import type { Happened, MayBeLate, Personal } from './happened.ts';

/** What is known of a child. Born children have a date of birth, unborn ones an expected one. */
export interface ChildDetails {
  readonly dateOfBirth?: PlainDate | undefined;
  readonly dateOfBirthEstimated?: boolean | undefined;
  readonly expectedDateOfBirth?: PlainDate | undefined;
  readonly sex?: Sex | undefined;
  readonly ethnicity?: Ethnicity | undefined;
  readonly disabilities?: readonly Disability[] | undefined;
  readonly upn?: Personal | undefined;
  readonly upnUnknownReason?: UpnUnknownReason | undefined;
  readonly formerUpn?: Personal | undefined;
  readonly nhsNumber?: Personal | undefined;
  readonly name?: Personal | undefined;
}

/** The child became known to the authority. The first fact of every journey. */
export interface ChildRegistered extends Happened, ChildDetails {
  readonly sex: Sex;
}

/** Details of the child were found to be other than recorded. Only what is given changes. */
export interface ChildDetailsAmended extends Happened, ChildDetails {}

/** A child registered before birth was born, on this day. */
export interface ChildBorn extends Happened {
  readonly dateOfBirth: PlainDate;
  readonly sex: Sex;
}

/** The child died. */
export interface ChildDied extends Happened, MayBeLate {}

export interface ChildFacts {
  ChildRegistered: ChildRegistered;
  ChildDetailsAmended: ChildDetailsAmended;
  ChildBorn: ChildBorn;
  ChildDied: ChildDied;
}
