import { IsIn } from 'class-validator';
import type { PlainDate } from '#calendar';
import { IsInstant, IsPlainDate, Optional } from '#http';

/** Which steps are asked for, and of which moment. */
export class ReplayViewDto {
  /** As known at this instant: RFC 3339 with an offset. */
  @Optional()
  @IsInstant()
  readonly knownAt?: string;

  /** As happened by this day. */
  @Optional()
  @IsPlainDate()
  readonly happenedBy?: PlainDate;

  /** In the order things happened, or in the order they were recorded. */
  @Optional()
  @IsIn(['happened', 'recorded'])
  readonly order?: 'happened' | 'recorded';
}

/** The two moments to be compared, each as known at an instant, as happened by a day, or both; now where neither is said. */
export class ComparisonViewDto {
  @Optional()
  @IsInstant()
  readonly fromKnownAt?: string;

  @Optional()
  @IsPlainDate()
  readonly fromHappenedBy?: PlainDate;

  @Optional()
  @IsInstant()
  readonly toKnownAt?: string;

  @Optional()
  @IsPlainDate()
  readonly toHappenedBy?: PlainDate;
}
