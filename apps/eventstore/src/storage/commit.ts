import { crc32 } from 'node:zlib';
import { changeMaker, type Change, type Outcome } from './change.ts';
import { storageFault } from './fault.ts';
import type { Row } from './reads.ts';
import { forget, type LogState } from './state.ts';

/** Called around every commit; tests use it to end the process at the worst moments. */
export type CommitHooks = { beforeCommit?(): void; afterCommit?(): void };

/**
 * Gives the function that makes a group of changes in one transaction. Should the transaction fail, each change is
 * tried alone, so that one cannot take the others down with it; a disk that refuses to be written refuses them all.
 */
export function committer(
  state: LogState,
  onCommitted: (rows: readonly Row[]) => void,
  hooks: CommitHooks,
): (group: readonly Change[]) => readonly Outcome[] {
  const { database } = state.file;
  const insert = database.prepare('INSERT INTO events (pos, sid, rev, type, rec, crc) VALUES (?, ?, ?, ?, ?, ?)');
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');

  function transact(group: readonly Change[]): readonly Outcome[] {
    const next = state.next;
    const maker = changeMaker(state, insertRow, Date.now());
    let outcomes: readonly Outcome[];
    try {
      begin.run();
      outcomes = group.map((change) => maker.make(change));
      hooks.beforeCommit?.();
      commit.run();
    } catch (error) {
      state.next = next;
      forget(state, maker.written);
      // After some faults SQLite has rolled back already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
    hooks.afterCommit?.();
    state.head = maker.written.at(-1)?.position ?? state.head;
    if (maker.written.length > 0) onCommitted(maker.written);
    return outcomes;
  }

  function insertRow({ position, sid, revision, type, record }: Row): void {
    insert.run(position, sid, revision, type, record, crc32(record));
  }

  function commitGroup(group: readonly Change[]): readonly Outcome[] {
    try {
      return transact(group);
    } catch (error) {
      const fault = storageFault(error);
      return group.length === 1 || fault.kind !== 'defect'
        ? group.map(() => ({ kind: 'failed', fault }))
        : group.flatMap((change) => commitGroup([change]));
    }
  }

  return commitGroup;
}
