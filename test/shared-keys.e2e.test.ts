import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { recordHere, serveApp } from '#http';
import { isSealed, KeysAway, keysIntoDatabase, keysIntoFile, KeysThere, rotateMasterKey } from '#privacy';
import { operatorFor } from '#recording';
import { journeyStream, openStore, type Store } from '#store';
import { askIn, noPostgres, startEmbeddedNode, startPostgres, type EmbeddedNode, type PostgresServer } from '#testing';
import { backUp } from '../apps/eventstore/src/storage/backup.ts';
import { IntakeModule } from '../apps/intake/src/intake.module.ts';

/** Two services with data folders of their own, as on two machines: one event store, one PostgreSQL for keys. */
interface Service {
  readonly recording: ReturnType<typeof recordHere>;
  readonly masterKeyFile: string;
  readonly ask: (address: string, body?: object) => Promise<request.Response>;
  readonly close: () => Promise<void>;
}

const missing = noPostgres();
const now = Date.parse('2026-06-15T11:00:00Z');
const patient = 120_000;
const registered = {
  type: 'ChildRegistered',
  data: { on: '2026-06-01', dateOfBirth: '2018-02-28', name: 'Invented Child', sex: 'F' },
};
const folder = mkdtempSync(path.join(tmpdir(), 'waymark-shared-keys-'));
let node: EmbeddedNode;
/** A process has one; what is each service's own here is its keys. */
let store: Store;
let postgres: PostgresServer;
let keysUrl = '';
let one: Service;
let other: Service;

const events = () => ({ eventstoreUrl: node.url, store });

async function started(name: string): Promise<Service> {
  const masterKeyFile = path.join(folder, `${name}-master.key`);
  const recording = recordHere({
    ...events(),
    keysUrl,
    masterKeyFile,
    createMasterKey: false,
    now: () => now,
  });
  const served = await serveApp({
    module: IntakeModule,
    name,
    host: '127.0.0.1',
    port: 0,
    dataFolder: path.join(folder, name),
    providers: recording.providers,
    checks: recording.checks,
    now: () => now,
    logLevel: 'silent',
  });
  return {
    recording,
    masterKeyFile,
    ask: (address, body) =>
      body === undefined ? request(served.url).get(address) : request(served.url).post(address).send(body),
    close: async () => {
      await served.stop();
      await recording.close();
    },
  };
}

/** What `npx waymark` says on a machine whose data folder is empty, with these keys. */
function restoring(data: string, args: readonly string[]): Promise<{ readonly code: number; readonly err: string }> {
  const { EVENTSTORE_URL: _, ...inherited } = process.env;
  const env = { ...inherited, WAYMARK_DATA: data, KEYS_URL: keysUrl };
  const program = path.resolve('dist', 'apps', 'all', 'src', 'cli', 'main.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'restore', ...args], { env, timeout: patient }, (error, _out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), err }),
    );
  });
}

const at = (child: string, what: string): string => `/authorities/855/children/${child}/${what}`;
const read = ({ recording }: Service, child: string) =>
  recording.recorder.journey({ authority: '855', child, reader: operatorFor('subject-access') });
const nameAt = async (service: Service, child: string) => (await read(service, child))?.facts[0]?.data;

beforeAll(async () => {
  if (missing !== undefined) return;
  [node, postgres] = await Promise.all([startEmbeddedNode(), startPostgres()]);
  store = openStore({ url: node.url });
  keysUrl = postgres.fresh();
  const secret = randomBytes(32);
  for (const name of ['one', 'other']) writeFileSync(path.join(folder, `${name}-master.key`), secret, { mode: 0o600 });
  [one, other] = await Promise.all([started('one'), started('other')]);
}, patient);

afterAll(async () => {
  if (missing === undefined) {
    await Promise.all([one.close(), other.close()]);
    await store.close();
    await Promise.all([node.stop(), postgres.stop()]);
  }
  rmSync(folder, { recursive: true, force: true });
}, patient);

