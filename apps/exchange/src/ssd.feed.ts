import { londonDate } from '#calendar';
import {
  manifestOf,
  ssdHeading,
  ssdLine,
  ssdRows,
  ssdTableNames,
  type Manifest,
  type SsdTable,
  type Taken,
} from '#exchange';
import type { Sink } from './sink.ts';
import { withTake, type FeedAsked, type FeedParts, type OnProgress, type Tally } from './take.ts';

export interface TablesWritten extends Pick<Tally, 'withheld'> {
  readonly taken: Taken;
  readonly rows: Readonly<Record<SsdTable, number>>;
}

/** Writes the tables of the Standard Safeguarding Dataset as CSV, each to its own place. */
export async function writeTables(
  parts: FeedParts,
  asked: Omit<FeedAsked, 'since'>,
  to: Readonly<Record<SsdTable, Sink>>,
  onProgress?: OnProgress,
): Promise<TablesWritten> {
  const timescales = parts.rules.of(asked.authority);
  const counts = Object.fromEntries(ssdTableNames.map((table) => [table, 0])) as Record<SsdTable, number>;
  return withTake(
    parts,
    asked,
    async ({ taken, children, tally }) => {
      for (const table of ssdTableNames) await to[table].write(ssdHeading(table));
      const on = londonDate(taken.knownAt);
      for await (const { child, facts } of children()) {
        const rows = ssdRows(child, facts, timescales, on);
        if (rows === undefined) continue;
        for (const table of ssdTableNames) {
          counts[table] += rows[table].length;
          for (const row of rows[table]) await to[table].write(ssdLine(table, row));
        }
      }
      return { taken, rows: counts, withheld: tally.withheld };
    },
    onProgress,
  );
}

export function ssdManifest(taken: Taken): Manifest {
  return manifestOf('Standard Safeguarding Dataset', taken);
}
