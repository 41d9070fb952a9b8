import { csvCell } from './csv.ts';

/** Something in a census file that could not be taken over as it stands: where, by which rule, why, and what was left out. */
export interface CensusFault {
  /** The child's LAchildID, where the file gives one. */
  readonly child: string | undefined;
  /** The path of the element in the child's record, such as `CINdetails[2]/Section47[1]/DateOfInitialCPC`. */
  readonly element: string;
  readonly line: number;
  readonly column: number;
  /** The number of the DfE validation rule of 2025-26 that says the same, where one does. */
  readonly rule?: string | undefined;
  /** Stable, kebab-case: what a program may act on. A refusal of the law keeps its own code. */
  readonly code: string;
  /** A sentence for whoever keeps the records. */
  readonly reason: string;
  readonly leftOut: FaultExtent;
  /** The lines of what could not stand without it and was left out with it. */
  readonly alsoLeftOut?: readonly number[] | undefined;
}

/** How much of the file was left out: nothing (something was assumed in its place), the value, the item around it, all of the child. */
export type FaultExtent = 'nothing' | 'value' | 'item' | 'child';

/** Where an element stands in its file, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The columns of a report, as CSV has them. */
export const faultColumns = [
  'file',
  'child',
  'element',
  'line',
  'column',
  'rule',
  'code',
  'left_out',
  'also_left_out_lines',
  'reason',
] as const;

/** A fault as a line of CSV (RFC 4180), without its line end. */
export function faultAsCsv(file: string, fault: CensusFault): string {
  const { child, element, line, column, rule, code, leftOut, alsoLeftOut, reason } = fault;
  return [
    file,
    child ?? '',
    element,
    String(line),
    String(column),
    rule ?? '',
    code,
    leftOut,
    (alsoLeftOut ?? []).join(' '),
    reason,
  ]
    .map(csvCell)
    .join(',');
}

/** The file is none that can be read, or not the one asked for: nothing after this place is taken over. */
export class CensusUnreadable extends Error {
  override readonly name = 'CensusUnreadable';
  constructor(
    readonly code: UnreadableCode,
    message: string,
    readonly place?: Place,
  ) {
    super(place === undefined ? message : `Line ${String(place.line)}, column ${String(place.column)}: ${message}`);
  }
}

export type UnreadableCode =
  | 'empty'
  | 'compressed'
  | 'not-xml'
  | 'wrong-encoding'
  | 'doctype'
  | 'malformed'
  | 'truncated'
  | 'too-deep'
  | 'too-large'
  | 'wrong-root'
  | 'wrong-header'
  | 'other-authority'
  | 'other-collection'
  | 'unknown-year';
