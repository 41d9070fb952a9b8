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
  /** How many are parked. */
  parked(): number;
  /** The links to parked events, oldest first, taken off the list. */
  takeParked(limit: number | undefined): Promise<Row[]>;
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
    parked() {
      const bounds = parkedBounds();
      return bounds === undefined ? 0 : bounds.last - bounds.first + 1;
    },
    async takeParked(limit) {
      const bounds = parkedBounds();
      if (bounds === undefined) return [];
      const until = limit === undefined ? bounds.last : Math.min(bounds.last, bounds.first + limit - 1);
      const taken: Row[] = [];
      for (let from = bounds.first; from <= until;) {
        const page = log.reads.streamForward(bounds.sid, from, until);
        taken.push(...page.rows);
        from = (page.rows.at(-1)?.revision ?? until) + 1;
      }
      await setMetadata(parkedStream, { $tb: until + 1 });
      return taken.flatMap((link) => linkedRow(log, link.record) ?? []);
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
