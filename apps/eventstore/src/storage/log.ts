import { randomUUID } from 'node:crypto';
import { DELETED_REVISION, encodeRecordedEvent, idOf } from '../wire/recorded-event.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import type { Expected } from '../wire/requests.ts';
import type { EventFile } from './event-file.ts';
import { judgeAppend, judgeDeletion, type Before } from './expected-revision.ts';
import { storageFault, type StorageFault } from './fault.ts';
import { groupCommit } from './group-commit.ts';
import {
  isSoftDeleted,
  METASTREAM_METADATA,
  NO_METADATA,
  readMetadata,
  recreation,
  softDeletion,
  type StreamMetadata,
} from './metadata.ts';
import { readsOf, type Page, type Reads, type Row } from './reads.ts';
import { recent } from './recent.ts';
import { describedBy, isTombstoned, metastreamOf, streamsOf, type Stream } from './streams.ts';
import { tailAfter } from './tail.ts';

/** A change somebody asks for. */
export type Change = {
  readonly kind: 'append' | 'delete' | 'tombstone';
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
  /** Milliseconds since 1970; a change that is still waiting then is not made. */
  readonly deadline?: number;
};

/** What became of it. Everything but `recorded` leaves the log as it was. */
export type Outcome =
  | { readonly kind: 'recorded'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'wrong-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'failed'; readonly fault: StorageFault };

/** What a reader may see of a stream. */
export type Visible =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      readonly sid: number;
      readonly first: number;
      readonly last: number;
      /** Events recorded before this instant (milliseconds since 1970) have expired. */
      readonly notBefore: number | undefined;
    };

export type Log = {
  readonly fileId: string;
  change(change: Change): Promise<Outcome>;
  waiting(): number;
  visible(stream: string, now: number): Visible;
  metadataOf(stream: string): StreamMetadata;
  streamName(sid: number): string;
  stream(name: string): Stream | undefined;
  allForward(from: number): Page;
  readonly reads: Reads;
  /** The position of the last event. */
  head(): number;
  /** Called after every commit that recorded something; returns how to stop. */
  onCommit(listener: () => void): () => void;
  /** Resolves when every change accepted so far has its outcome. */
  settled(): Promise<void>;
  /** Makes the changes accepted so far, then closes the file. */
  close(): Promise<void>;
};

/** An append may be retried with "any" this many events later and still be known as the same. */
const REMEMBERED_IDS = 100_000;
/** How many of them are recalled from the file at start. */
const RECALLED_IDS = 20_000;
const RECORD_OVERHEAD = 24;

