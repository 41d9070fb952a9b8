import { londonTimeToInstant, type PlainDate } from '#calendar';
import type { Happened, MayBeLate } from '#events';
import { IsLondonTime, IsPersonalText, IsPlainDate, NotInFuture, Optional } from './fields.ts';
import type { Fault, Moment } from './shape.ts';

/** When a fact happened: a day that has come and, where it is known, a time of it that has come. */
export class HappenedDto implements Happened {
  /** The London civil day it happened. */
  @IsPlainDate()
  @NotInFuture()
  readonly on!: PlainDate;

  /** The London time it happened, where it is known. */
  @Optional()
  @IsLondonTime()
  readonly at?: string;

  static also({ on, at }: Happened, { now, today }: Moment): readonly Fault[] {
    if (at === undefined || on !== today || londonTimeToInstant(on, at) <= now) return [];
    return faultAt('at', 'in-the-future', 'This time of today is still to come. Record it once it has happened.');
  }
}

/** What can stop a clock after its due day, and may say why. */
export class MayBeLateDto extends HappenedDto implements MayBeLate {
  @Optional()
  @IsPersonalText()
  readonly lateReason?: string;
}

/** One fault of one field, for rules between fields. */
export function faultAt(field: string, code: string, detail: string): readonly Fault[] {
  return [{ pointer: field === '' ? '' : `/${field}`, code, detail }];
}
