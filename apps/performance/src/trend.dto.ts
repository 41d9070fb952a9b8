import { ToldFigureDto } from './told-figure.dto.ts';

/** A measure in one quarter or year. */
export class TrendPeriodDto extends ToldFigureDto {
  /** 2018-Q1, or 2018 for the year. */
  readonly name: string;
  readonly period: Record<string, string>;
  /** Against the period before it in the answer. */
  readonly direction: string | null;
}

export class TrendDto {
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly unit: string;
  readonly polarity: string;
  readonly authority: string;
  readonly for: string;
  readonly parameters: Record<string, unknown>;
  readonly knownAt: string | null;
  readonly lastKnown: Record<string, unknown>;
  /** The earliest first. */
  readonly periods: TrendPeriodDto[];
}
