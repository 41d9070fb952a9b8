import type { Release, ReleasedCount } from './release.ts';
import type { System } from './solutions.ts';

/** Counts that sums join to one another, by their places: what is hidden in one has nothing to do with the others. */
export interface Component extends System {
  readonly counts: readonly ReleasedCount[];
}

/** A release in as many parts as do not touch one another. A count that is given twice is one count. */
export function componentsOf({ counts, sums }: Release): readonly Component[] {
  const byId = new Map<string, ReleasedCount>();
  for (const count of counts) {
    const before = byId.get(count.id);
    byId.set(
      count.id,
      before === undefined
        ? count
        : { ...count, isTold: before.isTold || count.isTold, weight: Math.max(before.weight, count.weight) },
    );
  }
  const leads = new Map([...byId.keys()].map((id) => [id, id]));
  const leadOf = (id: string): string => {
    const lead = leads.get(id) ?? id;
    return lead === id ? id : leadOf(lead);
  };
  for (const { whole, parts } of sums) for (const part of parts) leads.set(leadOf(part), leadOf(whole));
  const members = new Map<string, ReleasedCount[]>();
  for (const count of byId.values()) {
    const lead = leadOf(count.id);
    members.set(lead, [...(members.get(lead) ?? []), count]);
  }
  return [...members].map(([lead, joined]) => {
    const places = new Map(joined.map(({ id }, place) => [id, place]));
    const placeOf = (id: string): number => places.get(id) ?? -1;
    const own = sums
      .filter(({ whole }) => leadOf(whole) === lead)
      .map(({ whole, parts }) => ({ whole: placeOf(whole), parts: parts.map(placeOf) }));
    const sumsOf = joined.map((_, place) => own.filter(({ whole, parts }) => whole === place || parts.includes(place)));
    return { counts: joined, sums: own, sumsOf };
  });
}