(missing === undefined ? describe : describe.skip)(
  `services on several machines, their keys in one PostgreSQL${missing ? ` (${missing})` : ''}`,
  () => {
    it('seal and open each other’s children’s texts, also where both post the first fact of a child at once', async () => {
      for (let turn = 0; turn < 6; turn++) {
        const child = `A${String(turn)}`;
        const answers = await Promise.all(
          [one, other].map((service) => service.ask(at(child, 'facts'), { facts: [registered] })),
        );
        // One is first, and the other is refused by what is recorded then.
        expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
        for (const service of [one, other])
          expect(await nameAt(service, child)).toMatchObject({ name: 'Invented Child' });
        expect(await askIn(keysUrl, `SELECT version FROM child_keys WHERE child = '${child}'`)).toEqual([
          { version: 1 },
        ]);
      }
      const renamed = { type: 'ChildDetailsAmended', data: { on: '2026-06-02', name: 'Another Invented Name' } };
      expect((await other.ask(at('A0', 'facts'), { facts: [renamed] })).status).toBe(201);
      expect((await read(one, 'A0'))?.facts[1]?.data).toMatchObject({ name: 'Another Invented Name' });
    });

    it('answer 503 and write nothing while PostgreSQL is away, say so, and go on when it is back', async () => {
      await one.ask(at('B1', 'facts'), { facts: [registered] });
      await postgres.kill();
      const amended = { type: 'ChildDetailsAmended', data: { on: '2026-06-02', name: 'Not To Be Kept' } };
      for (const [child, posted] of [
        ['B1', amended],
        ['B2', registered],
      ] as const) {
        const away = await one.ask(at(child, 'facts'), { facts: [posted] });
        expect([away.status, away.body]).toMatchObject([503, { code: 'keys-away' }]);
        expect(Number(away.headers['retry-after'])).toBeGreaterThan(0);
        expect(away.text).not.toContain('a-secret-of-tests');
      }
      await expect(read(other, 'B1')).rejects.toThrow(KeysAway);
      const ready = await one.ask('/health/ready');
      expect([ready.status, ready.body]).toMatchObject([
        503,
        {
          checks: [
            { name: 'event store', ready: true },
            { name: 'key store', ready: false },
          ],
        },
      ]);
      expect(ready.text).not.toContain('a-secret-of-tests');
      expect((await one.ask('/health/live')).status).toBe(200);
      await postgres.start();
      expect((await one.ask('/health/ready')).status).toBe(200);
      expect((await read(one, 'B1'))?.facts).toHaveLength(1);
      expect(await read(one, 'B2')).toBeUndefined();
      expect((await other.ask(at('B2', 'facts'), { facts: [registered] })).status).toBe(201);
    });

    it('erase for one another: the other opens nothing more, seals under the next key, and a copy brings nothing back', async () => {
      await one.ask(at('C1', 'facts'), { facts: [registered] });
      expect(await nameAt(other, 'C1')).toMatchObject({ name: 'Invented Child' });
      const copy = path.join(folder, 'copy.db');
      const held = (await askIn(keysUrl, 'SELECT count(*)::int AS n FROM child_keys'))[0]?.['n'];
      expect(await keysIntoFile(keysUrl, copy)).toBe(held);
      expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
      const erased = await one.recording.recorder.erase({
        authority: '855',
        child: 'C1',
        by: { user: 'u1', role: 'administrator' },
        reference: 'IG/2026/14',
        authorisedBy: 'Invented Officer',
        courtOrder: { court: 'Family Court', reference: 'LE26C00001', madeOn: '2026-06-10' as never },
      });
      expect(erased).toMatchObject({ status: 'erased', keys: 1, pending: true });
      expect(await nameAt(other, 'C1')).not.toHaveProperty('name');
      expect((await read(other, 'C1'))?.facts).toMatchObject([{ erased: ['name'] }]);
      const renamed = { type: 'ChildDetailsAmended', data: { on: '2026-06-02', name: 'Recorded Since' } };
      expect((await other.ask(at('C1', 'facts'), { facts: [renamed] })).status).toBe(201);
      const stored: unknown[] = [];
      for await (const { data } of store.read(journeyStream('855', 'C1'))) stored.push(data);
      expect(
        stored.map((data) => Reflect.get(data as object, 'name') as unknown).map((name) => isSealed(name) && name.key),
      ).toEqual([1, 2]);

      // The copy is put into a database of its own: there it opens what it holds, until the order is carried out again.
      await expect(keysIntoDatabase(copy, keysUrl)).rejects.toThrow(KeysThere);
      // Whoever restores events and keys beside it is refused before either is touched.
      const empty = path.join(folder, 'empty');
      mkdirSync(empty);
      await backUp(node.file, path.join(folder, 'events-copy.db'));
      const both = ['--events', path.join(folder, 'events-copy.db'), '--keys', copy];
      const refused = await restoring(empty, both);
      expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^There are keys in .* already/)]);
      expect(existsSync(path.join(empty, 'events.db'))).toBe(false);

      const restoredUrl = postgres.fresh();
      expect(await keysIntoDatabase(copy, restoredUrl)).toBe(held);
      const places = {
        ...events(),
        keysUrl: restoredUrl,
        masterKeyFile: one.masterKeyFile,
        createMasterKey: false,
      };
      const restored = recordHere({ ...places, now: () => now });
      expect(
        (await restored.recorder.journey({ authority: '855', child: 'C1', reader: operatorFor('subject-access') }))
          ?.facts[0],
      ).toMatchObject({ erased: ['name'] });
      expect(
        (await restored.recorder.journey({ authority: '855', child: 'A0', reader: operatorFor('subject-access') }))
          ?.facts[0]?.data,
      ).toMatchObject({ name: 'Invented Child' });
      await restored.close();
      // And put into a file, it is a key store like any other.
      expect(await keysIntoFile(restoredUrl, path.join(folder, 'again.db'))).toBe(held);
      const inFile = recordHere({ ...places, keysUrl: path.join(folder, 'again.db'), now: () => now });
      expect(
        (await inFile.recorder.journey({ authority: '855', child: 'A1', reader: operatorFor('subject-access') }))
          ?.facts[0]?.data,
      ).toMatchObject({ name: 'Invented Child' });
      await inFile.close();
    });

    it('go on through a rotation of the master key that is done on each machine in turn, which completes the erasure', async () => {
      const old = readFileSync(one.masterKeyFile);
      const isPending = (service: Service) => service.recording.keys.isPending('855', 'C1');
      expect([await isPending(one), await isPending(other)]).toEqual([true, true]);
      // The next master key is put beside the old one on every machine, and then taken up on each.
      writeFileSync(`${one.masterKeyFile}.next`, randomBytes(32), { mode: 0o600 });
      copyFileSync(`${one.masterKeyFile}.next`, `${other.masterKeyFile}.next`);
      const { keys, completed } = await rotateMasterKey({ url: keysUrl, masterKeyFile: one.masterKeyFile });
      expect(keys).toBeGreaterThan(6);
      expect(completed).toBe(1);
      expect([await isPending(one), await isPending(other)]).toEqual([false, true]);
      for (const service of [one, other]) expect(await nameAt(service, 'A0')).toMatchObject({ name: 'Invented Child' });
      expect((await other.ask(at('D1', 'facts'), { facts: [registered] })).status).toBe(201);
      await rotateMasterKey({ url: keysUrl, masterKeyFile: other.masterKeyFile });
      expect([await isPending(one), await isPending(other)]).toEqual([false, false]);
      expect(readFileSync(other.masterKeyFile)).toEqual(readFileSync(one.masterKeyFile));
      expect(readFileSync(other.masterKeyFile)).not.toEqual(old);
      expect(await nameAt(one, 'D1')).toMatchObject({ name: 'Invented Child' });
    });
  },
);
