import type { Recorded } from '#history';
import type { WholeChild } from './child-writer.ts';
import type { Dialect } from './dialect.ts';
import { pastOf } from './kept-facts.ts';
import type { Statements, Value } from './statements.ts';

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
 * law changed, or facts were joined in haste. Where it is empty, everything is judged under the law `judged_by` names.
 */
export const unreadTables = ({ text, large, inKeyOrder }: Dialect): string => `CREATE TABLE IF NOT EXISTS unread (
  authority ${text} NOT NULL, child ${text} NOT NULL, fact ${text} NOT NULL, type ${text} NOT NULL, code ${text} NOT NULL,
  since ${large} NOT NULL, PRIMARY KEY (authority, child, fact))${inKeyOrder};
CREATE TABLE IF NOT EXISTS unjudged (
  authority ${text} NOT NULL, child ${text} NOT NULL, PRIMARY KEY (authority, child))${inKeyOrder};
CREATE TABLE IF NOT EXISTS judged_by (name ${text} PRIMARY KEY, law ${text} NOT NULL)`;

/** Judges children now and answers what was not known to be unread before. */
export async function judgeNow(
  at: Statements,
  judge: Judge,
  children: readonly WholeChild[],
  since: number,
): Promise<readonly UnreadFact[]> {
  const known = await Promise.all(
    children.map(({ authority, child }) =>
      at.all('SELECT fact, code FROM unread WHERE authority = ? AND child = ?', authority, child),
    ),
  );
  const removed: Value[][] = [];
  const fresh = children.flatMap(({ authority, child, facts }, index): UnreadFact[] => {
    const before = known[index] ?? [];
    const found = judge(authority, facts);
    for (const [fact, code] of before) {
      if (!found.some((is) => is.id === fact && is.code === code)) removed.push([authority, child, String(fact)]);
    }
    return found
      .filter((is) => !before.some(([fact, code]) => is.id === fact && is.code === code))
      .map(({ id, code }) => {
        const type = facts.find((fact) => fact.id === id)?.type ?? '';
        return { authority, child, fact: id, type, code, since };
      });
  });
  await Promise.all([
    at.each('DELETE FROM unread WHERE authority = ? AND child = ? AND fact = ?', removed),
    at.each(
      'INSERT INTO unread (authority, child, fact, type, code, since) VALUES (?, ?, ?, ?, ?, ?)',
      fresh.map(({ authority, child, fact, type, code }) => [authority, child, fact, type, code, since]),
    ),
    at.each('DELETE FROM unjudged WHERE authority = ? AND child = ?', places(children)),
  ]);
  return fresh;
}

/** Leaves these children for later. */
export async function judgeLater(at: Statements, children: readonly Place[]): Promise<void> {
  await at.each('INSERT INTO unjudged (authority, child) VALUES (?, ?) ON CONFLICT DO NOTHING', places(children));
}

/**
 * Leaves every child for later where another law judged them than this one: what it did not read this one may. Without a
 * change there is nothing to find again.
 */
export async function judgeAllUnder(at: Statements, law: string): Promise<void> {
  const [before] = await at.all('SELECT law FROM judged_by');
  if (before?.[0] === law) return;
  await at.run(
    'INSERT INTO unjudged (authority, child) SELECT authority, child FROM facts WHERE revision = 0 ON CONFLICT DO NOTHING',
  );
  await at.run(
    `INSERT INTO judged_by (name, law) VALUES ('unread', ?) ON CONFLICT (name) DO UPDATE SET law = excluded.law`,
    law,
  );
}

/** Judges children left for later, up to about so many facts; undefined where none was left. */
export async function judgeSomeLeft(
  at: Statements,
  judge: Judge,
  since: number,
  mostFacts: number,
): Promise<readonly UnreadFact[] | undefined> {
  const left = await at.all('SELECT authority, child FROM unjudged ORDER BY authority, child LIMIT ?', mostAtOnce);
  if (left.length === 0) return undefined;
  const fresh: UnreadFact[] = [];
  let judged = 0;
  for (const values of left) {
    if (judged >= mostFacts) break;
    const [authority, child] = values as readonly [string, string];
    const facts = await pastOf(at, authority, child);
    fresh.push(...(await judgeNow(at, judge, [{ authority, child, facts }], since)));
    judged += facts.length + 1;
  }
  return fresh;
}

const mostAtOnce = 100;

type Place = Pick<WholeChild, 'authority' | 'child'>;

function places(children: readonly Place[]): Value[][] {
  return children.map(({ authority, child }) => [authority, child]);
}
