import { manifestOf, payloadChange, payloadOf, type Payload, type Taken } from '#exchange';
import { writeJsonList } from './json.feed.ts';
import type { Sink } from './sink.ts';
import { withTake, type FeedAsked, type FeedParts, type OnProgress, type Tally } from './take.ts';

export interface FeedWritten extends Pick<Tally, 'withheld'> {
  readonly taken: Taken;
  /** How many things the file tells. */
  readonly told: number;
}

/** Writes the payloads of DfE's Children's Social Care API: of every child with an episode, or of those that changed. */
export async function writePayloads(
  parts: FeedParts,
  asked: FeedAsked,
  file: Sink,
  onProgress?: OnProgress,
): Promise<FeedWritten> {
  return withTake(
    parts,
    asked,
    async ({ taken, children, tally }) => {
      async function* payloads(): AsyncGenerator<Payload> {
        for await (const { child, facts, before } of children()) {
          const payload =
            asked.since === undefined
              ? payloadOf(asked.authority, child, facts)
              : payloadChange(asked.authority, child, before, facts);
          if (payload !== undefined) yield payload;
        }
      }
      const told = await writeJsonList(
        file,
        manifestOf('DfE Children’s Social Care API', taken),
        'payloads',
        payloads(),
      );
      return { taken, told, withheld: tally.withheld };
    },
    onProgress,
  );
}
