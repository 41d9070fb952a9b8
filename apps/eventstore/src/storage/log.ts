import { sizeOf } from '../wire/proposed-event.ts';
import { systemEvent, type Change, type Outcome } from './change.ts';
import { committer, type CommitHooks } from './commit.ts';
import { checkpoint, type EventFile } from './event-file.ts';
import { groupCommit } from './group-commit.ts';
import { isSoftDeleted, type StreamMetadata } from './metadata.ts';
import type { Page, Reads } from './reads.ts';
import { before, metadataOf, stateOf, type LogState } from './state.ts';
import type { Stream } from './streams.ts';
import { tailAfter } from './tail.ts';

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

/** The log of all events in one file. The only writer of it. */
export type Log = {
  readonly fileId: string;
  change(change: Change): Promise<Outcome>;
  /** True while so much waits for the disk that those who stream changes should stop reading them. */
  crowded(): boolean;
  /** `now` is in milliseconds since 1970, for streams whose events expire. */
  visible(stream: string, now: number): Visible;
  metadataOf(stream: string): StreamMetadata;
  stream(name: string): Stream | undefined;
  allForward(from: number): Page;
  readonly reads: Reads;
  /** The position of the last event. */
  head(): number;
  /** Called after every commit that recorded something, and must not throw; returns how to stop. */
  onCommit(listener: () => void): () => void;
  /** Resolves when every change accepted so far has its outcome. */
  settled(): Promise<void>;
  /** Makes the changes accepted so far, then closes the file. */
  close(): Promise<void>;
};

export function openLog(file: EventFile, hooks: CommitHooks = {}): Log {
  const state = stateOf(file);
  const { reads, streams } = state;
  const tail = tailAfter(state.head);
  const listeners = new Set<() => void>();
  const commit = committer(
    state,
    (rows) => {
      tail.add(rows);
      for (const listener of listeners) listener();
    },
    hooks,
  );
  if (state.head === 0) beginFile(commit, file.id);
  const queue = groupCommit(commit, sizeOfChange);

  return {
    fileId: file.id,
    change: (change) => queue.submit(change),
    crowded: () => queue.crowded(),
    visible: (name, now) => visible(state, name, now),
    metadataOf: (name) => metadataOf(state, name),
    stream: (name) => streams.find(name),
    allForward: (from) => tail.from(from) ?? reads.allForward(from),
    reads,
    head: () => state.head,
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    settled: () => queue.settled(),
    close: async () => {
      await queue.settled();
      closeFile(file);
    },
  };
}

/** A store begins with one event of its own, so that `$all` is never empty and shows which file it is. */
function beginFile(commit: (group: readonly Change[]) => readonly Outcome[], fileId: string): void {
  const events = [systemEvent('$fileCreated', Buffer.from(JSON.stringify({ fileId })))];
  const [outcome] = commit([{ kind: 'append', stream: '$file', expected: 'no-stream', events }]);
  if (outcome?.kind === 'failed') throw new Error(outcome.fault.reason);
}

function sizeOfChange({ events }: Change): number {
  return events.reduce((sum, event) => sum + sizeOf(event), 0);
}

function visible(state: LogState, name: string, now: number): Visible {
  const stream = state.streams.find(name);
  if (before(state, name, stream).tombstoned) return { kind: 'deleted' };
  if (stream === undefined || stream.last < 0) return { kind: 'absent' };
  const metadata = metadataOf(state, name);
  if (isSoftDeleted(metadata)) return { kind: 'absent' };
  const { truncateBefore = 0, maxCount, maxAge } = metadata;
  const kept = maxCount === undefined ? 0 : stream.last - maxCount + 1;
  return {
    kind: 'present',
    sid: stream.sid,
    first: Math.max(0, truncateBefore, kept),
    last: stream.last,
    notBefore: maxAge === undefined ? undefined : now - maxAge * 1000,
  };
}

function closeFile({ database }: EventFile): void {
  try {
    checkpoint(database);
  } catch {
    // A full disk keeps the log beside the file; nothing is lost, the next start reads it.
  }
  database.close();
}
