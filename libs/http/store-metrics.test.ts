import { Module } from '@nestjs/common';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { openStore, type NewEvent, type Store, type StoreMetrics } from '#store';
import { measureStores } from './store-metrics.ts';
import { serveApp, type Served } from './serve.ts';

const patient = 120_000;

@Module({})
class Nothing {}

let folder: string;
let node: EmbeddedNode;
let store: Store;
let served: Served;
/** What another process told of its store, as it arrives: through JSON. */
let told: StoreMetrics | undefined;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-store-metrics-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url, deadlineMs: 1_500 });
  served = await serveApp({
    module: Nothing,
    name: 'nothing',
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    logLevel: 'silent',
    metrics: [measureStores(() => ({ services: store.metrics, workers: told }))],
  });
}, patient);
afterAll(async () => {
  await served.stop();
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true });
});

const event = (): NewEvent => ({ id: crypto.randomUUID(), type: 'Told', data: {}, metadata: {} });

async function metrics(): Promise<string> {
  return (await fetch(`${served.url}/metrics`)).text();
}

function valueOf(text: string, sample: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
  if (line === undefined) throw new Error(`There is no ${sample} in:\n${text}`);
  return Number(line.slice(sample.length + 1));
}

describe('/metrics', () => {
  it(
    'counts appends by what they came to, and how long those took that were stored',
    async () => {
      await store.append('journey-855.a', 'no-stream', [event()]);
      await store.append('journey-855.a', 0, [event()]);
      await store.append('journey-855.a', 7, [event()]).catch(() => undefined);
      await store.append('journey-855.a', 1, [{ ...event(), data: { n: 1n } }]).catch(() => undefined);
      const text = await metrics();
      const outcome = (name: string): number =>
        valueOf(text, `waymark_store_appends_total{part="services",outcome="${name}"}`);
      expect(outcome('stored')).toBe(2);
      expect(outcome('wrong-revision')).toBe(1);
      expect(outcome('unstorable')).toBe(1);
      expect(outcome('unknown')).toBe(0);
      expect(valueOf(text, 'waymark_store_appends_in_flight{part="services"}')).toBe(0);
      expect(valueOf(text, 'waymark_store_append_seconds_count{part="services"}')).toBe(2);
      expect(valueOf(text, 'waymark_store_append_seconds_bucket{part="services",le="+Inf"}')).toBe(2);
      const quick = valueOf(text, 'waymark_store_append_seconds_bucket{part="services",le="0.001"}');
      const slower = valueOf(text, 'waymark_store_append_seconds_bucket{part="services",le="0.5"}');
      expect(quick).toBeLessThanOrEqual(slower);
      expect(valueOf(text, 'waymark_store_append_seconds_sum{part="services"}')).toBeGreaterThan(0);
    },
    patient,
  );

  it(
    'shows how far behind a subscription is, and counts its beginnings again, here and where another process tells of it',
    async () => {
      const stop = new AbortController();
      const batches = store.follow({ prefixes: ['journey-'], after: null, signal: stop.signal, quietMs: 50 });
      for await (const { live } of batches) {
        if (live && store.metrics.resubscriptions === 0) await node.inject({ fault: 'drop' });
        else if (live) {
          told = JSON.parse(JSON.stringify(store.metrics)) as StoreMetrics;
          const text = await metrics();
          for (const part of ['services', 'workers']) {
            const of = `{part="${part}",streams="journey-"}`;
            expect(valueOf(text, `waymark_subscription_lag_seconds${of}`)).toBe(0);
            expect(valueOf(text, `waymark_subscription_live${of}`)).toBe(1);
            expect(valueOf(text, `waymark_subscription_position${of}`)).toBeGreaterThan(0);
            expect(valueOf(text, `waymark_store_resubscriptions_total{part="${part}"}`)).toBe(1);
          }
          stop.abort();
        }
      }
      told = undefined;
      expect(await metrics()).not.toContain('part="workers"');
    },
    patient,
  );

  it(
    'counts what our own deadline ended, and connections given up',
    async () => {
      await node.inject({ fault: 'stall' });
      await expect(store.ping()).rejects.toThrow('nothing came for 1500 ms');
      await node.inject({ fault: 'resume' });
      await store.ping();
      const text = await metrics();
      expect(valueOf(text, 'waymark_store_timeouts_total{part="services"}')).toBe(1);
      expect(valueOf(text, 'waymark_store_reconnects_total{part="services"}')).toBeGreaterThanOrEqual(1);
      expect(valueOf(text, 'waymark_store_reads_failed_total{part="services"}')).toBeGreaterThanOrEqual(1);
    },
    patient,
  );

  it('says of each what it is, of times that they are in seconds', async () => {
    const text = await metrics();
    const ours = [...text.matchAll(/^# TYPE (waymark_(?:store|subscription)_\S+)/gm)].map(([, name]) => name);
    expect(ours).toHaveLength(11);
    for (const name of ours) {
      const help = new RegExp(`^# HELP ${name} (.*)$`, 'm').exec(text)?.[1] ?? '';
      expect(help).toMatch(/\.$/);
      expect(/_seconds$/.test(name ?? '')).toBe(/ seconds/.test(help));
    }
  });
});
