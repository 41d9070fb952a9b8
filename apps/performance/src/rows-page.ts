import type { Fault } from '#http';
import { fault } from './asked.ts';

/** Which of a figure's rows are asked for. `from` is a day of the period here, so rows are passed over by `offset`. */
export interface RowsPage {
  readonly offset: number;
  /** Undefined for all there are. */
  readonly limit: number | undefined;
}

/** The names a page of rows is asked for by. */
export const pageNames = ['offset', 'limit'] as const;

const most = 1000;

/** The page asked for, and a fault for what cannot be one. Without `limit` every row is answered. */
export function rowsPageAsked({ offset = '0', limit }: Readonly<Record<string, unknown>>, faults: Fault[]): RowsPage {
  const passed = wholeNumber(offset, 9);
  const size = limit === undefined ? undefined : wholeNumber(limit, 4);
  if (passed === undefined) {
    faults.push(fault('offset', 'not-a-number', 'Give how many rows to pass over, as the page before said.'));
  }
  const isSize = limit === undefined || (size !== undefined && size >= 1 && size <= most);
  if (!isSize) faults.push(fault('limit', 'out-of-range', `Give limit as a whole number from 1 to ${String(most)}.`));
  return { offset: passed ?? 0, limit: size };
}

/** The rows of one page, and what to ask for as `offset` for the next; null on the last. */
export function pageOf<T>(rows: readonly T[], { offset, limit }: RowsPage): { rows: T[]; next: number | null } {
  const end = limit === undefined ? rows.length : offset + limit;
  return { rows: rows.slice(offset, end), next: end < rows.length ? end : null };
}

function wholeNumber(text: unknown, digits: number): number | undefined {
  return typeof text === 'string' && new RegExp(`^[0-9]{1,${String(digits)}}$`).test(text) ? Number(text) : undefined;
}
