import type { Recorded } from '#history';
import type { Database } from './database.ts';
import { recordedColumns, recordedFrom } from './kept-facts.ts';

/** Says which of one child's facts, whole and in the order recorded, are not read under today's law, and by which refusal. */
export type Judge = (
  authority: string,
  facts: readonly Recorded[],
) => readonly { readonly id: string; readonly code: string }[];

/** A stored fact that today's law would not accept (decisions.md 5). */
export interface UnreadFact {
  readonly authority: string;
  readonly child: string;
  readonly fact: string;
  readonly type: string;
  readonly code: string;
  /** When the projection first found it so, in milliseconds since 1970 UTC. */
  readonly since: number;
}

/**
 * `unread` holds the facts found; `unjudged` the children whose facts have not been judged since the rows were made, the
 * worker started, or facts were joined in haste. Where it is empty, everything is judged.
 */
export const unreadTables = `CREATE TABLE IF NOT EXISTS unread (
  authority TEXT NOT NULL, child TEXT NOT NULL, fact TEXT NOT NULL, type TEXT NOT NULL, code TEXT NOT NULL,
  since INTEGER NOT NULL, PRIMARY KEY (authority, child, fact)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unjudged (
  authority TEXT NOT NULL, child TEXT NOT NULL, PRIMARY KEY (authority, child)) WITHOUT ROWID`;

/** Keeps what is found of each child. Everything it writes belongs to the transaction it is called in. */
export interface Judging {
  /** Judges one child now and answers what was not known to be unread before. */
  readonly judge: (authority: string, child: string, facts: readonly Recorded[]) => readonly UnreadFact[];
  /** Leaves one child for later. */
  readonly leave: (authority: string, child: string) => void;
  /** Leaves every child for later: another law may judge than before. */
  readonly leaveAll: () => void;
  readonly isAnyLeft: () => boolean;
  /** Judges children left for later, up to so many facts, and answers what was not known to be unread before. */
  readonly judgeLeft: (mostFacts: number) => readonly UnreadFact[];
}

export function judging(database: Database, judge: Judge, now: () => number): Judging {
  const known = database.prepare('SELECT fact, code FROM unread WHERE authority = ? AND child = ?');
  const remove = database.prepare('DELETE FROM unread WHERE authority = ? AND child = ? AND fact = ?');
  const insert = database.prepare(
    'INSERT INTO unread (authority, child, fact, type, code, since) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const leave = database.prepare('INSERT OR IGNORE INTO unjudged (authority, child) VALUES (?, ?)');
  const done = database.prepare('DELETE FROM unjudged WHERE authority = ? AND child = ?');
  const left = database.prepare('SELECT authority, child FROM unjudged LIMIT 1');
  const past = database.prepare(
    `SELECT ${recordedColumns} FROM facts WHERE authority = ? AND child = ? ORDER BY revision`,
  );
  past.setReturnArrays(true);

  function judgeOne(authority: string, child: string, facts: readonly Recorded[]): readonly UnreadFact[] {
    const before = known.all(authority, child) as readonly { readonly fact: string; readonly code: string }[];
    const found = judge(authority, facts);
    const isSame = (a: { fact: string; code: string }, b: { id: string; code: string }): boolean =>
      a.fact === b.id && a.code === b.code;
    for (const was of before) {
      if (!found.some((is) => isSame(was, is))) remove.run(authority, child, was.fact);
    }
    const since = now();
    const fresh = found
      .filter((is) => !before.some((was) => isSame(was, is)))
      .map(({ id, code }): UnreadFact => {
        const type = facts.find((fact) => fact.id === id)?.type ?? '';
        return { authority, child, fact: id, type, code, since };
      });
    for (const { fact, type, code } of fresh) insert.run(authority, child, fact, type, code, since);
    done.run(authority, child);
    return fresh;
  }

  return {
    judge: judgeOne,
    leave: (authority, child) => {
      leave.run(authority, child);
    },
    leaveAll: () => {
      database.exec(
        'INSERT OR IGNORE INTO unjudged (authority, child) SELECT authority, child FROM facts WHERE revision = 0',
      );
    },
    isAnyLeft: () => left.get() !== undefined,
    judgeLeft(mostFacts) {
      const fresh: UnreadFact[] = [];
      let judged = 0;
      while (judged < mostFacts) {
        const next = left.get() as { readonly authority: string; readonly child: string } | undefined;
        if (next === undefined) break;
        const facts = (past.all(next.authority, next.child) as readonly (readonly unknown[])[]).map(recordedFrom);
        fresh.push(...judgeOne(next.authority, next.child, facts));
        judged += facts.length + 1;
      }
      return fresh;
    },
  };
}
