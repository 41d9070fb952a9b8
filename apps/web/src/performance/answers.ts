/* What the performance service answers, as far as these pages show it. */

/** A number; `c` where it is hidden for publication; null where there is none, as a share of nothing. */
export type Told = number | 'c' | null;

export interface ToldFigure {
  readonly numerator: number | 'c';
  readonly denominator: Told;
  readonly value: Told;
  readonly excluded: number | 'c';
}

export interface NamedFigure extends ToldFigure {
  /** 2018-Q1, or 2018 for the year. */
  readonly name: string;
}

/** The days asked of: `from` and `to`, or `at`. */
export type Days = Readonly<Record<string, string>>;

export interface RagGiven {
  readonly rag: string;
  readonly reason?: string;
  readonly by?: string;
  readonly role?: string;
  readonly at?: string;
}

export interface DashboardFigure extends ToldFigure {
  readonly measure: string;
  readonly title: string;
  readonly period: Days;
  readonly unit: string;
  readonly polarity: string;
  readonly direction: string | null;
  readonly previous: NamedFigure | null;
  readonly trend: readonly NamedFigure[];
  readonly national: {
    readonly quartile: number | null;
    readonly reason?: string;
    readonly cutOffs?: readonly number[];
    readonly year?: number;
    readonly source?: string;
    readonly status?: string;
  };
  readonly neighbours: {
    readonly average: number | null;
    readonly reason?: string;
    readonly year?: number;
    readonly source?: string;
    readonly status?: string;
  };
  readonly printed: readonly {
    readonly authority: string;
    readonly value: number | 'c';
    readonly year: number;
    readonly source: string;
  }[];
  readonly rag: {
    readonly proposed: { readonly rag: string; readonly says: string } | null;
    readonly reason?: string;
    readonly judged: (RagGiven & { readonly earlier: readonly RagGiven[] }) | null;
  };
}

export interface DashboardAnswer {
  readonly authority: string;
  readonly quarter?: string;
  readonly year?: string;
  readonly from: string;
  readonly to: string;
  readonly for: string;
  readonly knownAt: string | null;
  readonly judgementsKnown: boolean;
  readonly measures: readonly DashboardFigure[];
}

export interface ParameterDefined {
  readonly kind: 'number' | 'choice' | 'choices';
  readonly default: number | string;
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
  readonly means: string;
  readonly source: string;
  readonly status: string;
}

export interface MeasureDefined {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly asks: string;
  readonly unit: string;
  readonly polarity: string;
  readonly counts: string;
  readonly numerator: string;
  readonly denominator: string | null;
  readonly exclusions: readonly { readonly reason: string; readonly says: string }[];
  readonly parameters: Readonly<Record<string, ParameterDefined>>;
  readonly conventions: readonly { readonly says: string; readonly source: string; readonly status: string }[];
  readonly groups: Readonly<Record<string, { readonly title: string; readonly says: string }>>;
  readonly source: string;
  readonly status: string;
}

export interface GroupFigure extends ToldFigure {
  readonly group: string;
  readonly label: string;
}

export type Parameters = Readonly<Record<string, number | string>>;

export interface FigureAnswer extends ToldFigure {
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly authority: string;
  readonly period: Days;
  readonly unit: string;
  readonly for?: string;
  readonly spread?: Readonly<Record<'counted' | 'least' | 'lowerQuartile' | 'median' | 'upperQuartile' | 'most', Told>>;
  readonly groups?: readonly GroupFigure[];
  readonly each?: readonly (ToldFigure & { readonly choice: string })[];
  readonly rate?: { readonly value: number | null; readonly says: string; readonly status: string | null };
  readonly receipt: {
    readonly parameters: Parameters;
    readonly knownAt: string | null;
    readonly lastKnown: { readonly at: string | null };
    readonly reading: string;
    readonly calendar: string;
    readonly timescales: string;
  };
}

export interface TrendAnswer {
  readonly periods: readonly (NamedFigure & { readonly direction: string | null })[];
}

export interface RowsAnswer {
  readonly authority: string;
  readonly part: string;
  readonly count: number;
  readonly next: number | null;
  readonly rows: readonly {
    /** Nothing where the record is kept from the reader: the row is counted, and says nothing more. */
    readonly child: string | null;
    readonly key: string;
    readonly reason?: string;
    readonly facts: readonly string[];
    readonly row: Readonly<Record<string, unknown>>;
  }[];
}

/** Where a row stands in a figure. */
export interface PlaceTold {
  readonly numerator: boolean;
  readonly denominator: boolean;
  readonly excluded: string | null;
  readonly group: string | null;
}

export interface SideTold extends ToldFigure {
  readonly period: Days;
  readonly parameters: Parameters;
  readonly knownAt: string | null;
}

export interface ComparisonAnswer {
  readonly authority: string;
  readonly measure: string;
  readonly title: string;
  readonly unit: string;
  readonly first: SideTold;
  readonly second: SideTold;
  readonly count: number;
  readonly next: number | null;
  readonly rows: readonly {
    /** Nothing where the record is kept from the reader: the row is counted, and says nothing more. */
    readonly child: string | null;
    readonly kind: string;
    readonly key: string;
    readonly before: PlaceTold | null;
    readonly after: PlaceTold | null;
  }[];
}
