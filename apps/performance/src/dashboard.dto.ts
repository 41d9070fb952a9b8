import { ApiProperty } from '@nestjs/swagger';
import { IsCode, IsPersonalText, judgedBy, Optional } from '#http';
import { headlineMeasures, namedPeriod } from '#measures';
import { numberOrHidden, ToldFigureDto } from './told-figure.dto.ts';

/* What the dashboard and its tables answer, for the OpenAPI document, and what is posted to them. */

/** The figure of one earlier period, by its name: 2018-Q1, or 2018 for the year. */
export class TrendPointDto extends ToldFigureDto {
  readonly name: string;
}

/** Where an authority would be among all: quartile 1 is the best. Null with the reason where no cut-offs are known. */
export class NationalDto {
  readonly quartile: number | null;
  readonly reason?: string;
  /** Where the quarters meet, the best first. */
  @ApiProperty({ type: [Number] })
  readonly cutOffs?: readonly number[];
  /** Year ending 31 March. */
  readonly year?: number;
  readonly authorities?: number | null;
  readonly source?: string;
  readonly status?: string;
}

/** The plain mean of the neighbours' percentages, and whose they are. Null with the reason where none is known. */
export class NeighboursDto {
  readonly average: number | null;
  readonly reason?: string;
  readonly year?: number;
  @ApiProperty({ type: [String] })
  readonly used?: readonly string[];
  @ApiProperty({ type: [String] })
  readonly hidden?: readonly string[];
  @ApiProperty({ type: [String] })
  readonly notKnown?: readonly string[];
  readonly source?: string;
  readonly status?: string;
}

/** What DfE printed of England (`ENG`) and of the authority in the latest year out. */
export class PrintedDto {
  readonly authority: string;
  @ApiProperty(numberOrHidden)
  readonly value: number | 'c';
  readonly year: number;
  readonly source: string;
  readonly status: string;
}

/** The colour that the key proposes, and by which rule; a person's own stands beside it and goes before it. */
export class ProposedRagDto {
  readonly rag: string;
  readonly rule: string;
  readonly says: string;
}

/** A colour given by a person: who, when and why. */
export class RagGivenDto {
  readonly id?: string;
  readonly rag: string;
  /** Told to whoever may judge a figure, by the table of roles. */
  readonly reason?: string;
  readonly by?: string;
  readonly role?: string;
  readonly at?: string;
}

export class JudgedRagDto extends RagGivenDto {
  /** The ones before it, the latest first. */
  readonly earlier: RagGivenDto[];
}

export class RagDto {
  readonly proposed: ProposedRagDto | null;
  /** Why nothing is proposed. */
  readonly reason?: string;
  readonly judged: JudgedRagDto | null;
}

export class DashboardFigureDto extends ToldFigureDto {
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly period: Record<string, string>;
  readonly unit: string;
  readonly polarity: string;
  /** Against the period before: Better, Worse, Similar, Higher, Lower or New; null where that is not told. */
  readonly direction: string | null;
  readonly previous: TrendPointDto | null;
  /** The earlier periods, the earliest first. */
  readonly trend: TrendPointDto[];
  readonly national: NationalDto;
  readonly neighbours: NeighboursDto;
  @ApiProperty({ type: [PrintedDto] })
  readonly printed: readonly PrintedDto[];
  readonly rag: RagDto;
}

export class DashboardDto {
  readonly authority: string;
  readonly quarter?: string;
  readonly year?: string;
  readonly from: string;
  readonly to: string;
  /** `publication` where small counts are hidden. */
  readonly for: string;
  /** How little a figure may move and be called similar: points of a share, per cent of a count. */
  readonly similar: Record<string, number>;
  readonly knownAt: string | null;
  readonly lastKnown: Record<string, unknown>;
  /** False where the event store is away: colours that people gave may be missing. */
  readonly judgementsKnown: boolean;
  readonly measures: DashboardFigureDto[];
}

/** A person's own colour for a measure of a quarter, or of a year. */
export class RagJudgementDto {
  @IsCode(headlineMeasures)
  readonly measure!: string;

  /** The quarter judged: 2018-Q1. This or `year`. */
  @Optional()
  @ApiProperty({ type: 'string', example: '2018-Q1' })
  @judgedBy('isQuarter', (value) => periodFaults(value, '-', 'a quarter: 2018-Q1'))
  readonly quarter?: string;

  /** The financial year judged, by the year it began in. */
  @Optional()
  @ApiProperty({ type: 'string', example: '2017' })
  @judgedBy('isFinancialYear', (value) => periodFaults(value, '', 'a year: 2017'))
  readonly year?: string;

  @IsCode(['G', 'A', 'R'])
  readonly rag!: 'G' | 'A' | 'R';

  /** Why. It is shown beside the figure to whoever may judge one: name no child in it. */
  @IsPersonalText(1000)
  readonly reason!: string;
}

export class RagJudgedDto extends RagGivenDto {
  readonly authority: string;
  readonly measure: string;
  readonly period: string;
}

export class RagJudgementsDto {
  readonly authority: string;
  readonly judgements: RagJudgedDto[];
}

function periodFaults(
  value: unknown,
  mark: '-' | '',
  what: string,
): { pointer: string; code: string; detail: string }[] {
  const isOne = typeof value === 'string' && value.includes('-') === (mark === '-') && namedPeriod(value) !== undefined;
  return isOne ? [] : [{ pointer: '', code: 'not-a-period', detail: `Give ${what}.` }];
}
