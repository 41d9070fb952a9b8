import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { keyPlaceOf, KeysAway, NotAKeyStore, retentionFrom, WrongMasterKey, type KeyStore } from '#privacy';
import { StoreRefused } from '#store';
import {
  accessLog,
  openRecording,
  refuseKeysGone,
  textsUnder,
  type OpenRecording,
  type RecordingPlaces,
} from '#recording';
import { nationalRules } from '#timescales';
import { ACCESSES } from './looks.ts';
import { diskCheck } from './disk-check.ts';
import { dataFaults } from './facts.dto.ts';
import type { ReadinessCheck } from './health.ts';
import { openLog } from './log.ts';
import type { Running } from './process.ts';
import { RECORDER } from './recording.service.ts';
import { serveApp } from './serve.ts';
import { CASES } from './sight.ts';
import { authoritiesIn, rulesOf, servingUnder, type ServiceSettings } from './service-settings.ts';
import { measureStores } from './store-metrics.ts';
import { momentOf } from './surroundings.ts';

/** The one recorder of a process that serves, as `serveApp` takes it. Close it after the server has stopped. */
export interface RecordingHere extends OpenRecording {
  readonly providers: readonly Provider[];
  readonly checks: readonly ReadinessCheck[];
}

/** The provider token of the process's one event store. */
export const STORE = Symbol('waymark store');

/** The provider token of the process's one key store. */
export const KEYS = Symbol('waymark keys');

/** The provider token of the timescales of each authority, as this process counts by them. */
export const RULEBOOK = Symbol('waymark rulebook');

/** Opens the recorder of this process. Corrections are held to the same shapes as the facts they correct. */
export function recordHere(places: Omit<RecordingPlaces, 'shape'>): RecordingHere {
  const now = places.now ?? Date.now;
  const opened = openRecording({ ...places, shape: (type, data) => dataFaults(type, data, momentOf({ now })) });
  const providers = [
    { provide: RECORDER, useValue: opened.recorder },
    { provide: STORE, useValue: opened.store },
    { provide: ACCESSES, useValue: accessLog({ store: opened.store, now, texts: textsUnder(opened.keys) }) },
    { provide: CASES, useValue: opened.cases },
    { provide: KEYS, useValue: opened.keys },
    { provide: RULEBOOK, useValue: places.rules ?? nationalRules },
  ];
  // A file of this machine's is there once it was opened, and takes new keys while its disk has room.
  const home = keyPlaceOf(places.keysUrl);
  const ofKeys = home.kind === 'postgres' ? keysCheck(opened.keys) : diskCheck('keys', dirname(resolve(home.path)));
  const checks = [storeCheck(opened.store), ofKeys];
  return { ...opened, providers, checks };
}

/** The recorder of a process of these settings. */
export function recordingOf(settings: ServiceSettings): RecordingHere {
  return recordHere(placesOf(settings));
}

export interface ServingRecording {
  readonly name: string;
  readonly title: string;
  readonly module: Type | DynamicModule;
  readonly settings: ServiceSettings;
}

/** Serves a module whose controllers record facts, as a process of its own. */
export async function serveRecording({ name, title, module, settings }: ServingRecording): Promise<Running> {
  const log = openLog(name, settings.LOG_LEVEL);
  const { providers, checks, close, store } = recordHere({ ...placesOf(settings), log });
  const served = await serveApp({
    name,
    title,
    module,
    port: settings.PORT,
    host: settings.HOST,
    dataFolder: settings.WAYMARK_DATA,
    gate: settings.gate,
    authorities: authoritiesIn(settings.WAYMARK_AUTHORITIES),
    logLevel: settings.LOG_LEVEL,
    ...servingUnder(settings),
    providers,
    checks,
    metrics: [measureStores(() => ({ [name]: store.metrics }))],
  });
  log.info({ url: served.url }, 'listening');
  return {
    tells: { port: served.port, url: served.url },
    stop: async () => {
      await served.stop();
      await close();
    },
  };
}

/** Where a service of these settings records. Throws `KeysGone`, as the supervisor does. */
function placesOf(settings: ServiceSettings): RecordingPlaces {
  const folder = settings.WAYMARK_DATA;
  const keysUrl = settings.KEYS_URL === '' ? join(folder, 'keys.db') : settings.KEYS_URL;
  refuseKeysGone({ eventsFolder: settings.EVENTSTORE_URL === '' ? folder : undefined, keysUrl });
  const ownMasterKey = resolve(folder, 'master.key');
  const masterKeyFile = settings.MASTER_KEY_FILE === '' ? ownMasterKey : resolve(settings.MASTER_KEY_FILE);
  return {
    eventstoreUrl: eventStoreOf(settings),
    keysUrl,
    masterKeyFile,
    retention: retentionFrom(settings.RETENTION, authoritiesIn(settings.WAYMARK_AUTHORITIES), (name) =>
      readFileSync(name, 'utf8'),
    ),
    masterKeyCommand: settings.MASTER_KEY_COMMAND === '' ? undefined : settings.MASTER_KEY_COMMAND,
    rules: rulesOf(settings),
    // A key kept elsewhere is somebody's to keep: a new one in its place would leave every text unreadable.
    createMasterKey: masterKeyFile === ownMasterKey,
  };
}

/** EVENTSTORE_URL, or where the embedded node of the data folder answers. Throws `NoEventStore` where none runs. */
export function eventStoreOf({ EVENTSTORE_URL, WAYMARK_DATA }: ServiceSettings): string {
  return EVENTSTORE_URL === '' ? embeddedNode(WAYMARK_DATA) : EVENTSTORE_URL;
}

/** How the event store stands, for `/health/ready`. */
export function storeCheck(store: { readonly ping: () => Promise<void> }): ReadinessCheck {
  return {
    name: 'event store',
    standing: async () => {
      try {
        await store.ping();
        return { ready: true, sentence: 'It answers.' };
      } catch (error) {
        // Who has no right, or is not trusted, waits in vain: the reason says what to do, and names no child.
        if (error instanceof StoreRefused) return { ready: false, sentence: error.message };
        const sentence = 'It does not answer. Check that it runs at EVENTSTORE_URL; posts answer 503 until it does.';
        return { ready: false, sentence };
      }
    },
  };
}

/** How the children's keys stand, for `/health/ready`. */
export function keysCheck(keys: Pick<KeyStore, 'ping'>): ReadinessCheck {
  return {
    name: 'key store',
    standing: async () => {
      try {
        await keys.ping();
        return { ready: true, sentence: 'It answers, and opens under the master key here.' };
      } catch (error) {
        const isForReader = [KeysAway, NotAKeyStore, WrongMasterKey].some((kind) => error instanceof kind);
        if (!isForReader || !(error instanceof Error)) throw error;
        return { ready: false, sentence: `${error.message} Posts answer 503 until it does.` };
      }
    },
  };
}

/** The embedded node that runs over this data folder says in `node.json` where. */
function embeddedNode(folder: string): string {
  try {
    const { url } = JSON.parse(readFileSync(join(folder, 'node.json'), 'utf8')) as { readonly url?: unknown };
    if (typeof url === 'string') return url;
  } catch {
    // Said below, with what to do.
  }
  throw new NoEventStore(folder);
}

/** No event store is known. */
export class NoEventStore extends Error {
  constructor(folder: string) {
    super(`No event store runs over the data folder ${folder}. Start one with "npm start", or set EVENTSTORE_URL.`);
    this.name = 'NoEventStore';
  }
}
