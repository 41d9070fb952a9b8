import type { Days, GroupFigure, Parameters, PlaceTold } from './answers.ts';

/* What the performance service answers of published figures, as far as these pages show it. */

export interface PublishedReceipt {
  readonly id: string;
  readonly authority: string;
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly unit: string;
  readonly period: Days;
  readonly parameters: Parameters;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly excluded: number;
  readonly excludedByReason: Readonly<Record<string, number>>;
  readonly group?: string;
  readonly groups?: readonly GroupFigure[];
  readonly reading: string;
  readonly rows: number;
  readonly calendar: string;
  readonly timescales: string;
  readonly rulePacks: readonly string[];
  readonly knownAt: string | null;
  readonly digests: Readonly<Record<string, string>>;
  readonly members: { readonly count: number };
  readonly note?: string;
  readonly publishedAt: string;
  readonly publishedBy: { readonly user: string; readonly role: string };
  readonly evidence: { readonly stream: string; readonly revision: number; readonly digest: string | null };
}

export interface CountedAgain {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly excluded: number;
  readonly same: boolean;
}

export interface ReissuedReceipt extends PublishedReceipt {
  readonly verdict: string;
  readonly sentence: string;
  readonly readingChanged: readonly string[];
  readonly asKnownThen: CountedAgain | null;
  readonly asKnownNow: CountedAgain | null;
}

export interface ReceiptsAnswer {
  readonly total: number;
  readonly next: number | null;
  readonly receipts: readonly PublishedReceipt[];
}

export interface DifferenceSide {
  readonly receipt: string | null;
  readonly period: Days;
  readonly parameters: Parameters;
  readonly knownAt: string | null;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly excluded: number;
}

export interface ChangeTold {
  readonly numerator: number;
  readonly denominator: number;
  readonly excluded: number;
}

export interface DifferenceAnswer {
  readonly authority: string;
  readonly measure: string;
  readonly from: DifferenceSide;
  readonly to: DifferenceSide;
  readonly change: ChangeTold;
  readonly byCause: readonly (ChangeTold & {
    readonly cause: string;
    readonly sentence: string;
    readonly steps: number;
  })[];
  readonly entries: readonly {
    /** Nothing where the record is kept from the reader. */
    readonly child: string | null;
    readonly key: string;
    readonly before: PlaceTold | null;
    readonly after: PlaceTold | null;
    readonly change: ChangeTold;
    readonly steps: readonly {
      readonly cause: string;
      readonly sentence: string;
      readonly fact?: { readonly id: string; readonly type: string; readonly recordedBy?: string };
    }[];
  }[];
}
