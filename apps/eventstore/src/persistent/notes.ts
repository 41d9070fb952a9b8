import { randomUUID } from 'node:crypto';
import { linkedRow } from '../rpc/event-page.ts';
import type { Log } from '../storage/log.ts';
import type { Row } from '../storage/reads.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import { decodeRecordedEvent, streamOf } from '../wire/recorded-event.ts';
import { nameOf, type GroupKey } from './settings.ts';

/** What a group keeps in streams of its own, under EventStoreDB's names: how far it has come, and what it parked. */
export type Notes = {
  /** The place up to which everything was answered for, or undefined where none is noted. */
  checkpoint(): number | undefined;
  noteCheckpoint(place: number): Promise<void>;
  park(row: Row, reason: string): Promise<void>;
  /** The first and the last place in the list of the parked; undefined where it is empty. */
  parkedBounds(): { readonly first: number; readonly last: number } | undefined;
  /** Some of the parked from a place on, oldest first; without a row where the event is gone. */
  readParked(from: number, to: number): readonly { readonly at: number; readonly row: Row | undefined }[];
  /** Takes off the list what stands before a place. */
  dropParked(place: number): Promise<void>;
  /** Removes the notes with their group. */
  discard(): Promise<void>;
};

export function notesOf(log: Log, key: GroupKey): Notes {
  const checkpoints = `$persistentsubscription-${nameOf(key)}-checkpoint`;
  const parkedStream = `$persistentsubscription-${nameOf(key)}-parked`;

  async function append(stream: string, event: ProposedEvent): Promise<void> {
    const outcome = await log.change({ kind: 'append', stream, expected: 'any', events: [event] });
    if (outcome.kind === 'failed') throw new Error(outcome.fault.reason);
  }

  const setMetadata = (stream: string, metadata: object): Promise<void> =>
    append(`$$${stream}`, json('$metadata', metadata));

  const parkedBounds = (): { sid: number; first: number; last: number } | undefined => {
    const visible = log.visible(parkedStream, Date.now());
    return visible.kind === 'present' && visible.first <= visible.last ? visible : undefined;
  };

  return {
    checkpoint() {
      const visible = log.visible(checkpoints, Date.now());
      const row = visible.kind === 'present' ? log.reads.at(visible.sid, visible.last) : undefined;
      if (row === undefined) return undefined;
      const place: unknown = JSON.parse(decodeRecordedEvent(row.record).data.toString('utf8'));
      return typeof place === 'number' ? place : undefined;
    },
    async noteCheckpoint(place) {
      if (log.stream(checkpoints) === undefined) await setMetadata(checkpoints, { $maxCount: 2 });
      await append(checkpoints, json('$SubscriptionCheckpoint', place));
    },
    async park(row, reason) {
      const target = `${String(row.revision)}@${streamOf(row.record)}`;
      const metadata = { added: new Date().toISOString(), reason };
      await append(parkedStream, {
        id: randomUUID(),
        type: '$>',
        contentType: 'application/octet-stream',
        data: Buffer.from(target),
        metadata: Buffer.from(JSON.stringify(metadata)),
      });
    },
    parkedBounds,
    readParked(from, to) {
      const bounds = parkedBounds();
      if (bounds === undefined) return [];
      const { rows } = log.reads.streamForward(bounds.sid, Math.max(from, bounds.first), to);
      return rows.map((link) => ({ at: link.revision, row: linkedRow(log, link.record) }));
    },
    async dropParked(place) {
      if (parkedBounds() === undefined) return;
      await setMetadata(parkedStream, { ...log.metadataOf(parkedStream).stored, $tb: place });
    },
    async discard() {
      for (const stream of [checkpoints, parkedStream]) {
        await log.change({ kind: 'delete', stream, expected: 'any', events: [] });
      }
    },
  };
}

function json(type: string, data: unknown): ProposedEvent {
  return {
    id: randomUUID(),
    type,
    contentType: 'application/json',
    metadata: Buffer.alloc(0),
    data: Buffer.from(JSON.stringify(data)),
  };
}
