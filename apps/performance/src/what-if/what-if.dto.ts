/* What a draft of rules would come to, for the OpenAPI document. */

/** How many clocks of one duty the draft would change, and how. */
export class ClockCountsDto {
  readonly clock: string;
  readonly title: string;
  readonly becomesLate: number;
  readonly noLongerLate: number;
  /** Clocks that would fall due on another day, whether or not that makes them late. */
  readonly dueMoves: number;
  readonly begins: number;
  readonly ends: number;
}

/** A clock that the draft would make another. */
export class ClockChangeDto {
  readonly child: string;
  readonly clock: string;
  readonly startedOn: string;
  /** The fact that started it. */
  readonly startedBy: string;
  /** `becomes-late`, `no-longer-late`, `due-moves`, `begins` or `ends`. */
  readonly change: string;
  readonly dueMoves: boolean;
  /** Rule, due day, lateness and the fact that stopped it, under the rules in force; null where there is no such clock. */
  readonly before: object | null;
  readonly after: object | null;
}

/** A measure under the rules in force and under the draft. */
export class MeasureBothWaysDto {
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly unit: string;
  readonly period: Record<string, string>;
  readonly moves: boolean;
  readonly before: object;
  readonly after: object;
}

export class WhatIfDto {
  readonly authority: string;
  /** The day at whose end clocks were looked at. */
  readonly on: string;
  /** The days measures are of; a stock is counted on the last. */
  readonly period: Record<string, string>;
  /** Clocks due on these days were looked at; null for all. */
  readonly dueIn: Record<string, string> | null;
  readonly rules: Record<string, string>;
  readonly lastKnown: Record<string, unknown>;
  readonly children: number;
  readonly facts: number;
  readonly clocks: ClockCountsDto[];
  /** How many clocks change. */
  readonly total: number;
  /** What to ask for as `skip` for the next page of them; null on the last. */
  readonly next: number | null;
  readonly changes: ClockChangeDto[];
  readonly measures: MeasureBothWaysDto[];
}
