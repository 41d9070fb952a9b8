import type { Effective } from '#history';
import { put, rowAt, withSources, type Fold } from './fold.ts';
import { never } from './rows.ts';

/**
 * Who has the child's case, which families the child belongs to and when the child was looked after: spans of days, the
 * last day of each being the day before its end. An end of what is not known to have begun makes no row.
 */
export function foldCircumstance(fold: Fold, fact: Effective): void {
  switch (fact.type) {
    case 'WorkerAllocated':
      allocated(fold, fact);
      return;
    case 'WorkerUnallocated':
      if (fold.allocation?.worker === fact.data.worker) deallocate(fold, fact);
      return;
    case 'FamilyLinked':
      linked(fold, fact);
      return;
    case 'FamilyUnlinked':
      unlinked(fold, fact);
      return;
    case 'BecameLookedAfter':
      becameLookedAfter(fold, fact);
      return;
    case 'CeasedToBeLookedAfter':
    case 'ChildDied': // No fact may end it afterwards: the journey takes it as ended too.
      ceasedToBeLookedAfter(fold, fact);
      return;
    default:
  }
}

/** The case passes to this worker from the one allocated before, as the journey has it. */
function allocated(fold: Fold, fact: Effective<'WorkerAllocated'>): void {
  const { worker, team, on } = fact.data;
  if (fold.allocation !== undefined) deallocate(fold, fact);
  fold.allocation = { key: fact.id, worker };
  put(fold, {
    kind: 'allocation',
    key: fact.id,
    worker,
    team,
    fromDay: on,
    untilDay: never,
    sources: fact.sources,
  });
}

function deallocate(fold: Fold, { data: { on }, sources }: Effective): void {
  if (fold.allocation === undefined) return;
  const row = rowAt(fold, 'allocation', fold.allocation.key);
  put(fold, { ...row, untilDay: on, sources: withSources(row.sources, sources) });
  fold.allocation = undefined;
}

function linked(fold: Fold, fact: Effective<'FamilyLinked'>): void {
  const { familyId, on } = fact.data;
  if (fold.families.has(familyId)) return;
  fold.families.set(familyId, fact.id);
  put(fold, { kind: 'family', key: fact.id, familyId, linkedOn: on, unlinkedOn: never, sources: fact.sources });
}

function unlinked(fold: Fold, fact: Effective<'FamilyUnlinked'>): void {
  const key = fold.families.get(fact.data.familyId);
  if (key === undefined) return;
  fold.families.delete(fact.data.familyId);
  const row = rowAt(fold, 'family', key);
  put(fold, { ...row, unlinkedOn: fact.data.on, sources: withSources(row.sources, fact.sources) });
}

function becameLookedAfter(fold: Fold, fact: Effective<'BecameLookedAfter'>): void {
  if (fold.lookedAfter !== undefined) return;
  fold.lookedAfter = fact.id;
  put(fold, { kind: 'looked-after', key: fact.id, fromDay: fact.data.on, untilDay: never, sources: fact.sources });
}

function ceasedToBeLookedAfter(fold: Fold, fact: Effective<'CeasedToBeLookedAfter' | 'ChildDied'>): void {
  if (fold.lookedAfter === undefined) return;
  const row = rowAt(fold, 'looked-after', fold.lookedAfter);
  fold.lookedAfter = undefined;
  put(fold, { ...row, untilDay: fact.data.on, sources: withSources(row.sources, fact.sources) });
}
