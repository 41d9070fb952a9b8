import { csvText } from '#http';
import { columnsOf, type RowKind } from '#measures';
import type { FigureRowsDto } from './measure.dto.ts';

export { csvMediaType, wantsCsv } from '#http';

/** Rows of one kind as RFC 4180 says, with a header line: the same whether there are rows or none. */
export function csvOf(kind: RowKind, { rows }: FigureRowsDto): string {
  const columns = columnsOf(kind);
  const header = ['child', 'key', 'reason', ...columns, 'facts'];
  return csvText(
    header,
    rows.map(({ child, key, reason, row, facts }) => [
      child,
      key,
      reason ?? '',
      ...columns.map((column) => row[column]),
      facts.join(' '),
    ]),
  );
}
