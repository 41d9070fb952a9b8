import { dirname } from 'node:path';
import { NestFactory } from '@nestjs/core';
import {
  answerProbes,
  asProcess,
  measureStores,
  openLog,
  readModelUrl,
  rulesOf,
  withoutChild,
  type Running,
} from '#http';
import { makeFolder } from '#privacy';
import { EventStoreStrategy, openReadModelWriter, placeOf, type ProjectionState, type UnreadFact } from '#readmodel';
import { openStore, type StoreMetrics } from '#store';
import { settings } from './config.ts';
import { judgeOf, nameOfLaw, unreadInWords } from './law.ts';
import { projection } from './projection.ts';
import { WorkerModule } from './worker.module.ts';

/** Follows the event store and writes the read model: the one process that does. */
async function start(): Promise<Running> {
  const set = settings();
  const log = openLog('performance worker', set.LOG_LEVEL);
  const url = readModelUrl(set);
  const now = Date.now;
  const rules = rulesOf(set);
  const place = placeOf(url);
  if (place.kind === 'sqlite') makeFolder(dirname(place.file));
  const tell = (found: readonly UnreadFact[]): void => {
    log.warn({ unread: unreadInWords(found) }, 'facts are not read under today’s law: see GET /authorities/{a}/unread');
  };
  const law = { name: nameOfLaw(rules), judge: judgeOf(rules), tell };
  const writer = openReadModelWriter({ url, rules, now, law });
  const storeUrl = eventStoreUrl(set.EVENTSTORE_URL);
  const store = openStore({ url: storeUrl, log });
  let stands = writer.state();
  const telling = tellSupervisor(() => ({ projection: standingOf(stands), store: store.metrics }));
  const standing = (state: ProjectionState): void => {
    stands = state;
    telling.atOnce(state);
  };
  const tells = { standing, warn: (details: object, message: string) => log.warn(details, message) };
  const projecting = projection({
    store,
    writer,
    rules,
    now,
    tells,
    rebuilding: { storeUrl, folder: set.WAYMARK_DATA },
  });
  const strategy = new EventStoreStrategy(projecting);
  const app = await NestFactory.createMicroservice(WorkerModule.of(projecting), { strategy, logger: false });
  await app.listen();
  const probes = await answerProbes({
    port: set.PROBES_PORT,
    host: set.HOST,
    metrics: [measureStores(() => ({ workers: store.metrics }))],
  });
  return {
    tells: { probes: probes?.port },
    stop: async () => {
      telling.stop();
      await probes?.stop();
      await app.close();
      await store.close();
      await writer.close();
    },
  };
}

/** The supervisor has it told on /health/ready, where anybody may ask. */
function standingOf({ state, position, facts, error }: ProjectionState): Partial<ProjectionState> {
  return { state, position, facts, error: error === null ? null : withoutChild(error) };
}

/** Tells the supervisor how the projection stands and how it fares with the store: every so often, where it changed. */
function tellSupervisor(status: () => { readonly projection: Partial<ProjectionState>; readonly store: StoreMetrics }) {
  let told = '';
  let state: string | undefined;
  const tellChanged = (): void => {
    const now = status();
    const said = JSON.stringify(now);
    if (said === told || process.send === undefined || !process.connected) return;
    [told, state] = [said, now.projection.state];
    process.send({ type: 'status', ...now });
  };
  const every = setInterval(tellChanged, tellEveryMs);
  return {
    /** Without waiting where it begins, stops or goes on. */
    atOnce: (next: ProjectionState): void => {
      if (next.state !== state) tellChanged();
    },
    stop: () => {
      clearInterval(every);
      tellChanged();
    },
  };
}

const tellEveryMs = 500;

function eventStoreUrl(url: string): string {
  if (url !== '') return url;
  throw new Error('The worker needs EVENTSTORE_URL: the connection string of the event store it follows.');
}

await asProcess(start);
