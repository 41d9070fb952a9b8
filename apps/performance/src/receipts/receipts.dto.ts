import { ApiProperty } from '@nestjs/swagger';

/* What published figures are answered as, for the OpenAPI document. */

/** A published figure: everything it rests on, so that it can be counted again and compared for ever. */
export class PublishedReceiptDto {
  readonly id: string;
  readonly authority: string;
  readonly measure: string;
  readonly version: number;
  readonly definition: string;
  readonly title: string;
  readonly unit: string;
  readonly period: Record<string, string>;
  readonly parameters: Record<string, unknown>;
  readonly numerator: number;
  /** Null for a count. */
  readonly denominator: number | null;
  readonly value: number | null;
  readonly excluded: number;
  readonly excludedByReason: Record<string, number>;
  /** What it is told apart by, and the figure of each group; absent where it is not. */
  readonly group?: string;
  readonly groups?: object[];
  readonly spread?: object;
  /** Digest of the code of the rows, the calendar, the rules and the definition. */
  readonly reading: string;
  /** The version of the code that folds rows from facts. */
  readonly rows: number;
  readonly calendar: string;
  readonly timescales: string;
  /** The editions and local rules whose timescales stood. */
  readonly rulePacks: string[];
  readonly knownAt: string | null;
  /** How far the rows had come: the instant, the position (a hint: a copied store has others) and the last fact known. */
  readonly lastKnown: Record<string, unknown>;
  readonly store: string | null;
  /** SHA-256 of the children and keys of the rows of each part. */
  readonly digests: Record<string, string>;
  /** How many rows are kept with it, and their digest. */
  readonly members: Record<string, unknown>;
  /** Told to whoever may publish a figure, by the table of roles. */
  readonly note?: string;
  readonly publishedAt: string;
  readonly publishedBy: Record<string, string>;
  /** Its place in the ledger, and the digest that chains it there. */
  readonly evidence: Record<string, unknown>;
}

/** A figure counted again. */
export class AgainDto {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly excluded: number;
  @ApiProperty({ type: 'array', items: { type: 'object' } })
  readonly groups?: readonly object[];
  readonly spread?: object;
  /** Whether the same rows make the same figure. */
  readonly same: boolean;
}

export class ReissuedReceiptDto extends PublishedReceiptDto {
  /** `same`, `moved-by-facts` (recorded since), `moved-by-reading`, or `not-recountable`. */
  readonly verdict: string;
  readonly sentence: string;
  /** What of the reading is not as it was: `definition`, `rows`, `calendar`, `rule-packs`. */
  readonly readingChanged: string[];
  readonly asKnownThen: AgainDto | null;
  readonly asKnownNow: AgainDto | null;
}

export class ReceiptsDto {
  readonly authority: string;
  readonly total: number;
  /** What to ask for as `from` for the next page; null on the last. */
  readonly next: number | null;
  readonly receipts: PublishedReceiptDto[];
}

export class DifferenceSideDto {
  /** Null for the figure as it is now. */
  readonly receipt: string | null;
  readonly version: number;
  readonly period: Record<string, string>;
  readonly parameters: Record<string, unknown>;
  readonly knownAt: string | null;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly excluded: number;
}

export class ChangeDto {
  readonly numerator: number;
  readonly denominator: number;
  readonly excluded: number;
}

export class SharersDto {
  readonly came: string[];
  readonly left: string[];
}

export class CauseDto extends ChangeDto {
  readonly cause: string;
  readonly sentence: string;
  readonly steps: number;
}

/** One thing that moved a row from one place in the figure to another; null for no part in it. */
export class DifferenceStepDto {
  readonly cause: string;
  readonly sentence: string;
  readonly before: object | null;
  readonly after: object | null;
  readonly fact?: object;
  readonly readingChanged?: string[];
}

export class DifferenceEntryDto {
  /** Null where the child’s record is kept to others: what moved the row is not told then. */
  @ApiProperty({ type: String, nullable: true })
  readonly child: string | null;
  readonly restricted?: true;
  readonly kind: string;
  readonly key: string;
  readonly before: object | null;
  readonly after: object | null;
  readonly change: ChangeDto;
  readonly steps: DifferenceStepDto[];
}

/** What leads from one figure to another. The changes of all entries, and those of all causes, add up to the change. */
export class DifferenceDto {
  readonly authority: string;
  readonly measure: string;
  readonly from: DifferenceSideDto;
  readonly to: DifferenceSideDto;
  readonly change: ChangeDto;
  /** Where rows are shared out, as cases among workers: who of the denominator came, and who left. */
  readonly sharers?: SharersDto;
  readonly byCause: CauseDto[];
  readonly entries: DifferenceEntryDto[];
}
