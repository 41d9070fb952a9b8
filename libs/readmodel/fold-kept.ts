import { setImmediate } from 'node:timers/promises';
import { rowKinds, startKnowledge } from '#measures';
import { journeyStream } from '#store';
import type { Rulebook } from '#timescales';
import { bulkInsert } from './bulk-insert.ts';
import { rowsOf, type Database } from './database.ts';
import { FactNotJoined } from './errors.ts';
import { recordedColumns, recordedFrom } from './kept-facts.ts';
import { sqlColumns, stored, tables } from './tables.ts';

/** How far a build has come. Reading takes the most of it. */
export interface BuildProgress {
  readonly stage: 'reading' | 'folding' | 'indexing';
  readonly facts: number;
}

export interface Folding {
  readonly rules: Rulebook;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** The first fact in the store's order that no rows can be made of. */
export interface Amiss {
  readonly position: number;
  readonly error: FactNotJoined;
}

/** Folds the kept facts child by child, and answers the first in the store's order that cannot be joined, if any. */
export async function foldKept(database: Database, { rules, onProgress, signal }: Folding): Promise<Amiss | undefined> {
  const select = database.prepare(
    `SELECT authority, child, position, ${recordedColumns} FROM main.facts ORDER BY authority, child, revision`,
  );
  select.setReturnArrays(true);
  const rows = new Map(rowKinds.map((kind) => [kind, bulkInsert(database, tables[kind].name, sqlColumns(kind))]));
  let of = { authority: '', child: '', isWhole: true };
  let knowledge = startKnowledge(rules.of(of.authority));
  let folded = 0;
  let amiss: Amiss | undefined;
  const unjudged = database.prepare('INSERT OR IGNORE INTO unjudged (authority, child) VALUES (?, ?)');
  const finish = (): void => {
    if (folded > 0) unjudged.run(of.authority, of.child);
    for (const version of knowledge.versions()) {
      rows.get(version.row.kind)?.add(stored(of.authority, of.child, version));
    }
  };
  for (const values of rowsOf(select) as Iterable<readonly unknown[]>) {
    const [authority, child, position] = values as readonly [string, string, number];
    if (authority !== of.authority || child !== of.child) {
      if (of.isWhole) finish();
      of = { authority, child, isWhole: true };
      knowledge = startKnowledge(rules.of(authority));
    }
    const fact = recordedFrom(values.slice(3));
    try {
      if (of.isWhole) knowledge.learn(fact);
    } catch (cause) {
      of.isWhole = false;
      if (position < (amiss?.position ?? Infinity)) {
        amiss = { position, error: new FactNotJoined({ stream: journeyStream(authority, child), ...fact }, cause) };
      }
    }
    folded += 1;
    if (folded % 20_000 !== 0) continue;
    onProgress?.({ stage: 'folding', facts: folded });
    await setImmediate();
    signal?.throwIfAborted();
  }
  if (of.isWhole) finish();
  for (const table of rows.values()) table.flush();
  return amiss;
}
