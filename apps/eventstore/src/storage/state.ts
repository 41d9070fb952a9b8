import { DELETED_REVISION, idOf } from '../wire/recorded-event.ts';
import type { EventFile } from './event-file.ts';
import type { Before } from './expected-revision.ts';
import { isSoftDeleted, METASTREAM_METADATA, NO_METADATA, readMetadata, type StreamMetadata } from './metadata.ts';
import { readsOf, type Reads, type Row } from './reads.ts';
import { recent, type Recent } from './recent.ts';
import { describedBy, isTombstoned, metastreamOf, streamsOf, type Stream, type Streams } from './streams.ts';

/** What the log knows of its file while it is open: the next position, and what was used lately. */
export type LogState = {
  readonly file: EventFile;
  readonly reads: Reads;
  readonly streams: Streams;
  readonly metadata: Recent<string, StreamMetadata>;
  /** Positions of events recorded lately, by stream and event id. */
  readonly ids: Recent<string, number>;
  /** The position of the last committed event. */
  head: number;
  /** The position the next event will have. */
  next: number;
};

/** An append may be retried with "any" at least this many events later and still be known as the same. */
const REMEMBERED_IDS = 50_000;
/** How many of them are recalled from the file at start. */
const RECALLED_IDS = 10_000;
/** Positions advance by the size of an event and a little more, as in a log of bytes. */
const RECORD_OVERHEAD = 24;

export function stateOf(file: EventFile): LogState {
  const reads = readsOf(file.database);
  const last = reads.atPosition(reads.head());
  const state: LogState = {
    file,
    reads,
    streams: streamsOf(file.database),
    metadata: recent(10_000),
    ids: recent(REMEMBERED_IDS),
    head: last?.position ?? 0,
    next: last === undefined ? RECORD_OVERHEAD : positionAfter(last.position, last.record),
  };
  recallIds(state);
  return state;
}

export function positionAfter(position: number, record: Uint8Array): number {
  return position + record.length + RECORD_OVERHEAD;
}

/** One id may be used in several streams; it is the same event only within one. */
export function idKey(sid: number, id: string): string {
  return `${String(sid)}/${id}`;
}

/** After a rollback what was looked up cannot be trusted, and the ids of what was not recorded must not be known. */
export function forget(state: LogState, unrecorded: readonly Row[]): void {
  state.streams.forget();
  state.metadata.clear();
  for (const row of unrecorded) state.ids.delete(idKey(row.sid, idOf(row.record)));
}

export function metadataOf(state: LogState, name: string): StreamMetadata {
  if (describedBy(name) !== undefined) return METASTREAM_METADATA;
  const known = state.metadata.get(name);
  if (known !== undefined) return known;
  const metastream = state.streams.find(metastreamOf(name));
  const described = metastream !== undefined && metastream.last >= 0 && metastream.last !== DELETED_REVISION;
  const row = described ? state.reads.at(metastream.sid, metastream.last) : undefined;
  const found = row === undefined ? NO_METADATA : readMetadata(row.record);
  state.metadata.set(name, found);
  return found;
}

/** What a stream is before a change, as far as the change's fate depends on it; looked up only as it is asked for. */
export function before(state: LogState, name: string, stream: Stream | undefined): Before {
  const { reads, streams, ids } = state;
  const described = describedBy(name);
  return {
    last: stream?.last ?? -1,
    // A metastream ends with the stream it describes.
    tombstoned: isTombstoned(stream) || (described !== undefined && isTombstoned(streams.find(described))),
    softDeleted: stream !== undefined && described === undefined && isSoftDeleted(metadataOf(state, name)),
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

/** A writer that was cut off may retry after a restart: the latest ids are recalled from the file. */
function recallIds({ reads, ids }: LogState): void {
  // Reading whole events for this was half of what a start took.
  for (const { position, sid, id } of reads.latestIds(RECALLED_IDS).toReversed()) ids.set(idKey(sid, id), position);
}
