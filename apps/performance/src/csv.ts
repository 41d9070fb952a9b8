import { csvText } from '#http';
import { columnsOf, type RowKind } from '#measures';
import type { FigureDto, FigureRowsDto } from './measure.dto.ts';

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

/** A figure as a table: a line of the whole, and one for each group it was told apart into. */
export function figureCsv(figure: FigureDto): string {
  const { measure, period, groups = [] } = figure;
  const days = [period['from'] ?? period['at'], period['to'] ?? period['at']];
  const { title, numerator: counted, denominator: of, value: share, excluded: leftOut } = figure;
  const all = { group: 'all', label: title, numerator: counted, denominator: of, value: share, excluded: leftOut };
  const lines = [all, ...groups].map(({ group, label, numerator, denominator, value, excluded }) => {
    return [measure, ...days, group, label, numerator, denominator, value, excluded];
  });
  const header = ['measure', 'from', 'to', 'group', 'label', 'numerator', 'denominator', 'value', 'excluded'];
  return csvText(header, lines);
}
