import type { FastifyReply } from 'fastify';
import { csvCell } from '#exchange';

export const csvMediaType = 'text/csv; charset=utf-8; header=present';

/** Lines of cells as RFC 4180 says: the header line first, whether there are others or none. */
export function csvText(header: readonly string[], lines: readonly (readonly unknown[])[]): string {
  return [header.join(','), ...lines.map((line) => line.map(cell).join(',')), ''].join('\r\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  // A number is no formula, also a negative one.
  if (typeof value === 'number') return JSON.stringify(value);
  return csvCell(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Answers a table as a file of this name. */
export function answerCsv(reply: FastifyReply, name: string, table: string): string {
  void reply.type(csvMediaType).header('content-disposition', `attachment; filename="${name}.csv"`);
  return table;
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
