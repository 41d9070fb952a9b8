import type { Recorded } from '#history';
import { openReadModelWriter } from '#readmodel';
import { nationalRules, type Rulebook } from '#timescales';
import { recorded, type Told } from './children.ts';
import { decoded, storedFact } from './stored-facts.ts';

/** A read model that grows as facts are told, without a store: positions and revisions are counted here. */
export interface GrowingRows {
  /** Joins facts of one child to the rows, and answers the position reached. Each is known from its own `recordedAt`. */
  readonly tell: (authority: string, child: string, ...facts: readonly Told[]) => Promise<number>;
  readonly close: () => Promise<void>;
}

export async function growingRows(url: string, rules: Rulebook = nationalRules): Promise<GrowingRows> {
  const writer = openReadModelWriter({ url, rules, now: () => 0 });
  await writer.adopt('store-1');
  const told = new Map<string, Told[]>();
  let position = 0;
  return {
    async tell(authority, child, ...facts) {
      const of = `${authority}.${child}`;
      const before = told.get(of) ?? [];
      const all = [...before, ...facts];
      told.set(of, all);
      const next = recorded(all, child).slice(before.length);
      const stored = next.map((fact: Recorded) => storedFact(authority, child, fact, (position += 100)));
      await writer.apply(decoded(stored), position);
      return position;
    },
    close: () => writer.close(),
  };
}
