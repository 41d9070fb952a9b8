import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { journeyLaws } from '#journey';
import type { Judge, UnreadFact } from '#readmodel';
import type { Rulebook } from '#timescales';

/** The code of a child whose facts the law failed on: a defect, which must not stop the rows of all others. */
export const lawFailed = 'law-failed';

/** Today's law as the read model asks it. It is asked for order alone, so the texts that are not kept are not missed. */
export function judgeOf(rules: Rulebook): Judge {
  const laws = journeyLaws(rules);
  return (authority, facts) => {
    try {
      return laws(authority).read(facts).unread;
    } catch {
      return facts.slice(-1).map(({ id }) => ({ id, code: lawFailed }));
    }
  };
}

/**
 * The name of today's law: of its rules, and of its code as it stands in the files, since nobody would remember to count
 * a version up for every change of a guard. Children judged under a law of this name need not be judged again.
 */
export function nameOfLaw({ reading }: Pick<Rulebook, 'reading'>): string {
  const code = createHash('sha256');
  for (const lib of ['calendar', 'events', 'history', 'timescales', 'journey']) {
    const folder = new URL(`../../../libs/${lib}/`, import.meta.url);
    const files = readdirSync(folder).filter((file) => /(?<!\.test)\.[jt]s$/.test(file));
    for (const file of files.sort()) code.update(readFileSync(new URL(file, folder)));
  }
  return `${reading} ${code.digest('hex')}`;
}

/** What is logged of facts newly found unread: how many of which type and code, and never whose. */
export function unreadInWords(found: readonly UnreadFact[]): readonly object[] {
  const counts = new Map<string, { authority: string; type: string; code: string; facts: number }>();
  for (const { authority, type, code } of found) {
    const key = [authority, type, code].join(' ');
    const count = counts.get(key) ?? { authority, type, code, facts: 0 };
    counts.set(key, { ...count, facts: count.facts + 1 });
  }
  return [...counts.values()];
}