/** The log of all events in one file. The only writer of it. */
export function openLog(file: EventFile): Log {
  const { database } = file;
  const reads = readsOf(database);
  const streams = streamsOf(database);
  const insert = database.prepare('INSERT INTO events (pos, sid, rev, type, rec) VALUES (?, ?, ?, ?, ?)');
  const metadata = recent<string, StreamMetadata>(10_000);
  const ids = recent<string, number>(REMEMBERED_IDS / 2);
  const listeners = new Set<() => void>();
  const last = reads.atPosition(reads.head());
  let head = last?.position ?? 0;
  let next = last === undefined ? RECORD_OVERHEAD : last.position + last.record.length + RECORD_OVERHEAD;
  let written: Row[] = [];
  const tail = tailAfter(head);

  function metadataOf(name: string): StreamMetadata {
    if (describedBy(name) !== undefined) return METASTREAM_METADATA;
    const known = metadata.get(name);
    if (known !== undefined) return known;
    const metastream = streams.find(metastreamOf(name));
    const row = metastream === undefined || metastream.last < 0 ? undefined : reads.at(metastream.sid, metastream.last);
    const found = row === undefined || row.revision === DELETED_REVISION ? NO_METADATA : readMetadata(row.record);
    metadata.set(name, found);
    return found;
  }

  function before(name: string, stream: Stream | undefined): Before {
    const described = describedBy(name);
    return {
      last: stream?.last ?? -1,
      // A metastream ends with the stream it describes.
      tombstoned: isTombstoned(stream) || (described !== undefined && isTombstoned(streams.find(described))),
      softDeleted: stream !== undefined && described === undefined && isSoftDeleted(metadataOf(name)),
      get described() {
        return (streams.find(metastreamOf(name))?.last ?? -1) >= 0;
      },
      idAt: (revision) => {
        const row = stream === undefined ? undefined : reads.at(stream.sid, revision);
        return row === undefined ? undefined : idOf(row.record);
      },
      recorded: (id) => {
        const position = stream === undefined ? undefined : ids.get(idKey(stream.sid, id));
        return position === undefined ? undefined : reads.atPosition(position)?.revision;
      },
    };
  }

  function write(stream: Stream, events: readonly ProposedEvent[], created: string, tombstone = false): void {
    for (const event of events) {
      const revision = tombstone ? DELETED_REVISION : stream.last + 1;
      const record = encodeRecordedEvent(event, { stream: stream.utf8, revision, position: next, created });
      insert.run(next, stream.sid, revision, event.type, record);
      written.push({ position: next, sid: stream.sid, revision, type: event.type, record });
      ids.set(idKey(stream.sid, event.id), next);
      stream.last = revision;
      next += record.length + RECORD_OVERHEAD;
    }
    const described = describedBy(stream.name);
    if (described !== undefined) metadata.delete(described);
  }

  function describe(name: string, data: Buffer, created: string): void {
    const metastream = streams.find(metastreamOf(name)) ?? streams.create(metastreamOf(name));
    write(metastream, [systemEvent('$metadata', data)], created);
  }

  function make(change: Change, created: string, now: number): Outcome {
    if (change.deadline !== undefined && change.deadline <= now) return { kind: 'too-late' };
    const found = streams.find(change.stream);
    const state = before(change.stream, found);
    const verdict =
      change.kind === 'append'
        ? judgeAppend(
            state,
            change.expected,
            change.events.map((event) => event.id),
          )
        : judgeDeletion(state, change.expected, change.kind);
    if (verdict.kind === 'stream-deleted') return verdict;
    if (verdict.kind === 'wrong-revision') return { kind: 'wrong-revision', current: state.last };
    if (verdict.kind === 'repeated') {
      const position = found === undefined ? undefined : reads.at(found.sid, verdict.revision)?.position;
      return { kind: 'recorded', revision: verdict.revision, position };
    }
    return perform(change, found, state, created);
  }

  function perform(change: Change, found: Stream | undefined, state: Before, created: string): Outcome {
    if (change.kind === 'append' && change.events.length === 0) {
      return { kind: 'recorded', revision: state.last, position: undefined };
    }
    const stream = found ?? streams.create(change.stream);
    if (change.kind === 'delete') {
      describe(change.stream, softDeletion(metadataOf(change.stream)), created);
    } else if (change.kind === 'tombstone') {
      write(stream, [systemEvent('$streamDeleted', NOTHING, 'application/octet-stream')], created, true);
    } else {
      if (state.softDeleted) describe(change.stream, recreation(metadataOf(change.stream), stream.last + 1), created);
      write(stream, change.events, created);
    }
    return { kind: 'recorded', revision: stream.last, position: written.at(-1)?.position };
  }

  function transact(group: readonly Change[]): Outcome[] {
    const started = { next, head };
    written = [];
    try {
      database.exec('BEGIN IMMEDIATE');
      const now = Date.now();
      const outcomes = group.map((change) => make(change, `${String(now)}0000`, now));
      database.exec('COMMIT');
      head = written.at(-1)?.position ?? head;
      tail.add(written);
      return outcomes;
    } catch (error) {
      next = started.next;
      undo();
      throw error;
    }
  }

  function undo(): void {
    written = [];
    streams.forget();
    metadata.clear();
    ids.clear();
    if (database.isTransaction) database.exec('ROLLBACK');
  }

  /** Should a group fail, each change is tried alone, so that one cannot take the others down with it. */
  function commit(group: readonly Change[]): readonly Outcome[] {
    const from = head;
    let outcomes: readonly Outcome[];
    try {
      outcomes = transact(group);
    } catch (error) {
      const fault = storageFault(error);
      outcomes =
        group.length === 1 || fault.kind !== 'defect'
          ? group.map(() => ({ kind: 'failed', fault }))
          : group.flatMap((change) => commit([change]));
    }
    if (head !== from) for (const listener of listeners) listener();
    return outcomes;
  }

  const queue = groupCommit(commit);
  if (head === 0) beginFile();
  else recallIds();

  function beginFile(): void {
    const data = Buffer.from(JSON.stringify({ fileId: file.id }));
    const events = [systemEvent('$fileCreated', data)];
    const [outcome] = commit([{ kind: 'append', stream: '$file', expected: 'no-stream', events }]);
    if (outcome?.kind === 'failed') throw new Error(outcome.fault.reason);
  }

  function recallIds(): void {
    const recalled: Row[] = [];
    for (let to = head + 1; recalled.length < RECALLED_IDS;) {
      const page = reads.allBackward(to);
      recalled.push(...page.rows);
      to = page.rows.at(-1)?.position ?? 0;
      if (page.end) break;
    }
    for (const row of recalled.reverse()) ids.set(idKey(row.sid, idOf(row.record)), row.position);
  }

  return {
    fileId: file.id,
    change: (change) => queue.submit(change),
    waiting: () => queue.waiting(),
    visible: (name, now) => visible(name, now),
    metadataOf,
    streamName: (sid) => streams.nameOf(sid),
    stream: (name) => streams.find(name),
    allForward: (from) => tail.from(from) ?? reads.allForward(from),
    reads,
    head: () => head,
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    settled: () => queue.settled(),
    close: async () => {
      await queue.settled();
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
    },
  };

  function visible(name: string, now: number): Visible {
    const stream = streams.find(name);
    if (before(name, stream).tombstoned) return { kind: 'deleted' };
    if (stream === undefined || stream.last < 0) return { kind: 'absent' };
    const { truncateBefore = 0, maxCount, maxAge, ...rest } = metadataOf(name);
    if (isSoftDeleted({ truncateBefore, maxCount, maxAge, ...rest })) return { kind: 'absent' };
    const kept = maxCount === undefined ? 0 : stream.last - maxCount + 1;
    return {
      kind: 'present',
      sid: stream.sid,
      first: Math.max(0, truncateBefore, kept),
      last: stream.last,
      notBefore: maxAge === undefined ? undefined : now - maxAge * 1000,
    };
  }
}

const NOTHING = Buffer.alloc(0);

/** One id may be used in several streams; it is the same event only within one. */
function idKey(sid: number, id: string): string {
  return `${String(sid)}/${id}`;
}

function systemEvent(type: string, data: Buffer, contentType = 'application/json'): ProposedEvent {
  return { id: randomUUID(), type, contentType, metadata: NOTHING, data };
}
