import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { childEnvironment, type Settings } from './config.ts';
import type { Part } from './part.ts';

/** What the parts found out while starting, and the parts after them need. */
export interface Found {
  eventStoreUrl?: string | undefined;
  eventStorePort?: number;
  eventStorePid?: number | undefined;
  servicesUrl?: string;
}

const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** A compiled program of this project. */
export function program(name: string): string {
  return path.join(dist, name);
}

/** The parts in the order they start. Without an embedded node the first is left out. */
export function partsOf(settings: Settings, found: Found): readonly Part[] {
  const parts = [
    workers(settings, found),
    ...(settings.raisesAlerts ? [alerts(settings, found)] : []),
    services(settings, found),
  ];
  return settings.eventStoreUrl === undefined ? [node(settings, found), ...parts] : parts;
}

/** What every child that reaches the stores is told. */
export function storesEnvironment(settings: Settings, found: Found): Record<string, string> {
  return childEnvironment({
    EVENTSTORE_URL: found.eventStoreUrl,
    READMODEL_URL: settings.readModelUrl,
    KEYS_URL: settings.keysUrl,
    MASTER_KEY_FILE: settings.masterKeyFile,
    WAYMARK_DATA: settings.dataFolder,
    // The supervisor is told how they fare, and tells the services.
    PROBES_PORT: '',
  });
}

/** Takes any free port at first, and the same one when started again, so that everyone's connection string stays true. */
function node(settings: Settings, found: Found): Part {
  return {
    name: 'event store',
    purpose: 'keeps every fact: an embedded node that speaks EventStoreDB’s protocol',
    program: program('apps/eventstore/src/main.js'),
    environment: () =>
      childEnvironment({
        EVENTSTORE_FILE: path.join(settings.dataFolder, 'events.db'),
        EVENTSTORE_HOST: '127.0.0.1',
        EVENTSTORE_PORT: String(found.eventStorePort ?? 0),
      }),
    whenItFails: 'stop-all-at-three',
    readyWithinMs: 60_000,
    stopWithinMs: 15_000,
    onReady: ({ port }, pid) => {
      found.eventStorePort = Number(port);
      found.eventStoreUrl = `esdb://127.0.0.1:${Number(port)}?tls=false`;
      found.eventStorePid = pid;
    },
  };
}

function workers(settings: Settings, found: Found): Part {
  return {
    name: 'workers',
    purpose: 'turn facts into the rows that measures count',
    program: program('apps/performance/src/worker.js'),
    execArgv: ['--max-old-space-size=512'],
    environment: () => storesEnvironment(settings, found),
    whenItFails: 'carry-on',
    readyWithinMs: 60_000,
    stopWithinMs: 15_000,
  };
}

function alerts(settings: Settings, found: Found): Part {
  return {
    name: 'alerts',
    purpose: 'raise alerts of what falls due, and send them',
    program: program('apps/deadlines/src/alerts/alerts-worker.js'),
    environment: () => storesEnvironment(settings, found),
    whenItFails: 'carry-on',
    readyWithinMs: 60_000,
    stopWithinMs: 15_000,
  };
}

function services(settings: Settings, found: Found): Part {
  return {
    name: 'services',
    purpose: 'answer over HTTP: intake, protection, performance, deadlines, audit, exchange, and the pages for people',
    program: program('apps/all/src/services.js'),
    // Room for young objects: a post's are dead before they are looked at, and fewer are carried on (docs/benchmarks-notes.md).
    execArgv: ['--max-semi-space-size=32'],
    environment: () => ({
      ...storesEnvironment(settings, found),
      // Started again, it answers at the address it was first found at.
      PORT: String(found.servicesUrl === undefined ? settings.port : Number(new URL(found.servicesUrl).port)),
      HOST: settings.host,
    }),
    whenItFails: 'stop-all-at-first',
    readyWithinMs: 60_000,
    stopWithinMs: 20_000 + settings.drainMs,
    onReady: ({ url }) => {
      found.servicesUrl = String(url);
    },
  };
}
