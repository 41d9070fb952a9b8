import { crc32 } from 'node:zlib';
import { DatabaseSync } from '@photostructure/sqlite';
import { sealWithEvidence } from '#evidence';
import { decodeRecordedEvent, encodeRecordedEvent } from '../../apps/eventstore/src/wire/recorded-event.ts';

/** A fact as whoever holds the disk can change it. */
export interface Held {
  id: string;
  type: string;
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** An events file in the hands of somebody who may change anything in it, checksums and index included. */
export interface Opened {
  readonly database: InstanceType<typeof DatabaseSync>;
  readonly facts: (stream: string) => Held[];
  /** Puts these facts in the place of all of the stream's, in this order, each where it says or at its turn. */
  readonly write: (stream: string, facts: readonly Held[], revisions?: readonly number[]) => void;
}

/** Lets a file be tampered with, as a thorough attacker would: the file stays sound for the node that serves it. */
export function tamper(file: string, how: (opened: Opened) => void): void {
  const database = new DatabaseSync(file);
  const sidOf = (stream: string): number => {
    const found = database.prepare('SELECT sid FROM streams WHERE name = ?').get(stream) as { sid: number } | undefined;
    if (found === undefined) throw new Error(`There is no stream ${stream} to tamper with.`);
    return found.sid;
  };
  const rowsOf = (stream: string) =>
    database.prepare('SELECT pos, rec FROM events WHERE sid = ? ORDER BY rev').all(sidOf(stream)) as unknown as {
      pos: number;
      rec: Uint8Array;
    }[];
  how({
    database,
    facts: (stream) =>
      rowsOf(stream).map(({ rec }) => {
        const { id, type, data, metadata } = decodeRecordedEvent(rec);
        return { id, type, data: objectIn(data), metadata: objectIn(metadata) };
      }),
    write: (stream, facts, revisions = facts.map((_, index) => index)) => {
      const rows = rowsOf(stream);
      const sid = sidOf(stream);
      const { top } = database.prepare('SELECT max(pos) AS top FROM events').get() as { top: number };
      database.prepare('DELETE FROM events WHERE sid = ?').run(sid);
      const insert = database.prepare('INSERT INTO events (pos, sid, rev, type, rec, crc) VALUES (?, ?, ?, ?, ?, ?)');
      facts.forEach(({ id, type, data, metadata }, index) => {
        const revision = revisions[index] ?? index;
        const position = rows[index]?.pos ?? top + 1 + index;
        const event = {
          ...{ id, type, contentType: 'application/json' },
          ...{ data: Buffer.from(JSON.stringify(data)), metadata: Buffer.from(JSON.stringify(metadata)) },
        };
        const record = encodeRecordedEvent(event, { stream, revision, position, created: '17827000000000000' });
        insert.run(position, sid, revision, type, record, crc32(record));
      });
    },
  });
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** The facts with every digest made anew, so that their chain holds. */
export function rehashed(stream: string, facts: readonly Held[]): Held[] {
  let previous: string | null = null;
  return facts.map((fact, revision) => {
    const sealed: { readonly evidence: { readonly digest: string } } = sealWithEvidence(
      stream,
      revision,
      previous,
      fact,
    );
    previous = sealed.evidence.digest;
    return { ...fact, metadata: sealed };
  });
}

function objectIn(bytes: Buffer): Record<string, unknown> {
  return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
}
