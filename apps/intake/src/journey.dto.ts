import type { PlainDate } from '#calendar';
import { IsInstant, IsPlainDate, Optional } from '#http';

/** Which view of a journey is asked for. */
export class JourneyViewDto {
  /** As known at this instant: RFC 3339 with an offset. */
  @Optional()
  @IsInstant()
  readonly knownAt?: string;

  /** As happened by this day. */
  @Optional()
  @IsPlainDate()
  readonly happenedBy?: PlainDate;
}

/** Which of a duty's clocks is to be explained; all of them where it is not said. */
export class ClockViewDto {
  @Optional()
  @IsPlainDate()
  readonly startedOn?: PlainDate;
}
