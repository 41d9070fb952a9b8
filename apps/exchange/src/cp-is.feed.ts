import {
  manifestOf,
  statusChanges,
  statusesOf,
  statusHeading,
  statusJson,
  statusLine,
  type Status,
  type StatusChange,
} from '#exchange';
import type { FeedWritten } from './dfe.feed.ts';
import { writeJsonList } from './json.feed.ts';
import type { Sink } from './sink.ts';
import { withTake, type FeedAsked, type FeedParts, type OnProgress } from './take.ts';

export interface StatusesAsked extends FeedAsked {
  readonly as: 'json' | 'csv';
}

/** Writes who is on a plan or looked after, for NHS settings: all of it, or what changed. */
export async function writeStatuses(
  parts: FeedParts,
  { as, ...asked }: StatusesAsked,
  file: Sink,
  onProgress?: OnProgress,
): Promise<FeedWritten> {
  return withTake(
    parts,
    asked,
    async ({ taken, children, tally }) => {
      async function* statuses(): AsyncGenerator<Status | StatusChange> {
        for await (const { child, facts, before } of children()) {
          if (asked.since === undefined) yield* statusesOf(asked.authority, child, facts);
          else yield* statusChanges(asked.authority, child, before, facts);
        }
      }
      const told = as === 'csv' ? await writeCsv(file, statuses()) : await writeJson(file, taken, statuses());
      return { taken, told, withheld: tally.withheld };
    },
    onProgress,
  );
}

async function writeCsv(file: Sink, statuses: AsyncIterable<Status | StatusChange>): Promise<number> {
  let count = 0;
  await file.write(statusHeading);
  for await (const status of statuses) {
    await file.write(statusLine(status));
    count += 1;
  }
  return count;
}

function writeJson(
  file: Sink,
  taken: Parameters<typeof manifestOf>[1],
  statuses: AsyncIterable<Status | StatusChange>,
): Promise<number> {
  return writeJsonList(file, manifestOf('CP-IS', taken), 'statuses', jsonOf(statuses));
}

async function* jsonOf(statuses: AsyncIterable<Status | StatusChange>): AsyncGenerator<object> {
  for await (const status of statuses) yield statusJson(status);
}
