import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import request from 'supertest';
import type { FactType, Facts, Proposed } from '#events';
import { verifyChain, type Evidence, type Verification } from '#evidence';
import { recordHere, serveApp } from '#http';
import type { KeyStore } from '#privacy';
import { journeyStream, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode, type EmbeddedNodeOptions } from '#testing';
import { IntakeModule } from '../apps/intake/src/intake.module.ts';
import { ProtectionModule } from '../apps/protection/src/protection.module.ts';

/** Intake and protection on one port, in this process, over a node in its own. */
export interface Posting {
  readonly url: string;
  node: EmbeddedNode;
  readonly folder: string;
  readonly store: Store;
  readonly keys: KeyStore;
  readonly post: (path: string, body: object, headers?: Readonly<Record<string, string>>) => request.Test;
  readonly get: (path: string) => request.Test;
  readonly close: () => Promise<void>;
}

/** The instant the tests take for now: noon of a day in June, summer time. */
export const now = Date.parse('2026-06-15T11:00:00Z');

export async function startPosting(
  options: EmbeddedNodeOptions = {},
  clock: () => number = () => now,
  also: readonly (Type | DynamicModule)[] = [],
): Promise<Posting> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-posting-'));
  const node = await startEmbeddedNode(options);
  const recording = recordHere({
    eventstoreUrl: node.url,
    keysUrl: join(folder, 'keys.db'),
    masterKeyFile: join(folder, 'master.key'),
    createMasterKey: true,
    now: clock,
  });
  const served = await serveApp({
    module: { module: BothModule, imports: [...also] },
    name: 'posting',
    host: '127.0.0.1',
    port: 0,
    dataFolder: folder,
    providers: recording.providers,
    checks: recording.checks,
    now: clock,
    logLevel: 'silent',
  });
  const posting: Posting = {
    url: served.url,
    node,
    folder,
    store: recording.store,
    keys: recording.keys,
    post: (path, body, headers = {}) => request(served.url).post(path).set(headers).send(body),
    get: (path) => request(served.url).get(path),
    close: async () => {
      await served.stop();
      await recording.close();
      await posting.node.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return posting;
}

/** A fact as it is posted in a batch. */
export function fact<T extends FactType>(type: T, data: Facts[T]): Proposed {
  return { type, data } as unknown as Proposed;
}

/** Whether the chain of a child's stream is whole. */
export function chainOf(store: Store, child: string): Promise<Verification> {
  const stream = journeyStream('855', child);
  return verifyChain(stream, evidenced(store, stream));
}

async function* evidenced(store: Store, stream: string) {
  for await (const event of store.read(stream)) {
    const metadata = event.metadata as object & { readonly evidence?: Evidence };
    yield { ...event, metadata, evidence: metadata.evidence };
  }
}

@Module({ imports: [IntakeModule, ProtectionModule] })
class BothModule {}
