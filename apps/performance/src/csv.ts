import { columnsOf, type RowKind } from '#measures';
import type { FigureRowsDto } from './measure.dto.ts';

export const csvMediaType = 'text/csv; charset=utf-8; header=present';

/** Rows of one kind as RFC 4180 says, with a header line: the same whether there are rows or none. */
export function csvOf(kind: RowKind, { rows }: FigureRowsDto): string {
  const columns = columnsOf(kind);
  const header = ['child', 'key', 'reason', ...columns, 'facts'];
  const lines = rows.map(({ child, key, reason, row, facts }) =>
    [child, key, reason ?? '', ...columns.map((column) => row[column]), facts.join(' ')].map(cell).join(','),
  );
  return [header.join(','), ...lines, ''].join('\r\n');
}

/** A spreadsheet takes what begins with one of these for a formula; with an apostrophe before it, for text. */
const formula = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Whether an Accept header would rather have CSV than JSON. */
export function wantsCsv(accept: string | undefined): boolean {
  const wanted = (accept ?? '').split(',').map((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  const best = (types: readonly string[]): number =>
    Math.max(
      0,
      ...wanted.filter(({ type }) => type !== undefined && types.includes(type)).map(({ quality }) => quality),
    );
  return best(['text/csv']) > best(['application/json', 'application/*']);
}
