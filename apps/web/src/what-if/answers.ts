/** What a draft of rules would come to, as the services answer it: see WhatIfDto. */
export interface WhatIfAnswer {
  readonly on: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly children: number;
  readonly facts: number;
  readonly clocks: readonly ClockCounts[];
  readonly total: number;
  readonly changes: readonly ClockChange[];
  readonly measures: readonly MeasureBothWays[];
}

export interface ClockCounts {
  readonly clock: string;
  readonly title: string;
  readonly becomesLate: number;
  readonly noLongerLate: number;
  readonly dueMoves: number;
  readonly begins: number;
  readonly ends: number;
}

export interface ClockChange {
  readonly child: string;
  readonly clock: string;
  readonly startedOn: string;
  readonly change: 'becomes-late' | 'no-longer-late' | 'due-moves' | 'begins' | 'ends';
  readonly before: { readonly due: string | null; readonly late: boolean } | null;
  readonly after: { readonly due: string | null; readonly late: boolean } | null;
}

export interface MeasureBothWays {
  readonly measure: string;
  readonly title: string;
  readonly unit: string;
  readonly moves: boolean;
  readonly before: Figure;
  readonly after: Figure;
}

export interface Figure {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
}
