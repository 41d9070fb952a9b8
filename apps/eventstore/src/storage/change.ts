import { randomUUID } from 'node:crypto';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import { DELETED_REVISION, encodeRecordedEvent } from '../wire/recorded-event.ts';
import type { Expected } from '../wire/requests.ts';
import { judgeAppend, judgeDeletion, type Before } from './expected-revision.ts';
import type { StorageFault } from './fault.ts';
import { isSoftDeleted, recreation, SOFT_DELETION } from './metadata.ts';
import type { Row } from './reads.ts';
import { before, idKey, metadataOf, positionAfter, type LogState } from './state.ts';
import { describedBy, metastreamOf, type Stream } from './streams.ts';

/** A change somebody asks for. */
export type Change = {
  readonly kind: 'append' | 'delete' | 'tombstone';
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
  /** Milliseconds since 1970; a change that is still waiting then is not made. */
  readonly deadline?: number;
  /** Whether whoever asked has gone meanwhile; then it is not made either. */
  readonly abandoned?: () => boolean;
};

/** What became of it. Everything but `recorded` leaves the log as it was. */
export type Outcome =
  | { readonly kind: 'recorded'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'wrong-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'failed'; readonly fault: StorageFault };

/** Makes changes within one transaction. */
export type ChangeMaker = {
  make(change: Change): Outcome;
  /** The rows written so far, in order. */
  readonly written: Row[];
};

/** `now` is in milliseconds since 1970. */
export function changeMaker(state: LogState, insert: (row: Row) => void, now: number): ChangeMaker {
  const written: Row[] = [];
  const created = `${String(now)}0000`;

  function write(stream: Stream, events: readonly ProposedEvent[], tombstone = false): void {
    for (const event of events) {
      const position = state.next;
      const revision = tombstone ? DELETED_REVISION : stream.last + 1;
      const record = encodeRecordedEvent(event, { stream: stream.name, revision, position, created });
      const row = { position, sid: stream.sid, revision, type: event.type, record };
      insert(row);
      written.push(row);
      state.ids.set(idKey(stream.sid, event.id), position);
      stream.last = revision;
      state.next = positionAfter(position, record);
    }
    const described = describedBy(stream.name);
    if (described !== undefined) state.metadata.delete(described);
  }

  function describe(name: string, data: Buffer): void {
    const metastream = metastreamOf(name);
    write(state.streams.find(metastream) ?? state.streams.create(metastream), [systemEvent('$metadata', data)]);
  }

  function perform(change: Change, found: Stream | undefined, last: number): Outcome {
    if (change.kind === 'append' && change.events.length === 0) {
      return { kind: 'recorded', revision: last, position: undefined };
    }
    const stream = found ?? state.streams.create(change.stream);
    if (change.kind === 'delete') describe(change.stream, SOFT_DELETION);
    else if (change.kind === 'tombstone') write(stream, [systemEvent('$streamDeleted', NOTHING)], true);
    else return append(stream, change.events);
    return { kind: 'recorded', revision: stream.last, position: written.at(-1)?.position };
  }

  /** Writing to a soft-deleted stream, or to its metadata, makes it a stream again, from its next event on. */
  function append(stream: Stream, events: readonly ProposedEvent[]): Outcome {
    const name = describedBy(stream.name) ?? stream.name;
    const deleted = isSoftDeleted(metadataOf(state, name));
    const from = deleted ? (state.streams.find(name)?.last ?? -1) + 1 : 0;
    write(stream, events);
    const outcome: Outcome = { kind: 'recorded', revision: stream.last, position: written.at(-1)?.position };
    if (deleted) describe(name, recreation(metadataOf(state, name), from));
    return outcome;
  }

  return {
    written,
    make(change) {
      if (change.abandoned?.() === true) return { kind: 'too-late' };
      if (change.deadline !== undefined && change.deadline <= now) return { kind: 'too-late' };
      const found = state.streams.find(change.stream);
      const standing = before(state, change.stream, found);
      const verdict = judge(change, standing);
      if (verdict.kind === 'write') return perform(change, found, standing.last);
      if (verdict.kind === 'stream-deleted') return verdict;
      if (verdict.kind === 'wrong-revision') return { kind: 'wrong-revision', current: standing.last };
      const position = found === undefined ? undefined : state.reads.at(found.sid, verdict.revision)?.position;
      return { kind: 'recorded', revision: verdict.revision, position };
    },
  };
}

/** An event the node records of its own accord. */
export function systemEvent(type: string, data: Buffer): ProposedEvent {
  const contentType = data.length === 0 ? 'application/octet-stream' : 'application/json';
  return { id: randomUUID(), type, contentType, metadata: NOTHING, data };
}

const NOTHING = Buffer.alloc(0);

function judge(change: Change, standing: Before): ReturnType<typeof judgeAppend> {
  if (change.kind !== 'append') return judgeDeletion(standing, change.expected, change.kind);
  return judgeAppend(
    standing,
    change.expected,
    change.events.map((event) => event.id),
  );
}
