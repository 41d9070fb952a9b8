import { openRecording } from '#recording';
import { journeyPrefix, parseJourneyStream, type Store } from '#store';
import type { Figure } from './figure.ts';
import { quantile } from './quantile.ts';

const journeys = 400;
const reader = { roles: ['auditor'], for: 'case-record' } as const;

/**
 * Journeys of the load gone through again, as an auditor asks for one: each read through the client, opened, put in order,
 * and judged step by step with its clocks. They are those whose facts come first in the store, the same at most sizes.
 */
export async function replayed(storeUrl: string, folder: string): Promise<Figure[]> {
  const { recorder, store, close } = openRecording({
    eventstoreUrl: storeUrl,
    keysUrl: `${folder}/keys.db`,
    masterKeyFile: `${folder}/master.key`,
    createMasterKey: false,
  });
  const took: number[] = [];
  let facts = 0;
  try {
    for (const stream of await firstJourneys(store)) {
      const of = parseJourneyStream(stream);
      if (of === null) throw new TypeError(`${stream} is no journey.`);
      const began = performance.now();
      const read = await recorder.replay({ ...of, order: 'happened', unmasked: true, reader });
      took.push(performance.now() - began);
      facts += (read?.revision ?? -1) + 1;
    }
    const seconds = took.reduce((all, each) => all + each, 0) / 1000;
    return [
      { name: 'replay: a journey, one after another, median', value: quantile(took, 0.5), unit: 'ms' },
      { name: 'replay: a journey, one after another, p99', value: quantile(took, 0.99), unit: 'ms' },
      { name: 'replay: their facts', value: facts / seconds, unit: 'facts/s' },
    ];
  } finally {
    await close();
  }
}

async function firstJourneys(store: Pick<Store, 'follow'>): Promise<ReadonlySet<string>> {
  const streams = new Set<string>();
  const reading = new AbortController();
  for await (const { events, live } of store.follow({
    prefixes: [journeyPrefix],
    after: null,
    signal: reading.signal,
    batchSize: 1000,
  })) {
    for (const { stream } of events) if (streams.size < journeys) streams.add(stream);
    if (streams.size === journeys || live) break;
  }
  reading.abort();
  return streams;
}
