import { count, measureOf, questionOf, versions, type RowVersion } from '#measures';
import { englandTimescales } from '#timescales';
import type { Proposed } from '#events';
import type { Recorded } from '#history';
import type { Journey } from './generate.ts';
import type { AskMeasure } from './published-beside-derived.ts';

/** Answers measures from journeys in memory, by the reference count: what the service must answer once they are recorded. */
export function countedInMemory(journeys: Iterable<Journey>): AskMeasure {
  const children = new Map<string, (readonly RowVersion[])[]>();
  for (const { authority, child, facts } of journeys) {
    const ofAuthority = children.get(authority) ?? [];
    children.set(authority, ofAuthority);
    ofAuthority.push(versions(englandTimescales, asRecorded(child, facts)));
  }
  return async (authority, id, query) => {
    const measure = measureOf(id);
    if (measure === undefined) return undefined;
    const asked = questionOf(measure, query);
    if (!('question' in asked)) throw new Error(asked.faults.map(({ says }) => says).join(' '));
    return count(asked.question, children.get(authority) ?? [], recordedAt);
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
