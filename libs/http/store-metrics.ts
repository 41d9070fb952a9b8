import { Counter, Gauge, type Metric, type Registry } from 'prom-client';
import type { Histogram, StoreMetrics } from '#store';

/** What each part of Waymark counts of its store, by the part's name; a part that has told nothing yet is left out. */
export type StoreFigures = () => Readonly<Record<string, StoreMetrics | undefined>>;

/** Adds to a registry how this process, and others that tell it, fare with the event store. All times are in seconds. */
export function measureStores(figures: StoreFigures): (registry: Registry) => void {
  const parts = (): readonly (readonly [string, StoreMetrics])[] =>
    Object.entries(figures()).filter((entry): entry is [string, StoreMetrics] => entry[1] !== undefined);
  return (registry) => {
    appendSeconds(registry, parts);
    counted(registry, parts);
    followed(registry, parts);
  };
}

type Parts = () => readonly (readonly [string, StoreMetrics])[];

const secondsName = 'waymark_store_append_seconds';

/** The store keeps the histogram itself, so it is handed over as it stands. */
function appendSeconds(registry: Registry, parts: Parts): void {
  const metric = {
    name: secondsName,
    help: 'How long appends that were stored took, from the call to the acknowledgement, in seconds.',
    type: 'histogram',
    aggregator: 'sum',
    get: () => ({ ...metric, values: parts().flatMap(([part, { appends }]) => bucketsOf(part, appends.seconds)) }),
    reset: () => undefined,
  };
  registry.registerMetric(metric as unknown as Metric);
}

function bucketsOf(part: string, { bounds, counts, sum, count }: Histogram) {
  let below = 0;
  const buckets = [...bounds, '+Inf' as const].map((le, index) => {
    below += counts[index] ?? 0;
    return { metricName: `${secondsName}_bucket`, labels: { part, le }, value: below };
  });
  return [
    ...buckets,
    { metricName: `${secondsName}_sum`, labels: { part }, value: sum },
    { metricName: `${secondsName}_count`, labels: { part }, value: count },
  ];
}

function counted(registry: Registry, parts: Parts): void {
  const count = (name: string, help: string, value: (figures: StoreMetrics) => number): void => {
    collected(Counter, registry, name, help, ['part'], () =>
      parts().map(([part, figures]) => [{ part }, value(figures)] as const),
    );
  };
  collected(
    Counter,
    registry,
    'waymark_store_appends_total',
    'Appends ended, by what they came to: unavailable is certainly not stored, unknown may be stored.',
    ['part', 'outcome'],
    () =>
      parts().flatMap(([part, { appends }]) =>
        outcomes.map(([outcome, key]) => [{ part, outcome }, appends[key]] as const),
      ),
  );
  collected(Gauge, registry, 'waymark_store_appends_in_flight', 'Appends not yet answered.', ['part'], () =>
    parts().map(([part, { appends }]) => [{ part }, appends.inFlight] as const),
  );
  count('waymark_store_reads_total', 'Reads begun.', ({ reads }) => reads.begun);
  count('waymark_store_reads_failed_total', 'Reads that failed.', ({ reads }) => reads.failed);
  count('waymark_store_timeouts_total', 'Calls ended by our own deadline.', ({ timedOut }) => timedOut);
  count(
    'waymark_store_reconnects_total',
    'Connections given up for new ones because the store was silent or gone.',
    ({ replacedLines }) => replacedLines,
  );
  count(
    'waymark_store_resubscriptions_total',
    'Subscriptions begun again after they broke.',
    ({ resubscriptions }) => resubscriptions,
  );
}

const outcomes = [
  ['stored', 'stored'],
  ['wrong-revision', 'wrongRevision'],
  ['unstorable', 'unstorable'],
  ['refused', 'refused'],
  ['unavailable', 'unavailable'],
  ['unknown', 'unknown'],
] as const;

function followed(registry: Registry, parts: Parts): void {
  const gauge = (
    name: string,
    help: string,
    value: (follow: StoreMetrics['follows'][number]) => number | null,
  ): void => {
    collected(Gauge, registry, name, help, ['part', 'streams'], () =>
      parts().flatMap(([part, { follows }]) =>
        follows.map((follow) => [{ part, streams: follow.prefixes.join(',') }, value(follow) ?? 0] as const),
      ),
    );
  };
  gauge(
    'waymark_subscription_lag_seconds',
    'While behind: how long ago the last event handed over was stored, in seconds. 0 when live.',
    ({ lagMs }) => lagMs / 1_000,
  );
  gauge('waymark_subscription_live', '1 when all that was stored has been handed over, 0 while behind.', ({ live }) =>
    Number(live),
  );
  gauge('waymark_subscription_position', 'The position last handed over.', ({ position }) => position);
}

type Sample = readonly [Record<string, string>, number];

/** A metric that is asked for its values whenever it is scraped. */
function collected(
  Kind: typeof Counter | typeof Gauge,
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  samples: () => readonly Sample[],
): void {
  new Kind({
    name,
    help,
    labelNames,
    registers: [registry],
    collect(this: Counter | Gauge) {
      this.reset();
      for (const [labels, value] of samples()) this.inc(labels, value);
    },
  });
}
