import type { PlainDate } from '#calendar';
import { csvLine, type Cell } from '../csv.ts';
import { annexColumns, type AnnexList, type Column } from './columns.ts';
import type { AnnexRow } from './lists.ts';

export function annexHeading(list: AnnexList): string {
  return csvLine(annexColumns[list].columns.map(({ heading }) => heading));
}

/** A line with days as Annex A has them, DD/MM/YYYY. */
export function annexLine(list: AnnexList, row: AnnexRow): string {
  return csvLine(annexColumns[list].columns.map((column, place) => shown(column, row[place])));
}

function shown({ is }: Column, value: Cell): Cell {
  return is === 'day' && typeof value === 'string' ? dayFirst(value as PlainDate) : value;
}

function dayFirst(on: PlainDate): string {
  return `${on.slice(8)}/${on.slice(5, 7)}/${on.slice(0, 4)}`;
}
