import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordHere, serveApp } from '#http';
import { Populations } from '#measures';
import type { Store } from '#store';
import { startEmbeddedNode, startProcess } from '#testing';
import { nationalRules } from '#timescales';
import { PartsReport } from '../../../apps/all/src/parts-report.ts';
import { ServicesModule, servicesOf } from '../../../apps/all/src/services.module.ts';
import { rowsHere } from '../../../apps/deadlines/src/rows-here.ts';
import { shippedComparators } from '../../../apps/performance/src/comparators/shipped.ts';
import { readModelHere } from '../../../apps/performance/src/read-model-here.ts';
import { WebSettings } from '../../../apps/web/src/config.ts';

/** Every service on one port in this process; the node and the worker in their own. */
export interface Services {
  readonly url: string;
  readonly folder: string;
  readonly store: Store;
  readonly close: () => Promise<void>;
}

export const now = Date.parse('2026-06-15T11:00:00Z');

export async function startServices(): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-fuzz-'));
  const node = await startEmbeddedNode();
  const readModel = join(folder, 'readmodel.db');
  const environment = { EVENTSTORE_URL: node.url, READMODEL_URL: readModel, WAYMARK_DATA: folder };
  const worker = await startProcess('apps/performance/src/worker.js', environment);
  const recording = recordHere({
    eventstoreUrl: node.url,
    keysUrl: join(folder, 'keys.db'),
    masterKeyFile: join(folder, 'master.key'),
    createMasterKey: true,
    now: () => now,
  });
  const rows = readModelHere(readModel, nationalRules, new Populations(), shippedComparators);
  const deadlines = rowsHere(readModel, nationalRules);
  const anchors = {
    keyFile: join(folder, 'anchor.key'),
    createKey: true,
    folder: join(folder, 'anchors'),
    everyMinutes: 0,
  };
  const web = Object.assign(new WebSettings(), { WAYMARK_DATA: folder });
  const served = await serveApp({
    module: ServicesModule.of(new PartsReport(), servicesOf(anchors, web)),
    name: 'fuzzed',
    host: '127.0.0.1',
    port: 0,
    dataFolder: folder,
    providers: [...recording.providers, ...rows.providers, ...deadlines.providers],
    now: () => now,
    logLevel: process.env['FUZZ_LOG'] ?? 'silent',
  });
  return {
    url: served.url,
    folder,
    store: recording.store,
    close: async () => {
      await served.stop();
      await rows.close();
      await deadlines.close();
      await recording.close();
      await worker.stop();
      await node.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
