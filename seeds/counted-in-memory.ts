import { count, kindOf, measureOf, questionOf, versions, type RowVersion } from '#measures';
import { englandTimescales } from '#timescales';
import type { Proposed } from '#events';
import type { Recorded } from '#history';
import type { Journey } from './generate.ts';
import type { AskMeasure } from './published-beside-derived.ts';

/** Answers measures from journeys in memory, by the reference count: what the service must answer once they are recorded. */
export function countedInMemory(journeys: Iterable<Journey>): AskMeasure {
  const rows = new Map<string, Map<string, RowVersion[]>>();
  for (const { authority, child, facts } of journeys) {
    const ofAuthority = rows.get(authority) ?? new Map<string, RowVersion[]>();
    rows.set(authority, ofAuthority);
    for (const version of versions(englandTimescales, asRecorded(child, facts))) {
      const { kind } = version.row;
      const ofKind = ofAuthority.get(kind) ?? [];
      ofAuthority.set(kind, ofKind);
      ofKind.push(version);
    }
  }
  return async (authority, id, query) => {
    const measure = measureOf(id);
    if (measure === undefined) return undefined;
    const asked = questionOf(measure, query);
    if (!('question' in asked)) throw new Error(asked.faults.map(({ says }) => says).join(' '));
    const { counts } = measure;
    const known = new Set([counts, kindOf(measure, 'numerator'), ...(counts === 'plan' ? ['review-clock'] : [])]);
    return count(
      asked.question,
      [...known].flatMap((kind) => rows.get(authority)?.get(kind) ?? []),
      recordedAt,
    );
  };
}

/** One instant for every fact: all are known together. */
const recordedAt = Date.UTC(2026, 0, 5, 10, 30);

/** The facts as they would be read back once recorded, each under an id of its own. */
export function asRecorded(child: string, facts: readonly Proposed[]): readonly Recorded[] {
  return facts.map(
    ({ type, data }, revision) =>
      ({
        id: `${child}-${String(revision)}`,
        type,
        data,
        revision,
        recordedAt,
        recordedBy: 'demonstration',
      }) as Recorded,
  );
}
