export type Cell = string | number | undefined;

/** One line of CSV as RFC 4180 says. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(inCell).join(',')}\r\n`;
}

/**
 * A text as a cell of CSV. A spreadsheet takes what begins with one of `=+-@`, full-width too, for a formula, and passes
 * over a tab or an end of line before it: such text gets an apostrophe before it, and is read as text (OWASP, "CSV
 * injection").
 */
export function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const formula = /^[=+\-@＝＋－＠\t\r\n]/;

function inCell(value: Cell): string {
  return typeof value === 'string' ? csvCell(value) : String(value ?? '');
}
