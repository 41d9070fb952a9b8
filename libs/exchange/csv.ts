export type Cell = string | number | undefined;

/**
 * One line of CSV as RFC 4180 says. A spreadsheet takes what begins with one of `=+-@`, a tab or a carriage return for a
 * formula: such text gets an apostrophe before it, and is read as text.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(inCell).join(',')}\r\n`;
}

const formula = /^[=+\-@\t\r]/;

function inCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
