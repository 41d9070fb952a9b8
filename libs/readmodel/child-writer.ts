import { startKnowledge } from '#measures';
import type { Recorded } from '#history';
import type { DecodedFact } from '#store';
import type { Rulebook } from '#timescales';
import type { Database } from './database.ts';
import { GapInJourney } from './errors.ts';
import { kept, keptColumns, recordedColumns, recordedFrom } from './kept-facts.ts';
import { rowWriter, type RowWriter } from './row-writer.ts';

/** Joins facts of any children, and answers the latest instant now known. */
export type ChildWriter = (facts: readonly DecodedFact[], knownAt: number) => number;

/** Is shown each child whose facts were joined, with all its facts. */
export type Onlooker = (authority: string, child: string, facts: readonly Recorded[]) => void;

export function childWriter(database: Database, rules: Rulebook, look: Onlooker): ChildWriter {
  const rows = rowWriter(database);
  const insert = database.prepare(
    `INSERT INTO facts (${keptColumns}, known_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const checkpoint = database.prepare('INSERT OR IGNORE INTO checkpoints (position, known_at) VALUES (?, ?)');
  const past = database.prepare(
    `SELECT ${recordedColumns} FROM facts WHERE authority = ? AND child = ? ORDER BY revision`,
  );
  past.setReturnArrays(true);

  function join(facts: readonly DecodedFact[], writer: RowWriter): void {
    const [first] = facts;
    if (first === undefined) return;
    const { authority, child } = first;
    const knowledge = startKnowledge(rules.of(authority));
    const history: Recorded[] = [];
    let known = 0;
    let revision = 0;
    for (const values of past.all(authority, child) as readonly (readonly unknown[])[]) {
      const fact = recordedFrom(values);
      knowledge.learn(fact);
      history.push(fact);
      known = Math.max(known, fact.recordedAt);
      revision = fact.revision + 1;
    }
    knowledge.mark();
    for (const decoded of facts) {
      const keeping = kept(decoded);
      if (decoded.fact.revision !== revision) throw new GapInJourney(decoded.stored, revision);
      known = Math.max(known, decoded.fact.recordedAt);
      insert.run(...keeping, known);
      // What is folded now is what will be read back, so that a rebuild sees nothing else.
      const fact = recordedFrom([keeping[3], keeping[4], keeping[5], keeping[2], keeping[6], keeping[7]]);
      knowledge.learn(fact);
      history.push(fact);
      revision += 1;
    }
    writer.change(authority, child, knowledge.changes());
    look(authority, child, history);
  }

  return (facts, knownAt) => {
    let known = knownAt;
    for (const { fact, stored } of facts) {
      if (fact.recordedAt <= known) continue;
      known = fact.recordedAt;
      checkpoint.run(stored.position, known);
    }
    for (const ofChild of byStream(facts)) join(ofChild, rows);
    return known;
  };
}

function byStream(facts: readonly DecodedFact[]): Iterable<readonly DecodedFact[]> {
  const streams = new Map<string, DecodedFact[]>();
  for (const fact of facts) {
    const { stream } = fact.stored;
    const list = streams.get(stream);
    if (list === undefined) streams.set(stream, [fact]);
    else list.push(fact);
  }
  return streams.values();
}
