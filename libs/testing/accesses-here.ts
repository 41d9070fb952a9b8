import type { Provider } from '@nestjs/common';
import { ACCESSES, CASES, STORE } from '#http';
import { accessLog, caseAccess } from '#recording';
import { openStore, type Store } from '#store';
import { startEmbeddedNode } from './embedded-node.ts';

/** A store of its own, and the log of looks kept in it, for a module served in a test. */
export interface AccessesHere {
  readonly store: Store;
  readonly providers: readonly Provider[];
  readonly close: () => Promise<void>;
}

export async function accessesHere(now: () => number): Promise<AccessesHere> {
  const node = await startEmbeddedNode();
  const store = openStore({ url: node.url });
  return {
    store,
    providers: [
      { provide: STORE, useValue: store },
      { provide: ACCESSES, useValue: accessLog({ store, now }) },
      { provide: CASES, useValue: caseAccess({ store, now }) },
    ],
    async close() {
      await store.close();
      await node.stop();
    },
  };
}
