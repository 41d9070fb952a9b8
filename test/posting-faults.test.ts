import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request, { type Response } from 'supertest';
import { openStore } from '#store';
import { startEmbeddedNode } from '#testing';
import { chainOf, startPosting, type Posting } from './posting.fixture.ts';

const at = (child: string, path: string): string => `/authorities/855/children/${child}/${path}`;
const registration = { on: '2026-01-05', dateOfBirth: '2017-03-14', sex: 'F', name: 'Invented Child' };
const amendment = { on: '2026-01-06', ethnicity: 'WBRI' };
const revisionOf = ({ body }: Response): number => (body as { revision: number }).revision;

/** Asks until the store is there again: a restarted node is found by the client's next attempts. */
async function untilTaken(ask: () => Promise<Response>): Promise<Response> {
  const end = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503 || performance.now() > end) return answer;
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  }
}

describe('over a node that fails', () => {
  let posting: Posting;
  const post = (child: string, path: string, body: object, key: string): Promise<Response> =>
    Promise.resolve(posting.post(at(child, path), body, { 'idempotency-key': key }));

  beforeEach(async () => {
    posting = await startPosting();
    expect((await post('A1', 'registrations', registration, 'first')).status).toBe(201);
  });

  afterEach(() => posting.close());

  async function expectOnceEach(revision: number): Promise<void> {
    const { body } = await posting.get(at('A1', 'journey'));
    expect((body as { revision: number }).revision).toBe(revision);
    expect(await chainOf(posting.store, 'A1')).toMatchObject({ ok: true, count: revision + 1 });
  }

  it('answers 503 while the store is away, saying when to try again and with which key, and takes the post after', async () => {
    await posting.node.kill();
    const away = await posting.post(at('A1', 'detail-amendments'), amendment);
    expect([away.status, (away.body as { code: string }).code]).toEqual([503, 'store-away']);
    expect(Number(away.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    const key = away.headers['idempotency-key'] ?? '';
    expect(key).not.toBe('');
    const ready = await posting.get('/health/ready');
    const checks = expect.arrayContaining([expect.objectContaining({ name: 'event store', ready: false })]) as unknown;
    expect([ready.status, ready.body]).toMatchObject([503, { checks }]);
    expect((await posting.get('/health/live')).status).toBe(200);
    posting.node = await posting.node.restart();
    const taken = await untilTaken(() => post('A1', 'detail-amendments', amendment, key));
    expect([taken.status, revisionOf(taken)]).toEqual([201, 1]);
    expect((await posting.get('/health/ready')).status).toBe(200);
    await expectOnceEach(1);
  });

  it('finds its own facts where the acknowledgement was lost, and answers 201', async () => {
    await posting.node.inject({ fault: 'drop-after-commit' });
    const answer = await untilTaken(() => post('A1', 'detail-amendments', amendment, 'lost'));
    expect([answer.status, revisionOf(answer)]).toEqual([201, 1]);
    await expectOnceEach(1);
  });

  it.each(['crash-after-commit', 'crash-before-commit'] as const)(
    'records once through a %s, asked again with the same key',
    async (fault) => {
      await posting.node.inject({ fault });
      const during = await post('A1', 'detail-amendments', amendment, 'crash');
      expect(during.status).toBe(503);
      posting.node = await posting.node.restart();
      const after = await untilTaken(() => post('A1', 'detail-amendments', amendment, 'crash'));
      expect([after.status, revisionOf(after)]).toEqual([201, 1]);
      const again = await post('A1', 'detail-amendments', amendment, 'crash');
      expect(again.body).toEqual(after.body);
      await expectOnceEach(1);
    },
  );

  it('takes every post of 8 writers on one child at once', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; turn < 4; turn++) {
        const answer = await post('A1', 'detail-amendments', amendment, `w${String(writer)}t${String(turn)}`);
        expect(answer.status).toBe(201);
      }
    });
    await Promise.all(writers);
    await expectOnceEach(32);
  });
});

