import { daysBetween, type PlainDate } from '#calendar';
import {
  disabilities,
  ethnicities,
  sexes,
  upnUnknownReasons,
  type ChildBorn,
  type ChildDetails,
  type ChildDetailsAmended,
  type ChildDied,
  type ChildRegistered,
  type Disability,
  type Ethnicity,
  type Sex,
  type UpnUnknownReason,
} from '#events';
import { AreCodes, IsCode, IsFlag, IsPersonalName, IsPlainDate, NotInFuture, Optional } from './fields.ts';
import { faultAt, HappenedDto, MayBeLateDto } from './happened.dto.ts';
import type { Fault, Moment } from './shape.ts';

/** What both facts about a child may tell of them. */
class ChildDetailsDto extends HappenedDto implements ChildDetails {
  @Optional()
  @IsPlainDate()
  @NotInFuture()
  readonly dateOfBirth?: PlainDate;

  /** Whether the date of birth is a best guess. */
  @Optional()
  @IsFlag()
  readonly dateOfBirthEstimated?: boolean;

  /** For a child not yet born; the one date here that may be still to come. */
  @Optional()
  @IsPlainDate()
  readonly expectedDateOfBirth?: PlainDate;

  @Optional()
  @IsCode(ethnicities)
  readonly ethnicity?: Ethnicity;

  @Optional()
  @AreCodes(disabilities)
  readonly disabilities?: readonly Disability[];

  /** Unique pupil number: a letter, eleven digits, and a digit or, while temporary, a letter. */
  @Optional()
  @IsPersonalName(13, '^[A-Z][0-9]{11}[0-9A-Z]$')
  readonly upn?: string;

  @Optional()
  @IsCode(upnUnknownReasons)
  readonly upnUnknownReason?: UpnUnknownReason;

  @Optional()
  @IsPersonalName(13, '^[A-Z][0-9]{11}[0-9A-Z]$')
  readonly formerUpn?: string;

  /** Ten digits, without spaces. */
  @Optional()
  @IsPersonalName(10, '^[0-9]{10}$')
  readonly nhsNumber?: string;

  @Optional()
  @IsPersonalName()
  readonly name?: string;

  static override also(details: ChildDetailsDto, moment: Moment): readonly Fault[] {
    return [...super.also(details, moment), ...birthFaults(details), ...contradictions(details)];
  }
}

export class ChildRegisteredDto extends ChildDetailsDto implements ChildRegistered {
  @IsCode(sexes)
  readonly sex!: Sex;

  static override also(details: ChildRegisteredDto, moment: Moment): readonly Fault[] {
    const found = super.also(details, moment);
    if (details.dateOfBirth !== undefined || details.expectedDateOfBirth !== undefined) return found;
    return [
      ...found,
      ...faultAt('dateOfBirth', 'missing', 'Give it, or expectedDateOfBirth for a child not yet born.'),
    ];
  }
}

export class ChildDetailsAmendedDto extends ChildDetailsDto implements ChildDetailsAmended {
  @Optional()
  @IsCode(sexes)
  readonly sex?: Sex;

  static override also(details: ChildDetailsAmendedDto, moment: Moment): readonly Fault[] {
    const found = super.also(details, moment);
    const amended = Object.keys(details).some((name) => name !== 'on' && name !== 'at');
    return amended ? found : [...found, ...faultAt('', 'nothing-amended', 'Give at least one detail that changes.')];
  }
}

export class ChildBornDto extends HappenedDto implements ChildBorn {
  /** The day it happened, once more: a date of birth is said, never implied. */
  @IsPlainDate()
  @NotInFuture()
  readonly dateOfBirth!: PlainDate;

  @IsCode(sexes)
  readonly sex!: Sex;

  static override also(birth: ChildBornDto, moment: Moment): readonly Fault[] {
    const found = super.also(birth, moment);
    if (birth.dateOfBirth === birth.on) return found;
    return [...found, ...faultAt('dateOfBirth', 'contradicts', 'A birth happens on the date of birth: make them one.')];
  }
}

export class ChildDiedDto extends MayBeLateDto implements ChildDied {}

/** A pregnancy hardly lasts over 42 weeks: an unborn child whose birth was expected longer ago was born. */
const overdueDaysAtMost = 42;

function birthFaults({ on, dateOfBirth, expectedDateOfBirth: expected }: ChildDetailsDto): readonly Fault[] {
  if (dateOfBirth !== undefined) {
    if (dateOfBirth <= on) return [];
    return faultAt(
      'dateOfBirth',
      'born-after-the-fact',
      'The child was not born then. Give expectedDateOfBirth instead.',
    );
  }
  if (expected === undefined || daysBetween(expected, on) <= overdueDaysAtMost) return [];
  return faultAt(
    'expectedDateOfBirth',
    'expected-birth-long-past',
    'The child is born by then. Give dateOfBirth instead.',
  );
}

function contradictions(details: ChildDetailsDto): readonly Fault[] {
  const found: Fault[] = [];
  if (details.upn !== undefined && details.upnUnknownReason !== undefined) {
    found.push(...faultAt('upnUnknownReason', 'contradicts', 'The UPN is given: leave out why it is not known.'));
  }
  if (details.disabilities !== undefined && details.disabilities.length > 1 && details.disabilities.includes('NONE')) {
    found.push(...faultAt('disabilities', 'contradicts', 'NONE stands alone: remove it, or the others.'));
  }
  if (details.dateOfBirthEstimated !== undefined && details.dateOfBirth === undefined) {
    found.push(...faultAt('dateOfBirthEstimated', 'contradicts', 'Give dateOfBirth with it, or leave it out.'));
  }
  return found;
}
