import { decodeRecordedEvent, DELETED_REVISION } from '../wire/recorded-event.ts';
import { openReadOnly, pageFaults, type Database } from './event-file.ts';
import { readsOf, type Row } from './reads.ts';

/** What a full reading of an events file found. */
export type Verification = {
  readonly fileId: string;
  readonly events: number;
  readonly streams: number;
  /** Empty for a sound file. */
  readonly faults: readonly string[];
};

const FAULTS_SHOWN = 20;

/**
 * Reads everything: every page and index entry, and every event, which must say the same of itself as the index says
 * of it, stand in `$all` order, and leave no gap in its stream. The file may be in use.
 */
export function verifyFile(file: string): Verification {
  const { database, id } = openReadOnly(file);
  try {
    const damage = pageFaults(database);
    if (damage.length > 0) return { fileId: id, events: 0, streams: 0, faults: damage };
    // One transaction, so that all of it is of one moment.
    database.exec('BEGIN');
    return { fileId: id, ...verifyEvents(database) };
  } finally {
    // Closing alone would leave the transaction, and its lock, to the garbage collector.
    if (database.isTransaction) database.exec('ROLLBACK');
    database.close();
  }
}

function verifyEvents(database: Database): { events: number; streams: number; faults: string[] } {
  const reads = readsOf(database);
  const names = new Map<number, string>();
  const selectName = database.prepare('SELECT name FROM streams WHERE sid = ?');
  const last = new Map<number, number>();
  const faults: string[] = [];
  let events = 0;
  const nameOf = (sid: number): string | undefined => {
    const known = names.get(sid) ?? (selectName.get(sid) as { name: string } | undefined)?.name;
    if (known !== undefined) names.set(sid, known);
    return known;
  };
  for (let from = 0; ;) {
    const page = reads.allForward(from);
    for (const row of page.rows) {
      events += 1;
      const fault = eventFault(row, nameOf(row.sid), last.get(row.sid) ?? -1);
      if (fault !== undefined && faults.length < FAULTS_SHOWN) faults.push(fault);
      last.set(row.sid, row.revision);
    }
    from = (page.rows.at(-1)?.position ?? from) + 1;
    if (page.end) return { events, streams: last.size, faults };
  }
}

function eventFault(row: Row, stream: string | undefined, previous: number): string | undefined {
  const at = `The event at position ${String(row.position)}`;
  if (stream === undefined) return `${at} belongs to a stream that is not there.`;
  if (row.revision !== previous + 1 && row.revision !== DELETED_REVISION) {
    return `${at} is revision ${String(row.revision)} of ${stream}, after revision ${String(previous)}.`;
  }
  try {
    const event = decodeRecordedEvent(row.record);
    const agrees =
      event.stream === stream &&
      event.revision === row.revision &&
      event.position === row.position &&
      event.type === row.type;
    return agrees ? undefined : `${at} does not say of itself what the index says of it.`;
  } catch (error) {
    return `${at} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