describe('services in processes of their own, on one store', () => {
  const main = join(import.meta.dirname, '../dist/apps/intake/src/main.js');
  const started: ChildProcess[] = [];
  let folder: string;
  let node: Awaited<ReturnType<typeof startEmbeddedNode>>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-writers-'));
    node = await startEmbeddedNode();
  });

  afterEach(async () => {
    for (const child of started.splice(0)) await killed(child);
    await node.stop();
    rmSync(folder, { recursive: true });
  });

  async function start(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
    const env = { EVENTSTORE_URL: node.url, WAYMARK_DATA: folder, PORT: '0', LOG_LEVEL: 'error' };
    const child = fork(main, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    started.push(child);
    const [{ type, url }] = (await once(child, 'message')) as [{ type: string; url: string }];
    expect(type).toBe('ready');
    return { child, url };
  }

  async function killed(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async function expectWhole(child: string, count: number): Promise<void> {
    const store = openStore({ url: node.url });
    try {
      expect(await chainOf(store, child)).toMatchObject({ ok: true, count });
    } finally {
      await store.close();
    }
  }

  it('take every post of 2, 4 and 8 writers on one child, losing races and none of the posts', async () => {
    const urls = (await Promise.all([start(), start(), start()])).map(({ url }) => url);
    for (const count of [2, 4, 8]) {
      const child = `W${String(count)}`;
      expect(
        (
          await request(urls[0] ?? '')
            .post(at(child, 'registrations'))
            .send(registration)
        ).status,
      ).toBe(201);
      const writers = Array.from({ length: count }, async (_, writer) => {
        const url = urls[writer % urls.length] ?? '';
        for (let turn = 0; turn < 4; turn++) {
          const answer = await request(url).post(at(child, 'detail-amendments')).send(amendment);
          expect(answer.status).toBe(201);
        }
      });
      await Promise.all(writers);
      await expectWhole(child, 1 + count * 4);
    }
  });

  it('leave a whole chain with every fact once, killed while any post is under way and asked again', async () => {
    let service = await start();
    const steps: readonly (readonly [string, object])[] = [
      ['registrations', registration],
      ['contacts', { on: '2026-01-05', contactId: 'C1', source: '2A' }],
      ['referrals', { on: '2026-01-06', source: '2A' }],
      ['referral-decisions', { on: '2026-01-06', decision: 'assess' }],
      ['assessments', { on: '2026-01-07', kind: 'single' }],
    ];
    for (const [index, [path, body]] of steps.entries()) {
      const post = (): request.Test =>
        request(service.url)
          .post(at('X1', path))
          .set('idempotency-key', `step${String(index)}`)
          .send(body);
      // Each step is struck a little later on its way than the one before.
      const strike = new Promise((resolve) => setTimeout(resolve, index * 4)).then(() => killed(service.child));
      const first = await post().then(
        ({ status }) => status,
        () => 0,
      );
      await strike;
      service = await start();
      const again = await post();
      expect([first === 0 || first === 201, again.status, revisionOf(again)]).toEqual([true, 201, index]);
    }
    await expectWhole('X1', steps.length);
  });

  it('stop in good order when told to: what was answered is recorded', async () => {
    const { child, url } = await start();
    const names = Array.from({ length: 20 }, (_, number) => `G${String(number)}`);
    const posts = names.map(async (name) => {
      const post = request(url).post(at(name, 'registrations')).send(registration);
      return post.then(
        ({ status }) => status,
        () => 0,
      );
    });
    await Promise.race(posts);
    const gone = once(child, 'exit');
    child.send({ type: 'stop' });
    const statuses = await Promise.all(posts);
    expect(await gone).toEqual([0, null]);
    const recorded = names.filter((_, index) => statuses[index] === 201);
    expect(recorded.length).toBeGreaterThan(0);
    for (const name of recorded) await expectWhole(name, 1);
  });

  it('say what is wrong with their settings, all of it, and do not start', async () => {
    const env = { PORT: 'http', WAYMARK_AUTHORITIES: '85', LOG_LEVEL: 'loud', WAYMARK_DATA: folder };
    const child = fork(main, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const [message] = (await once(child, 'message')) as [{ type: string; reason: string }];
    expect(message.type).toBe('failed');
    for (const name of ['PORT', 'WAYMARK_AUTHORITIES', 'LOG_LEVEL']) expect(message.reason).toContain(name);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(1);
  });
});
