import type { Expected } from '../wire/requests.ts';

/** What a stream is before an append, as far as the append's fate depends on it. */
export type Before = {
  /** -1 where it has no events. */
  readonly last: number;
  readonly tombstoned: boolean;
  readonly softDeleted: boolean;
  /** Whether it has metadata, which makes a stream without events exist. */
  readonly described: boolean;
  /** The id of the event at a revision. */
  idAt(revision: number): string | undefined;
  /** Where this stream lately recorded an event of that id. */
  recorded(id: string): number | undefined;
};

export type Verdict =
  | { readonly kind: 'write' }
  /** The very same append was recorded before: it is acknowledged again and nothing is written. */
  | { readonly kind: 'repeated'; readonly revision: number }
  | { readonly kind: 'wrong-revision' }
  | { readonly kind: 'stream-deleted' };

const WRITE: Verdict = { kind: 'write' };
const WRONG: Verdict = { kind: 'wrong-revision' };
const DELETED: Verdict = { kind: 'stream-deleted' };

/** EventStoreDB's rules of optimistic concurrency and idempotence for one append. */
export function judgeAppend(before: Before, expected: Expected, ids: readonly string[]): Verdict {
  if (before.tombstoned) return DELETED;
  if (expected === 'stream-exists') {
    if (before.softDeleted) return DELETED;
    if (before.last < 0 && !before.described) return WRONG;
  }
  if (expected === 'any' || expected === 'stream-exists') return judgeUnconditional(before, ids);
  const revision = expected === 'no-stream' ? -1 : expected;
  if (revision === before.last) return WRITE;
  if (revision > before.last) return WRONG;
  return judgeLate(before, revision, ids);
}

/** EventStoreDB's rules for deleting: a soft delete needs something to delete, a tombstone does not. */
export function judgeDeletion(before: Before, expected: Expected, kind: 'delete' | 'tombstone'): Verdict {
  if (before.tombstoned) return DELETED;
  if (expected === 'stream-exists' && before.softDeleted) return DELETED;
  const exists = before.last >= 0 || before.described;
  const expectation =
    expected === 'any' ||
    (expected === 'stream-exists' ? exists : expected === before.last) ||
    // A soft-deleted stream is no stream to whoever expects none.
    (expected === 'no-stream' && (before.last < 0 || before.softDeleted));
  return expectation && (kind === 'tombstone' || exists) ? WRITE : WRONG;
}

/** Whether all the events were recorded before (a retry), none (a write), or only the first few (a contradiction). */
function judgeUnconditional(before: Before, ids: readonly string[]): Verdict {
  let revision: number | undefined;
  for (const [index, id] of ids.entries()) {
    const found = before.recorded(id);
    if (found === undefined) return index === 0 ? WRITE : WRONG;
    revision = found;
  }
  return revision === undefined ? WRITE : { kind: 'repeated', revision };
}

/** The stream has moved on: a retry of exactly what follows the expected revision is accepted, all else refused. */
function judgeLate(before: Before, expected: number, ids: readonly string[]): Verdict {
  let revision = expected;
  for (const id of ids) {
    revision += 1;
    if (revision <= before.last && before.idAt(revision) === id) continue;
    // A soft-deleted stream is no stream to its next writer.
    return revision === 0 && before.softDeleted ? WRITE : WRONG;
  }
  return ids.length === 0 ? WRONG : { kind: 'repeated', revision };
}
