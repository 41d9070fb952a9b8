import { createHash } from 'node:crypto';
import type { Latencies } from './latencies.ts';
import type { Meter } from './meter.ts';
import type { Item } from './outstanding.ts';
import type { Strategy } from './settings.ts';

/** One connection that reads a group. */
export type Consumer = {
  readonly id: string;
  readonly capacity: number;
  /** Events it has and has not answered for. */
  inFlight: number;
};

/** A consumer, with who it is and the ways of reaching it. */
export type Subscriber = Consumer & {
  readonly username: string;
  readonly connectionName: string;
  /** Events it was sent since it connected. */
  readonly delivered: Meter;
  /** Kept only where the group is to have extra statistics. */
  readonly latencies: Latencies | undefined;
  send(item: Item): void;
  /** The group is over for this consumer. */
  drop(): void;
};

/** Who gets an event: a consumer, nobody for the moment, or nobody though others may still get other events. */
export type Choice<C> = C | 'all-busy' | 'this-one-busy';

/** Gives a function that chooses among the consumers connected, in the order they connected. */
export function chooser<C extends Consumer>(
  strategy: Strategy,
): (consumers: readonly C[], affinity: () => string) => Choice<C> {
  let turn = 0;
  const hasRoom = (consumer: C): boolean => consumer.inFlight < consumer.capacity;
  switch (strategy) {
    case 'DispatchToSingle':
      return (consumers) => consumers.find(hasRoom) ?? 'all-busy';
    case 'RoundRobin':
      return (consumers) => {
        for (let tried = 0; tried < consumers.length; tried++) {
          const candidate = consumers[turn++ % consumers.length];
          if (candidate !== undefined && hasRoom(candidate)) return candidate;
        }
        return 'all-busy';
      };
    case 'Pinned':
    case 'PinnedByCorrelation':
      return (consumers, affinity) => {
        if (!consumers.some(hasRoom)) return 'all-busy';
        const pinned = owner(consumers, affinity());
        return pinned !== undefined && hasRoom(pinned) ? pinned : 'this-one-busy';
      };
  }
}

/** The highest of the consumers' hashes with what is pinned, which moves only when its own consumer comes or goes. */
function owner<C extends Consumer>(consumers: readonly C[], pinned: string): C | undefined {
  let best: { consumer: C; weight: number } | undefined;
  for (const consumer of consumers) {
    const weight = createHash('md5').update(`${consumer.id}/${pinned}`).digest().readUInt32BE(0);
    if (best === undefined || weight > best.weight) best = { consumer, weight };
  }
  return best?.consumer;
}
