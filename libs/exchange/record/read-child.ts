import type { PlainDate } from '#calendar';
import { effectiveHistory, movesIn, type Effective, type Recorded } from '#history';
import { foldCase } from './case.fold.ts';
import type { ChildRecord } from './child-record.ts';
import { foldChild, foldCircumstance } from './child.fold.ts';
import { startFolding } from './draft.ts';
import { foldOpening } from './opening.fold.ts';
import { foldProtectionFacts } from './protection.fold.ts';

/**
 * What is told of a child by its facts, whole and in the order recorded, with their personal texts opened; with `by`,
 * only what had happened by the end of that day. Nothing is judged: a fact that fits nothing changes nothing, or is
 * listed as unplaced.
 */
export function childRecord(child: string, facts: readonly Recorded[], by?: PlainDate): ChildRecord {
  const history = effectiveHistory(facts);
  const happened = by === undefined ? history : history.filter(({ data }) => data.on <= by);
  return recordOf(child, happened);
}

function recordOf(child: string, history: readonly Effective[]): ChildRecord {
  const folding = startFolding(child, movesIn(history));
  for (const fact of history) {
    foldOpening(folding, fact);
    foldChild(folding, fact);
    foldCircumstance(folding, fact);
    if (fact.type === 'ContactReceived') folding.contactIds.set(fact.data.contactId, fact.id);
    foldCase(folding, fact);
    foldProtectionFacts(folding, fact);
  }
  return folding.record;
}
