/* What the dashboard answers, for the OpenAPI document. */

export class DashboardFigureDto {
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly period: Record<string, string>;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly unit: string;
  readonly polarity: string;
  readonly excluded: number;
}

export class DashboardDto {
  readonly authority: string;
  readonly quarter: string;
  readonly from: string;
  readonly to: string;
  readonly knownAt: string | null;
  readonly lastKnown: Record<string, unknown>;
  readonly measures: DashboardFigureDto[];
}
