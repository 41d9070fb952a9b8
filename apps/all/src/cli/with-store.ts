import fs from 'node:fs';
import path from 'node:path';
import { openStore, type Store } from '#store';
import { startChild } from '../child.ts';
import { childEnvironment, readSettings, type Settings } from '../config.ts';
import { holdFolder, whereItRuns } from '../data-folder.ts';
import { program } from '../parts.ts';
import { CannotDo, remark } from './command.ts';

const READY_WITHIN_MS = 60_000;

/**
 * Runs `work` with the event store: the one EVENTSTORE_URL names, the embedded node of a Waymark that runs on the data
 * folder, or a node started for the occasion. Where nothing is recorded yet there is none, unless it `mayBeNew`.
 */
export async function withStore<T>(
  work: (store: Store, settings: Settings, url: string) => Promise<T>,
  { mayBeNew = false }: { readonly mayBeNew?: boolean } = {},
): Promise<T> {
  const settings = readSettings();
  const url = settings.eventStoreUrl ?? whereItRuns(settings.dataFolder)?.url;
  if (url !== undefined) return withStoreAt(url, settings, work);
  if (!mayBeNew && !fs.existsSync(path.join(settings.dataFolder, 'events.db'))) {
    throw new CannotDo(`Nothing is recorded in ${settings.dataFolder} yet. Start Waymark, or set WAYMARK_DATA.`);
  }
  const folder = holdFolder(settings.dataFolder);
  try {
    return await withOwnNode(settings, work);
  } finally {
    folder.release();
  }
}

async function withStoreAt<T>(
  url: string,
  settings: Settings,
  work: (store: Store, settings: Settings, url: string) => Promise<T>,
): Promise<T> {
  const store = openStore({ url });
  try {
    return await work(store, settings, url);
  } finally {
    await store.close();
  }
}

async function withOwnNode<T>(
  settings: Settings,
  work: (store: Store, settings: Settings, url: string) => Promise<T>,
): Promise<T> {
  remark('No Waymark runs on this data folder, so its event store is opened for this command.');
  let isReady: (port: number) => void = () => undefined;
  const ready = new Promise<number>((resolve) => {
    isReady = resolve;
  });
  const node = startChild({
    program: program('apps/eventstore/src/main.js'),
    environment: childEnvironment({
      EVENTSTORE_FILE: path.join(settings.dataFolder, 'events.db'),
      EVENTSTORE_HOST: '127.0.0.1',
      EVENTSTORE_PORT: '0',
    }),
    logFile: path.join(settings.dataFolder, 'logs', 'event-store.log'),
    onMessage: ({ type, ['port']: port }) => {
      if (type === 'ready') isReady(Number(port));
    },
  });
  const bound = setTimeout(() => void node.stop(0), READY_WITHIN_MS);
  try {
    const port = await Promise.race([ready, node.ended]);
    clearTimeout(bound);
    if (typeof port === 'string') throw new CannotDo(`The event store cannot be opened: ${port}. See its log.`);
    return await withStoreAt(`esdb://127.0.0.1:${port}?tls=false`, settings, work);
  } finally {
    clearTimeout(bound);
    await node.stop(15_000);
  }
}
