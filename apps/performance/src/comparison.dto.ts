import { ApiProperty } from '@nestjs/swagger';

/* What two ways of asking one figure are answered as, for the OpenAPI document. */

/** One of the two figures: as it was asked, and what was counted. */
export class ComparedSideDto {
  readonly period: Record<string, string>;
  readonly parameters: Record<string, unknown>;
  readonly knownAt: string | null;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly excluded: number;
}

/** Where a row is in a figure. */
export class ComparedPlaceDto {
  readonly numerator: boolean;
  readonly denominator: boolean;
  /** Why it was left out; null where it was not. */
  readonly excluded: string | null;
  readonly group: string | null;
}

/** A row that has another place in the second figure than in the first; null where it has no part in one. */
export class ComparedRowDto {
  /** Null where the child’s record is kept to others: such rows come last. */
  @ApiProperty({ type: String, nullable: true })
  readonly child: string | null;
  readonly restricted?: true;
  readonly kind: string;
  /** The id of the fact that began what the row tells of. */
  readonly key: string;
  readonly before: ComparedPlaceDto | null;
  readonly after: ComparedPlaceDto | null;
}

/** Two figures of one measure, and every row that they do not count alike. */
export class ComparisonDto {
  readonly authority: string;
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly unit: string;
  readonly first: ComparedSideDto;
  readonly second: ComparedSideDto;
  /** How many rows differ, of which `rows` are one page. */
  readonly count: number;
  /** What to ask for as `offset` for the next page; null on the last. */
  @ApiProperty({ type: Number, nullable: true })
  readonly next: number | null;
  readonly rows: ComparedRowDto[];
}
