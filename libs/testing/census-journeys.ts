import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { effectiveHistory, type Recorded } from '#history';
import { journeyLaw } from '#journey';
import { censusReader, take, type CensusFault } from '#exchange';
import { englandTimescales } from '#timescales';
import { censusStories, type CensusStory } from './census-stories.ts';

/** Journeys as an import leaves them, without a store: what it proposes is recorded, and the law judges it. */
export interface CensusJourneys {
  readonly of: (child: string) => readonly Recorded[];
  readonly children: () => readonly string[];
  /** Takes a whole file over; its faults, and how many facts it wrote. */
  readonly take: (
    xml: string,
    file?: string,
  ) => { readonly faults: readonly CensusFault[]; readonly written: readonly Proposed[] };
  /** Records what somebody says beside the imports. */
  readonly record: (child: string, ...facts: readonly Proposed[]) => void;
  /** Each child's facts as they stand, without ids. */
  readonly standing: () => Readonly<Record<string, readonly string[]>>;
}

const law = journeyLaw(englandTimescales);

export function censusJourneys(): CensusJourneys {
  const streams = new Map<string, Recorded[]>();
  const origins = new Map<string, number>();
  let ids = 0;
  const append = (child: string, facts: readonly Proposed[], years: readonly number[] = []): void => {
    const past = streams.get(child) ?? [];
    streams.set(child, past);
    for (const [index, fact] of facts.entries()) {
      const id = `fact-${String(++ids)}`;
      past.push({ ...fact, id, revision: past.length, recordedAt: ids, recordedBy: 'import' });
      const year = years[index];
      if (year !== undefined) origins.set(id, year);
    }
  };
  return {
    of: (child) => streams.get(child) ?? [],
    children: () => [...streams.keys()],
    take(xml, file = 'census.xml') {
      const reader = censusReader('855');
      const bytes = new TextEncoder().encode(xml);
      const faults: CensusFault[] = [];
      const written: Proposed[] = [];
      for (let at = 0; at < bytes.length; at += 4096) {
        for (const read of reader.push(bytes.subarray(at, at + 4096))) {
          const child = read.id ?? '';
          const facts = streams.get(child) ?? [];
          const year = reader.header()?.Year ?? 0;
          const taken = take(read, file, year, {
            facts,
            origins,
            judge: (proposed) =>
              law.decide(
                facts,
                proposed.map((fact, place) => ({ ...fact, id: `proposed-${String(place)}` })),
                {
                  recordedAt: ids,
                  recordedBy: 'import',
                  asksReasons: false,
                },
              ),
          });
          faults.push(...taken.faults);
          written.push(...taken.facts);
          append(child, taken.facts, taken.years);
        }
      }
      reader.end();
      return { faults, written };
    },
    record: (child, ...facts) => {
      append(child, facts);
    },
    standing: () =>
      Object.fromEntries(
        [...streams]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([child, facts]) => [
            child,
            effectiveHistory(facts)
              .map(({ type, data }) => `${type} ${JSON.stringify(data)}`)
              .sort(),
          ]),
      ),
  };
}

/** The stories of so many children, from a day on to the last census understood. */
export function storiesFrom(seed: number, children: number, from = '2012-06-01'): readonly CensusStory[] {
  return [...censusStories(seed, children, plainDate(from), plainDate('2026-03-31'))];
}
