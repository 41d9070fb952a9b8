import { randomBytes, randomUUID, scryptSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plainDate } from '#calendar';
import { accessLog, caseAccess } from '#recording';
import { ACCESSES, CASES, serveApp, STORE, type Served } from '#http';
import { openReadModel, type ReadModel } from '#readmodel';
import { openStore, type Store } from '#store';
import { nationalRules } from '#timescales';
import { eventually, growingRows, startEmbeddedNode, told, type EmbeddedNode, type GrowingRows } from '#testing';
import { AlertsModule } from '../deadlines.module.ts';
import { runAlerts, type Alerts } from './alerts.ts';

const patient = 120_000;
let now = Date.parse('2026-03-03T09:00:00Z');
const password = 'a password of tests';
const certificates = path.resolve('libs/store/test-certificates');

let folder: string;
let node: EmbeddedNode;
let store: Store;
let rows: GrowingRows;
let model: ReadModel;
let alerts: Alerts;
let served: Served;
const warned: string[] = [];

const usersFile = (): string => path.join(folder, 'users.json');
const eventsFile = (): string => path.join(folder, 'events.db');

/** The event store knows this user from its next start on, and nobody else. */
function admit(login: string): void {
  const salt = randomBytes(16);
  const hashed = `scrypt$${salt.toString('base64')}$${scryptSync(password, salt, 32).toString('base64')}`;
  writeFileSync(usersFile(), JSON.stringify([{ login, password: hashed, groups: ['$admins'] }]));
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-alerts-followed-'));
  warned.length = 0;
  admit('waymark');
  node = await startEmbeddedNode({
    file: eventsFile(),
    env: {
      EVENTSTORE_TLS_CERT: path.join(certificates, 'server.crt'),
      EVENTSTORE_TLS_KEY: path.join(certificates, 'server.key'),
      EVENTSTORE_USERS_FILE: usersFile(),
    },
  });
  const trusting = `tls=true&tlsCAFile=${path.join(certificates, 'ca.crt')}`;
  store = openStore({
    url: `esdb://waymark:${encodeURIComponent(password)}@localhost:${String(node.port)}?${trusting}`,
  });
  const url = path.join(folder, 'readmodel.db');
  rows = await growingRows(url);
  model = openReadModel({ url });
  const when = {
    id: 'due',
    authorities: ['855'],
    clocks: ['decision'],
    when: 'due',
    to: [{ role: 'manager' }],
  } as const;
  alerts = runAlerts({
    store,
    model,
    rules: nationalRules,
    alertRules: [{ ...when, from: plainDate('2026-03-03') }],
    now: () => now,
    secretOf: () => undefined,
    mail: undefined,
    settings: { withinMs: 1_000, firstPauseMs: 60_000, mostPauseMs: 60_000, attempts: 1 },
    warn: (details, message) => warned.push(`${message} ${JSON.stringify(details)}`),
  });
  served = await serveApp({
    name: 'alerts',
    module: AlertsModule,
    now: () => now,
    providers: [
      { provide: STORE, useValue: store },
      { provide: ACCESSES, useValue: accessLog({ store, now: () => now }) },
      { provide: CASES, useValue: caseAccess({ store, now: () => now }) },
    ],
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    logLevel: 'silent',
  });
}, patient);

afterEach(async () => {
  await served.stop();
  await alerts.stop();
  await model.close();
  await rows.close();
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true });
}, patient);

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function asked(address: string): Promise<Answer> {
  const response = await fetch(`${served.url}${address}`);
  return { status: response.status, text: await response.text() };
}

/** The children of the alerts that are told, sorted; undefined where none are. */
async function children(): Promise<readonly string[] | undefined> {
  const { status, text } = await asked('/authorities/855/alerts');
  if (status !== 200) return undefined;
  return (JSON.parse(text) as { alerts: { child: string }[] }).alerts.map(({ child }) => child).sort();
}

const listed = (...wanted: readonly string[]) =>
  eventually(children, (found) => JSON.stringify(found) === JSON.stringify(wanted));

/** A referral of the day before, so that its decision is due today. */
const refer = (child: string): Promise<number> =>
  rows.tell(
    '855',
    child,
    { ...told('ChildRegistered', '2026-03-02'), recordedAt: now },
    {
      ...told('ReferralReceived', '2026-03-02'),
      recordedAt: now,
    },
  );

const standing = async (): Promise<{ readonly ready: boolean; readonly sentence: string } | undefined> => {
  const { text } = await asked('/health/ready');
  return (JSON.parse(text) as { checks: { name: string; ready: boolean; sentence: string }[] }).checks.find(
    ({ name }) => name === 'alerts',
  );
};

describe('given alerts that were raised', () => {
  it(
    'when the event store refuses Waymark’s user, then it is said why, and once it is let in again all goes on by itself',
    async () => {
      await refer('A1');
      await listed('A1');
      expect(await standing()).toMatchObject({ ready: true });

      admit('somebody-else');
      node = await node.restart();
      const refused = await eventually(standing, (found) => found?.ready === false);
      expect(refused?.sentence).toContain('EVENTSTORE_URL');
      expect((await asked('/health/ready')).status).toBe(503);
      const list = await asked('/authorities/855/alerts');
      expect([list.status, list.text]).toEqual([
        503,
        expect.stringContaining('Whoever runs Waymark has to look at it'),
      ]);
      await eventually(
        async () => warned,
        (all) => all.some((one) => one.includes('will be tried again') && one.includes('EVENTSTORE_URL')),
      );

      admit('waymark');
      node = await node.restart();
      await listed('A1');
      expect(await standing()).toMatchObject({ ready: true });
      // One that falls due from now on is raised, and told.
      await refer('A2');
      await listed('A1', 'A2');
      expect((await asked('/metrics')).text).toContain('waymark_dead_letters{authority="855"} 0');
    },
    patient,
  );

  it(
    'when the event store is put back from an older backup, then what it lacks is raised again, and what comes is told',
    async () => {
      await refer('B1');
      await listed('B1');
      await node.stop();
      copyFileSync(eventsFile(), path.join(folder, 'copy.db'));
      node = await node.restart();
      // Much was recorded since: whatever is entered once the copy is in its place does not reach as far.
      const since = Array.from({ length: 3_000 }, () => ({ id: randomUUID(), type: 'Told', data: {}, metadata: {} }));
      await store.append('told-since', 'no-stream', since);
      await refer('B2');
      await listed('B1', 'B2');
      const lost = await asked('/authorities/855/alerts');

      await node.stop();
      for (const end of ['-wal', '-shm']) rmSync(`${eventsFile()}${end}`, { force: true });
      copyFileSync(path.join(folder, 'copy.db'), eventsFile());
      now += 60_000;
      node = await node.restart();
      const again = await eventually(
        () => asked('/authorities/855/alerts'),
        ({ status, text }) => status === 200 && text !== lost.text && text.includes('B2'),
      );
      // Raised anew, a minute later than the one that was lost.
      expect(again.text).toContain('2026-03-03T09:01:00.000Z');
      expect(warned.join()).toContain('restored from an older backup');
      await refer('B3');
      await listed('B1', 'B2', 'B3');
      expect(await standing()).toMatchObject({ ready: true });
    },
    patient,
  );
});
