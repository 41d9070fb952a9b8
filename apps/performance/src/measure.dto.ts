import { ApiProperty } from '@nestjs/swagger';
import { ToldFigureDto } from './told-figure.dto.ts';

/* What the performance service answers, for the OpenAPI document. */

/** A figure in words: what is counted, and what is left out. */
export class ExclusionDto {
  readonly reason: string;
  readonly says: string;
}

/** One way the rows of a measure can be told apart, asked for as `group`. */
export class GroupingDto {
  readonly title: string;
  readonly says: string;
  /** The groups it names; with `values`, every value of that column is one too. */
  readonly groups: unknown[];
  readonly values: string | null;
  readonly source: string;
  readonly status: string;
}

/** A measure, as data and in words. */
export class MeasureDto {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** Whether it is asked of a period (`from`, `to`) or of a day (`at`). */
  readonly asks: string;
  readonly unit: string;
  readonly polarity: string;
  /** The kind of row counted. */
  readonly counts: string;
  readonly numerator: string;
  /** Null for a count. */
  readonly denominator: string | null;
  readonly exclusions: ExclusionDto[];
  readonly parameters: Record<string, unknown>;
  readonly conventions: unknown[];
  /** What its figure can be told apart by, by the name given as `group`. */
  readonly groups: Record<string, GroupingDto>;
  readonly source: string;
  /** V read in a primary text, V2 in a secondary one, D deduced from published rows, R recalled. */
  readonly status: string;
  /** The same in the phrases it is counted by. */
  readonly phrases: Record<string, unknown>;
}

export class MeasuresDto {
  readonly measures: MeasureDto[];
}

/** Everything a figure rests on, so that it can be asked for again and compared. */
export class ReceiptDto {
  readonly definition: string;
  /** Digest of the code of the rows, the calendar, the rules and the definition. */
  readonly reading: string;
  readonly calendar: string;
  readonly timescales: string;
  readonly authority: string;
  readonly period: Record<string, string>;
  readonly parameters: Record<string, unknown>;
  /** Everything recorded by this instant is counted as it was known then. */
  readonly knownAt: string | null;
  /** How far the rows had come when the figure was counted. The position is a hint: a copied store has others. */
  readonly lastKnown: Record<string, unknown>;
  readonly store: string | null;
  /** SHA-256 of the children and keys of the rows of each part. */
  readonly digests: Record<string, string>;
}

/** The figure of one group. The groups add up to the whole. */
export class GroupFigureDto extends ToldFigureDto {
  /** `not-known` for the rows of which it is not known where they belong: never dropped, and always last. */
  readonly group: string;
  readonly label: string;
}

/** How the durations, or the cases of each worker, lie between the least and the most. A quartile is one of the values. */
export class SpreadDto {
  readonly counted: number;
  readonly least: number | null;
  readonly lowerQuartile: number | null;
  readonly median: number | null;
  readonly upperQuartile: number | null;
  readonly most: number | null;
}

/** The figure with one choice of the parameter that was asked for as `each`. They may overlap, and do not add up. */
export class EachFigureDto {
  readonly choice: string;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly excluded: number;
}

/** The figure for every 10,000 children of the authority. No known population: no value, and it says so. */
export class RateDto {
  readonly per: number;
  readonly value: number | null;
  readonly midYear: number;
  readonly population: number | null;
  readonly source: string | null;
  /** Null of an authority's own population: nobody here has read its source. */
  readonly status: string | null;
  readonly says: string;
}

export class FigureDto extends ToldFigureDto {
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly authority: string;
  readonly period: Record<string, string>;
  readonly unit: string;
  /** `publication` where it is told to everyone, with small counts hidden. */
  readonly for?: string;
  /** Of a measure that tells how its values are spread. */
  readonly spread?: SpreadDto;
  /** Where the figure was asked for by `group`. */
  readonly groups?: GroupFigureDto[];
  /** Where it was asked for with `each`: the figure with every choice of that parameter. */
  readonly each?: EachFigureDto[];
  /** Of a measure that is told for every 10,000 children too. */
  readonly rate?: RateDto;
  readonly receipt: ReceiptDto;
}

export class FigureRowDto {
  /** Null where the child’s record is kept to others: such rows come last. */
  @ApiProperty({ type: String, nullable: true })
  readonly child: string | null;
  /** The id of the fact that began what the row tells of. */
  readonly key: string;
  readonly restricted?: true;
  /** Why it was left out, where it was. */
  readonly reason?: string;
  /** The ids of the facts the row rests on. */
  readonly facts: string[];
  readonly row: Record<string, unknown>;
}

export class FigureRowsDto {
  readonly measure: string;
  readonly version: number;
  readonly authority: string;
  readonly period: Record<string, string>;
  readonly part: string;
  readonly knownAt: string | null;
  /** How many rows the part has, of which `rows` are all, or one page. */
  readonly count: number;
  /** What to ask for as `offset` for the next page; null where these are the last. */
  @ApiProperty({ type: Number, nullable: true })
  readonly next: number | null;
  readonly rows: FigureRowDto[];
}

/** A child of a family, and since when. */
export class FamilyMemberDto {
  readonly child: string;
  readonly linkedOn: string;
}

export class FamilyDto {
  readonly authority: string;
  readonly familyId: string;
  readonly children: FamilyMemberDto[];
  /**
   * How many more there are, whose records are kept to others: a fact that concerns the whole family concerns them too.
   * Ask a manager to record it for them.
   */
  readonly withheld?: number;
}

/** A stored fact that is not read, and by which refusal of today's law. */
export class UnreadFactDto {
  readonly child: string;
  readonly fact: string;
  readonly type: string;
  readonly code: string;
  /** When it was first found so. */
  readonly since: string;
  readonly sentence: string;
  readonly whatNext: string;
}

export class UnreadFactsDto {
  readonly authority: string;
  readonly count: number;
  /** Children of any authority whose facts are still to be judged: 0 where the list is whole. */
  readonly childrenToJudge: number;
  readonly facts: UnreadFactDto[];
}
