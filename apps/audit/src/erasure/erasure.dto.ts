import type { PlainDate } from '#calendar';
import { IsPart, IsPersonalName, IsPlainDate, NotInFuture, Optional } from '#http';

/** An order of court to erase. */
export class CourtOrderDto {
  /** The court that made it. */
  @IsPersonalName()
  readonly court!: string;

  /** Its number at that court. */
  @IsPersonalName()
  readonly reference!: string;

  @IsPlainDate()
  @NotInFuture()
  readonly madeOn!: PlainDate;
}

/** An order to erase a child's personal texts: kept, sealed under the authority's own key. */
export class ErasureDto {
  /** What the order is filed under. */
  @IsPersonalName()
  readonly reference!: string;

  /** Who is authorised to order it, by name and office. */
  @IsPersonalName()
  readonly authorisedBy!: string;

  /** An order of court, which alone goes before the retention schedule and an open case. */
  @Optional()
  @IsPart(CourtOrderDto)
  readonly courtOrder?: CourtOrderDto;
}
