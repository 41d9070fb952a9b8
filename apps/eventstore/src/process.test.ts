import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { verifyFile } from './storage/verify.ts';
import { collect, rejection } from './test-support.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'waymark-process-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const main = join(import.meta.dirname, '..', '..', '..', 'dist', 'apps', 'eventstore', 'src', 'main.js');

const certificate = join(import.meta.dirname, '..', 'fixtures', 'localhost.crt');

/** Runs the node without a supervisor. */
function alone(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  return { child, exited, errors: () => errors };
}

describe('the process', () => {
  it('says on one line where it listens, and stops on SIGTERM and on Ctrl-C', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { child, exited } = alone({ EVENTSTORE_FILE: join(folder, 'events.db'), EVENTSTORE_PORT: '0' });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const ready = JSON.parse(line.toString()) as { ready: boolean; port: number; url: string };
      expect(ready).toEqual({ ready: true, port: ready.port, url: `esdb://127.0.0.1:${ready.port}?tls=false` });
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
    }
  });

  it.each([
    [{ EVENTSTORE_PORT: 'http' }, 'EVENTSTORE_PORT must be a port number'],
    [{ EVENTSTORE_HOST: '0.0.0.0' }, 'without TLS and users the node serves this machine only'],
    [{ EVENTSTORE_USERS_FILE: 'users.json' }, 'EVENTSTORE_USERS_FILE needs TLS'],
    [
      { EVENTSTORE_FILE: '/no/such/folder/events.db' },
      'The folder of EVENTSTORE_FILE, /no/such/folder, does not exist',
    ],
    [{ EVENTSTORE_TLS_CERT: certificate }, 'EVENTSTORE_TLS_CERT and EVENTSTORE_TLS_KEY go together'],
    [{ EVENTSTORE_TLS_CERT: certificate, EVENTSTORE_TLS_KEY: '/no/such.key' }, 'ENOENT'],
    [{ EVENTSTORE_TLS_CERT: certificate, EVENTSTORE_TLS_KEY: main }, 'do not give a certificate and its key, in PEM'],
    [{ EVENTSTORE_CHECK: 'some', EVENTSTORE_LINKS: 'yes' }, 'quick or full. EVENTSTORE_LINKS must be on or off'],
  ])('refuses settings it cannot use: %j', async (env, sentence) => {
    const { exited, errors } = alone({ EVENTSTORE_FILE: join(folder, 'events.db'), EVENTSTORE_PORT: '0', ...env });
    expect(await exited).toEqual([1, null]);
    expect(errors()).toContain(sentence);
    expect(errors().trim().split('\n')).toHaveLength(1);
  });

  it('says when started alone and in the clear that it serves this machine only, beside the line of JSON', async () => {
    const { child, exited, errors } = alone({ EVENTSTORE_FILE: join(folder, 'events.db'), EVENTSTORE_PORT: '0' });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    await exited;
    expect(errors()).toMatch(/^No TLS and no users: it serves this machine alone, .*\n$/);
  });

  it('ignores Ctrl-C under a supervisor, which signals the whole group', async () => {
    const node = await startEmbeddedNode({ file: join(folder, 'events.db') });
    process.kill(node.pid, 'SIGINT');
    const client = EventStoreDBClient.connectionString(node.url);
    await client.appendToStream('still-there', jsonEvent({ type: 'Written', data: {} }));
    await client.dispose();
    await node.stop();
  });

  it('refuses a port that is taken', async () => {
    const node = await startEmbeddedNode({ file: join(folder, 'one.db') });
    const { exited, errors } = alone({ EVENTSTORE_FILE: join(folder, 'two.db'), EVENTSTORE_PORT: String(node.port) });
    expect(await exited).toEqual([1, null]);
    expect(errors()).toContain('EVENTSTORE_PORT');
    await node.stop();
  });
});

describe('the file', () => {
  const file = () => join(folder, 'events.db');

  async function written(): Promise<void> {
    const node = await startEmbeddedNode({ file: file() });
    const client = EventStoreDBClient.connectionString(node.url);
    for (let i = 0; i < 20; i++) {
      await client.appendToStream(`s-${i}`, jsonEvent({ type: 'Written', data: { text: 'x'.repeat(5000) } }));
    }
    await client.dispose();
    await node.stop();
  }

  const refusal = async (): Promise<string> => (await rejection(startEmbeddedNode({ file: file() }))).message;

  it('is served by one process at a time', async () => {
    const first: EmbeddedNode = await startEmbeddedNode({ file: file() });
    expect(await refusal()).toMatch(/Another event store node already serves .*Stop that one/);
    await first.kill();
    const second = await startEmbeddedNode({ file: file() });
    await second.stop();
  });

  it('is served though somebody reads an older state of it, after a stop as after a death', async () => {
    for (const ending of ['stop', 'kill'] as const) {
      const name = join(folder, `${ending}.db`);
      const node = await startEmbeddedNode({ file: name });
      const client = EventStoreDBClient.connectionString(node.url);
      const write = async () => {
        const events = Array.from({ length: 100 }, () =>
          jsonEvent({ type: 'Written', data: { text: 'x'.repeat(5000) } }),
        );
        await client.appendToStream('s', events);
      };
      await write();
      const reader = new DatabaseSync(name, { readOnly: true });
      reader.exec('BEGIN');
      reader.prepare('SELECT count(*) FROM events').get();
      await write();
      await client.dispose();
      await node[ending]();

      const again = await startEmbeddedNode({ file: name });
      const fresh = EventStoreDBClient.connectionString(again.url);
      expect(await collect(fresh.readStream('s'))).toHaveLength(200);
      await fresh.dispose();
      await again.stop();
      reader.close();
      expect(verifyFile(name).faults).toEqual([]);
    }
  });

  it('is refused when it is of a newer format', async () => {
    await written();
    const database = new DatabaseSync(file());
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(await refusal()).toContain('made by a newer version');
  });

  it('is refused when another program made it', async () => {
    const database = new DatabaseSync(file());
    database.exec('CREATE TABLE t (x)');
    database.close();
    expect(await refusal()).toContain('was not made by this event store');
  });

  it.each([
    ['empty', () => writeFileSync(file(), '')],
    ['text', () => writeFileSync(file(), 'Dear diary, '.repeat(1000))],
  ])('is refused when it is %s', async (_what, make) => {
    make();
    expect(await refusal()).toContain('is damaged or is not an events file');
  });

  it('is refused when it is torn, and left as it was', async () => {
    await written();
    const half = Math.floor(statSync(file()).size / 2 / 4096) * 4096;
    truncateSync(file(), half);
    expect(await refusal()).toContain('is damaged or is not an events file');
    expect(statSync(file()).size).toBe(half);
  });

  it('is refused when it was moved away without its log', async () => {
    await written();
    copyFileSync(file(), `${file()}-wal`);
    rmSync(file());
    expect(await refusal()).toContain('is missing but');
  });
});
