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
