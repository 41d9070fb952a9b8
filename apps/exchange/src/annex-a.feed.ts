import writeXlsxFile, { type Row, type Sheet } from 'write-excel-file/node';
import type { PlainDate } from '#calendar';
import {
  annexColumns,
  annexHeading,
  annexLine,
  annexLists,
  annexRows,
  manifestOf,
  type AnnexList,
  type AnnexRow,
  type Column,
  type Manifest,
  type Taken,
} from '#exchange';
import type { Sink } from './sink.ts';
import { withTake, type FeedAsked, type FeedParts, type OnProgress, type Tally } from './take.ts';
import { timeless } from './zip.ts';

export interface AnnexAsked extends Omit<FeedAsked, 'since'> {
  /** The day of the inspection: lists end with it, and ages are as on it. */
  readonly on: PlainDate;
}

export interface AnnexWritten extends Pick<Tally, 'withheld'> {
  readonly taken: Taken;
  readonly rows: Readonly<Record<AnnexList, number>>;
}

/** Writes lists as CSV, each to its own place; a list without one is left out. */
export async function writeAnnexA(
  parts: FeedParts,
  { on, ...asked }: AnnexAsked,
  to: Partial<Readonly<Record<AnnexList, Sink>>>,
  onProgress?: OnProgress,
): Promise<AnnexWritten> {
  const lists = annexLists.filter((list) => to[list] !== undefined);
  for (const list of lists) await to[list]?.write(annexHeading(list));
  return eachRow(parts, { on, ...asked }, lists, (list, row) => to[list]?.write(annexLine(list, row)), onProgress);
}

/**
 * The workbook: what it is, and a sheet for each list. Its rows are held at once, for they are those of six months; text
 * is typed as text, so none is ever a formula.
 */
export async function annexWorkbook(
  parts: FeedParts,
  asked: AnnexAsked,
  onProgress?: OnProgress,
): Promise<AnnexWritten & { readonly workbook: Uint8Array }> {
  const rows: Record<AnnexList, AnnexRow[]> = { 1: [], 3: [], 4: [], 5: [], 6: [], 7: [] };
  const written = await eachRow(
    parts,
    asked,
    annexLists,
    (list, row) => {
      rows[list].push(row);
      return undefined;
    },
    onProgress,
  );
  const manifest = annexManifest(written.taken, asked.on);
  const sheets = [about(manifest), ...annexLists.map((list) => sheetOf(list, rows[list]))];
  const workbook = timeless(await writeXlsxFile(sheets).toBuffer());
  return { ...written, workbook };
}

export function annexManifest(taken: Taken, on: PlainDate): Manifest & { readonly inspectionOn: PlainDate } {
  return { ...manifestOf('Ofsted Annex A', taken), inspectionOn: on };
}

async function eachRow(
  parts: FeedParts,
  { on, ...asked }: AnnexAsked,
  lists: readonly AnnexList[],
  take: (list: AnnexList, row: AnnexRow) => Promise<void> | undefined,
  onProgress?: OnProgress,
): Promise<AnnexWritten> {
  const counts: Record<AnnexList, number> = { 1: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0 };
  return withTake(
    parts,
    asked,
    async ({ taken, children, tally }) => {
      for await (const { child, facts } of children()) {
        for (const list of lists) {
          for (const row of annexRows(list, child, facts, on)) {
            counts[list] += 1;
            await take(list, row);
          }
        }
      }
      return { taken, rows: counts, withheld: tally.withheld };
    },
    onProgress,
  );
}

function about(manifest: object): Sheet<Buffer> {
  const data = Object.entries(manifest).map(([name, value]) => [
    { value: name, type: String, fontWeight: 'bold' as const },
    { value: String(value), type: String },
  ]);
  return { sheet: 'About', data, columns: [{ width: 16 }, { width: 60 }] };
}

function sheetOf(list: AnnexList, rows: readonly AnnexRow[]): Sheet<Buffer> {
  const { title, columns } = annexColumns[list];
  const heading: Row = columns.map(({ heading: value }) => ({ value, type: String, fontWeight: 'bold' as const }));
  const data = [heading, ...rows.map((row): Row => columns.map((column, place) => cellOf(column, row[place])))];
  return {
    // Excel takes 31 signs for a sheet's name.
    sheet: `List ${String(list)} ${title}`.slice(0, 31),
    data,
    columns: columns.map(({ heading: { length } }) => ({ width: Math.min(Math.max(length, 12), 40) })),
    stickyRowsCount: 1,
  };
}

function cellOf({ is }: Column, value: AnnexRow[number]): Row[number] {
  if (value === undefined) return null;
  if (typeof value === 'number') return { value, type: Number };
  return is === 'day'
    ? { value: new Date(`${value}T00:00:00Z`), type: Date, format: 'dd/mm/yyyy' }
    : { value, type: String };
}
