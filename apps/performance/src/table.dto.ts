import { ApiProperty } from '@nestjs/swagger';
import { numberOrHidden } from './told-figure.dto.ts';

/** One cell: which part of which measure's figure, of which quarter or year. */
export class TableCellDto {
  readonly measure: string;
  readonly part: string;
  /** 2012-Q1, or 2012 for the year. */
  readonly period: string;
  @ApiProperty(numberOrHidden)
  readonly told: number | 'c' | null;
  @ApiProperty(numberOrHidden)
  readonly numerator: number | 'c';
  @ApiProperty(numberOrHidden)
  readonly denominator: number | 'c' | null;
}

export class TableRowDto {
  readonly measure: string;
  readonly part: string;
  readonly title: string;
  readonly unit: string;
  /** In the order of the columns. */
  readonly cells: TableCellDto[];
}

export class TableColumnDto {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export class TableDto {
  readonly authority: string;
  readonly year: string;
  readonly from: string;
  readonly to: string;
  readonly for: string;
  readonly knownAt: string | null;
  readonly lastKnown: Record<string, unknown>;
  readonly columns: TableColumnDto[];
  readonly rows: TableRowDto[];
  /** What published tables of this kind print and nothing here can count. */
  readonly notKept: string[];
}
