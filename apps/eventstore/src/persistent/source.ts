import { eventFilter } from '../rpc/event-filter.ts';
import { hasExpired } from '../rpc/event-page.ts';
import type { Log } from '../storage/log.ts';
import type { Row } from '../storage/reads.ts';
import { ALL, nameOf, type GroupConfig } from './settings.ts';
import { streamOf } from '../wire/recorded-event.ts';

/**
 * Where a group's events come from. A *place* is a revision where the source is a stream, a position where it is
 * `$all`.
 */
export type Source = {
  /** Up to so many events from a place on, and the last place looked at (one before `from` where there is nothing). */
  read(from: number, limit: number): { readonly rows: readonly Row[]; readonly through: number; readonly end: boolean };
  placeOf(row: Row): number;
  /** As the protocol writes places in texts. */
  text(place: number): string;
  /** The last place there is; -1 for none. */
  last(): number;
};

export function sourceOf(log: Log, config: GroupConfig): Source {
  return config.source === ALL ? allSource(log, config) : streamSource(log, config.source);
}

function streamSource(log: Log, stream: string): Source {
  return {
    read(from, limit) {
      const visible = log.visible(stream, Date.now());
      if (visible.kind !== 'present' || visible.last < from) return { rows: [], through: from - 1, end: true };
      const page = log.reads.streamForward(visible.sid, Math.max(from, visible.first), visible.last);
      const considered = page.rows.slice(0, limit);
      const rows = considered.filter((row) => !hasExpired(row, visible.notBefore));
      const through = considered.at(-1)?.revision ?? visible.last;
      return { rows, through, end: through >= visible.last };
    },
    placeOf: (row) => row.revision,
    text: String,
    last: () => log.stream(stream)?.last ?? -1,
  };
}

const CHECKPOINTS = /^\$persistentsubscription-.*-checkpoint$/su;

function allSource(log: Log, config: GroupConfig): Source {
  const filter = config.filter === undefined ? undefined : eventFilter(config.filter);
  // A group's own notes are in $all too, and so is how far other groups have come; delivering them would make more of
  // them without end, in one group or between two.
  const own = `$persistentsubscription-${nameOf(config)}-`;
  const isNote = (name: string): boolean => name.startsWith(own) || CHECKPOINTS.test(name);
  const passes = (row: Row): boolean => {
    const name = streamOf(row.record);
    return !isNote(name) && (filter === undefined || filter(row.type, () => name));
  };
  return {
    read(from, limit) {
      const page = log.allForward(from);
      const rows: Row[] = [];
      let through = from - 1;
      for (const row of page.rows) {
        if (rows.length >= limit) return { rows, through, end: false };
        through = row.position;
        if (passes(row)) rows.push(row);
      }
      return { rows, through, end: page.end };
    },
    placeOf: (row) => row.position,
    text: (place) => `C:${String(place)}/P:${String(place)}`,
    last: () => log.head(),
  };
}
