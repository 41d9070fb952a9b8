import { crc32 } from 'node:zlib';
import { decodeRecordedEvent, DELETED_REVISION } from '../wire/recorded-event.ts';
import { damaged, hasChecksums, openReadOnly, pageFaults, type Database } from './event-file.ts';
import { isDamage } from './fault.ts';
import type { Row } from './reads.ts';

/** What a full reading of an events file found. */
export type Verification = {
  readonly fileId: string;
  readonly events: number;
  readonly streams: number;
  /** Empty for a sound file. */
  readonly faults: readonly string[];
};

/** An event, with the checksum it was stored with. */
type Summed = Row & { readonly checksum: number | null };

const FAULTS_SHOWN = 20;
const PAGE_ROWS = 500;

/** Verifies a file before it is served. Throws `EventFileFault`, naming the damage. */
export function requireVerified(file: string): void {
  const { faults } = verifyFile(file);
  if (faults.length > 0) throw damaged(file, faults.join(' '));
}

/**
 * Reads everything: every page and index entry, and every event, which must agree with its checksum, say the same of
 * itself as the index says of it, stand in `$all` order, and leave no gap in its stream. The file may be in use.
 */
export function verifyFile(file: string): Verification {
  const { database, id } = openReadOnly(file);
  try {
    const damage = pageFaults(database);
    if (damage.length > 0) return { fileId: id, events: 0, streams: 0, faults: damage };
    // One transaction, so that all of it is of one moment.
    database.exec('BEGIN');
    return { fileId: id, ...verifyEvents(database, id) };
  } catch (error) {
    // Damage that the check of the pages overlooked, and that their reading does not.
    if (!isDamage(error)) throw error;
    return { fileId: id, events: 0, streams: 0, faults: [error instanceof Error ? error.message : String(error)] };
  } finally {
    // Closing alone would leave the transaction, and its lock, to the garbage collector.
    if (database.isTransaction) database.exec('ROLLBACK');
    database.close();
  }
}

function verifyEvents(database: Database, fileId: string): { events: number; streams: number; faults: string[] } {
  const checksum = hasChecksums(database) ? 'crc' : 'NULL';
  const select = database.prepare(`SELECT pos AS position, sid, rev AS revision, type, rec AS record,
    ${checksum} AS checksum FROM events WHERE pos > ? ORDER BY pos LIMIT ${String(PAGE_ROWS)}`);
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
  for (let after = -1; ;) {
    const rows = select.all(after) as Summed[];
    for (const row of rows) {
      const fault = eventFault(row, nameOf(row.sid), last.get(row.sid) ?? -1, events === 0 ? fileId : undefined);
      if (fault !== undefined && faults.length < FAULTS_SHOWN) faults.push(fault);
      last.set(row.sid, row.revision);
      events += 1;
    }
    const end = rows.at(-1)?.position;
    if (end === undefined) return { events, streams: last.size, faults };
    after = end;
  }
}

/** `fileId` is given with the first event, which says which file it is in. */
function eventFault(
  row: Summed,
  stream: string | undefined,
  previous: number,
  fileId: string | undefined,
): string | undefined {
  const at = `The event at position ${String(row.position)}`;
  if (stream === undefined) return `${at} belongs to a stream that is not there.`;
  if (row.revision !== previous + 1 && row.revision !== DELETED_REVISION) {
    return `${at} is revision ${String(row.revision)} of ${stream}, after revision ${String(previous)}.`;
  }
  if (row.checksum !== null && row.checksum !== crc32(row.record)) {
    return `${at} is not as it was stored: revision ${String(row.revision)} of ${stream} has another checksum.`;
  }
  try {
    const event = decodeRecordedEvent(row.record);
    const agrees =
      event.stream === stream &&
      event.revision === row.revision &&
      event.position === row.position &&
      event.type === row.type;
    if (agrees && fileId !== undefined && !event.data.includes(fileId)) return `${at} says that it is of another file.`;
    return agrees ? undefined : `${at} does not say of itself what the index says of it.`;
  } catch (error) {
    return `${at} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
