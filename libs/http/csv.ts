export const csvMediaType = 'text/csv; charset=utf-8; header=present';

/** Lines of cells as RFC 4180 says: the header line first, whether there are others or none. */
export function csvText(header: readonly string[], lines: readonly (readonly unknown[])[]): string {
  return [header.join(','), ...lines.map((line) => line.map(cell).join(',')), ''].join('\r\n');
}

/** A spreadsheet takes what begins with one of these for a formula; with an apostrophe before it, for text. */
const formula = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A number is none, also a negative one.
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
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
