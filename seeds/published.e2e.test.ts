import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { askService, ServiceDidNotAnswer } from './ask-service.ts';
import { publishedBesideDerived } from './published-beside-derived.ts';
import { recordDemonstration } from './record-demonstration.ts';
import { smallDemonstration } from './small-demonstration.ts';

describe('the demonstration, recorded, projected and asked for over HTTP', () => {
  const running: ChildProcess[] = [];
  let node: EmbeddedNode;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-seeds-'));
    node = await startEmbeddedNode();
    await started('worker.js');
    url = String((await started('main.js'))['url']);
  });

  afterAll(async () => {
    for (const child of running) {
      const gone = once(child, 'exit');
      child.send({ type: 'stop' });
      await gone;
    }
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function started(program: string): Promise<Readonly<Record<string, unknown>>> {
    const path = join(import.meta.dirname, '..', 'dist', 'apps', 'performance', 'src', program);
    const env = { ...process.env, EVENTSTORE_URL: node.url, WAYMARK_DATA: folder, PORT: '0', LOG_LEVEL: 'silent' };
    const child = fork(path, [], { env, execArgv: [], stdio: 'ignore' });
    running.push(child);
    for (;;) {
      const [message] = (await once(child, 'message')) as [Readonly<Record<string, unknown>>];
      if (message['type'] === 'failed') throw new Error(String(message['reason']));
      if (message['type'] === 'ready') return message;
    }
  }

  it('gives every published figure, and names what is not a measure', async () => {
    const { signal } = new AbortController();
    const places = { storeUrl: node.url, keysUrl: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master.key') };
    const recorded = await recordDemonstration({
      ...places,
      targets: smallDemonstration,
      onProgress: () => undefined,
      signal,
    });
    const measure = askService(url);
    for (let tries = 0; tries < 1200 && !(await caughtUp(recorded.facts)); tries++) await pause(100);
    expect(await caughtUp(recorded.facts)).toBe(true);

    const lines = await publishedBesideDerived({ measure, targets: smallDemonstration });
    expect(lines.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
    expect(lines.filter(({ verdict }) => verdict === 'agrees').length).toBeGreaterThan(10);
    expect(await measure('857', 'no-such-measure', { at: '2013-03-31' })).toBeUndefined();
  }, 120_000);

  it('says what to do where nothing answers, or the question is not one', async () => {
    const [nobody, service] = [askService('http://127.0.0.1:9'), askService(url)];
    await expect(nobody('857', 'referrals', { at: '2013-03-31' })).rejects.toThrow(/npm start/);
    await expect(service('857', 'referrals', { from: 'never', to: '2013-03-31' })).rejects.toThrow(ServiceDidNotAnswer);
    await expect(service('999', 'referrals', { from: '2012-04-01', to: '2013-03-31' })).rejects.toThrow(/404/);
  });

  async function caughtUp(facts: number): Promise<boolean> {
    const ready = (await (await fetch(new URL('/health/ready', url))).json()) as {
      readonly checks?: readonly { readonly name: string; readonly facts?: number }[];
    };
    return ready.checks?.find(({ name }) => name === 'projection')?.facts === facts;
  }
});
