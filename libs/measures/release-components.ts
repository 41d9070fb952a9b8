import type { Release, ReleasedCount } from './release.ts';

/** Counts that sums join to one another, by their places: what is hidden in one has nothing to do with the others. */
export interface Component {
  readonly counts: readonly ReleasedCount[];
  /** The sums that each count stands in. */
  readonly sumsOf: readonly (readonly PlacedSum[])[];
  readonly sums: readonly PlacedSum[];
}

/** A sum of counts by their places. */
export interface PlacedSum {
  readonly whole: number;
  readonly parts: readonly number[];
  /** The whole and its parts. */
  readonly places: readonly number[];
}

/** A release in as many parts as do not touch one another. A count that is given twice is one count. */
export function componentsOf({ counts, sums }: Release): readonly Component[] {
  const byId = new Map<string, ReleasedCount>();
  for (const count of counts) byId.set(count.id, together(byId.get(count.id), count));
  const beside = new Map<string, Release['sums'][number][]>([...byId.keys()].map((id) => [id, []]));
  for (const sum of sums) for (const id of new Set([sum.whole, ...sum.parts])) beside.get(id)?.push(sum);
  const left = new Set(byId.keys());
  const components: Component[] = [];
  for (const first of byId.keys()) {
    if (!left.delete(first)) continue;
    const joined = [first];
    for (const id of joined) {
      for (const { whole, parts } of beside.get(id) ?? []) {
        for (const other of [whole, ...parts]) if (left.delete(other)) joined.push(other);
      }
    }
    components.push(componentOf(joined, byId, beside));
  }
  return components;
}

function componentOf(
  joined: readonly string[],
  byId: ReadonlyMap<string, ReleasedCount>,
  beside: ReadonlyMap<string, Release['sums']>,
): Component {
  const members = new Set(joined);
  const ids = [...byId.keys()].filter((id) => members.has(id));
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (id: string): number => places.get(id) ?? -1;
  const sums = [...new Set(ids.flatMap((id) => beside.get(id) ?? []))].map(({ whole, parts }): PlacedSum => {
    const placed = { whole: placeOf(whole), parts: parts.map(placeOf) };
    return { ...placed, places: [placed.whole, ...placed.parts] };
  });
  const sumsOf = ids.map((): PlacedSum[] => []);
  for (const sum of sums) for (const place of sum.places) sumsOf[place]?.push(sum);
  return { counts: ids.flatMap((id) => byId.get(id) ?? []), sums, sumsOf };
}

function together(before: ReleasedCount | undefined, count: ReleasedCount): ReleasedCount {
  if (before === undefined) return count;
  return { ...count, isTold: before.isTold || count.isTold, weight: Math.max(before.weight, count.weight) };
}
