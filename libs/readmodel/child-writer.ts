import { startKnowledge } from '#measures';
import type { Recorded } from '#history';
import type { DecodedFact } from '#store';
import type { Rulebook } from '#timescales';
import { GapInJourney } from './errors.ts';
import { kept, keptColumns, pastOf, recordedOf } from './kept-facts.ts';
import { rowWriter } from './row-writer.ts';
import type { Statements, Value } from './statements.ts';

/** A child, with all its facts. */
export interface WholeChild {
  readonly authority: string;
  readonly child: string;
  readonly facts: readonly Recorded[];
}

/** What came of joining facts: the latest instant now known, and the children they are of. */
export interface Joined {
  readonly knownAt: number;
  readonly children: readonly WholeChild[];
}

const insert = `INSERT INTO facts (${keptColumns}, known_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const checkpoint = 'INSERT INTO checkpoints (position, known_at) VALUES (?, ?) ON CONFLICT DO NOTHING';

/**
 * Joins facts of any children: folds each before and after, and writes the difference. Throws `GapInJourney`, and what a
 * fold throws of a fact that no rows can be made of.
 */
export async function joinFacts(
  at: Statements,
  rules: Rulebook,
  facts: readonly DecodedFact[],
  knownAt: number,
): Promise<Joined> {
  const streams = byStream(facts);
  const pasts = await Promise.all(streams.map(([{ authority, child }]) => pastOf(at, authority, child)));
  const rows = rowWriter();
  const inserts: Value[][] = [];
  const children = streams.map((stream, index): WholeChild => {
    const [{ authority, child }] = stream;
    const knowledge = startKnowledge(rules.of(authority));
    const history = [...(pasts[index] ?? [])];
    for (const fact of history) knowledge.learn(fact);
    let known = Math.max(0, ...history.map(({ recordedAt }) => recordedAt));
    knowledge.mark();
    for (const decoded of stream) {
      const keeping = kept(decoded);
      const due = (history.at(-1)?.revision ?? -1) + 1;
      if (decoded.fact.revision !== due) throw new GapInJourney(decoded.stored, due);
      known = Math.max(known, decoded.fact.recordedAt);
      inserts.push([...keeping, known]);
      // What is folded now is what will be read back, so that a rebuild sees nothing else.
      const fact = recordedOf(keeping);
      knowledge.learn(fact);
      history.push(fact);
    }
    rows.change(authority, child, knowledge.changes());
    return { authority, child, facts: history };
  });
  const checkpoints = instantsReached(facts, knownAt);
  await Promise.all([at.each(checkpoint, checkpoints), at.each(insert, inserts), rows.write(at)]);
  return { knownAt: checkpoints.at(-1)?.[1] ?? knownAt, children };
}

/** Where each further instant was reached. */
function instantsReached(facts: readonly DecodedFact[], knownAt: number): (readonly [number, number])[] {
  const reached: (readonly [number, number])[] = [];
  let known = knownAt;
  for (const { fact, stored } of facts) {
    if (fact.recordedAt <= known) continue;
    known = fact.recordedAt;
    reached.push([stored.position, known]);
  }
  return reached;
}

type OfOneStream = [DecodedFact, ...DecodedFact[]];

function byStream(facts: readonly DecodedFact[]): readonly OfOneStream[] {
  const streams = new Map<string, OfOneStream>();
  for (const fact of facts) {
    const { stream } = fact.stored;
    const list = streams.get(stream);
    if (list === undefined) streams.set(stream, [fact]);
    else list.push(fact);
  }
  return [...streams.values()];
}
