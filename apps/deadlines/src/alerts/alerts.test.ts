import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as inATurn } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { plainDate } from '#calendar';
import { accessLog, caseAccess, verifyStream } from '#recording';
import { ACCESSES, CASES, serveApp, STORE, type Served } from '#http';
import { openReadModel, type ReadModel } from '#readmodel';
import { openStore, type Store, type StoredEvent } from '#store';
import { nationalRules } from '#timescales';
import {
  eventually,
  growingRows,
  startEmbeddedNode,
  told,
  type EmbeddedNode,
  type GrowingRows,
  type Told,
} from '#testing';
import { AlertsModule } from '../deadlines.module.ts';
import type { AlertRule, Recipient } from './alert-rule.ts';
import { runAlerts, type Alerts } from './alerts.ts';
import { mailThrough, type Mail } from './mail.ts';
import { isSigned, signatureHeader } from './webhook.ts';

let folder: string;
let node: EmbeddedNode;
let store: Store;
let rows: GrowingRows;
let model: ReadModel;
let served: Served;
let hook: Server;
let smtp: SMTPServer;
let mail: Mail;
let now = Date.parse('2026-03-02T09:00:00Z');
const running: Alerts[] = [];
const secret = 'a secret of some length';

interface Hooked {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly isSigned: boolean;
}

/** What the webhook's receiver was sent, and how it answers: a status, or never. */
const hooked: Hooked[] = [];
let answer: number | 'never' = 200;
const mails: string[] = [];
let mailAnswer: 'taken' | 'refused' = 'taken';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-alerts-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
  const url = path.join(folder, 'readmodel.db');
  rows = await growingRows(url);
  model = openReadModel({ url });
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const header = String(request.headers[signatureHeader]);
      hooked.push({
        key: String(request.headers['idempotency-key']),
        body: JSON.parse(body) as Hooked['body'],
        isSigned: isSigned(secret, body, header, now),
      });
      if (answer !== 'never') response.writeHead(answer).end();
    });
  }).listen(0, '127.0.0.1');
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString()));
      stream.on('end', () => {
        if (mailAnswer === 'taken') mails.push(text);
        done(mailAnswer === 'taken' ? null : new Error('Not now'));
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  mail = mailThrough({ url: `smtp://127.0.0.1:${String(port)}`, from: 'waymark@example.org', withinMs: patient });
  const at = { port: 0, host: '127.0.0.1', dataFolder: folder, logLevel: 'silent' };
  const providers = [
    { provide: STORE, useValue: store },
    { provide: ACCESSES, useValue: accessLog({ store, now: () => now }) },
    { provide: CASES, useValue: caseAccess({ store, now: () => now }) },
  ];
  served = await serveApp({ name: 'alerts', module: AlertsModule, now: () => now, providers, ...at });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((alerts) => alerts.stop()));
});

afterAll(async () => {
  await served.stop();
  mail.close();
  await new Promise<void>((resolve) => {
    smtp.close(resolve);
  });
  hook.closeAllConnections();
  hook.close();
  await model.close();
  await rows.close();
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

const webhook = (): Recipient => ({
  webhook: `http://127.0.0.1:${String((hook.address() as AddressInfo).port)}/waymark`,
  secret: 'ALERT_SECRET',
});

/** A rule in force from this day on: nothing that an earlier test left open is of it. */
function rule(id: string, from: string, when: AlertRule['when'], to: readonly Recipient[]): AlertRule {
  return { id, authorities: ['855'], clocks: ['decision'], when, from: plainDate(from), to };
}

/** However busy the machine, a receiver that answers is waited for. */
const patient = 30_000;

function begin(...alertRules: readonly AlertRule[]): Alerts {
  return beginWith({}, ...alertRules);
}

function beginWith(
  { withinMs = patient, of = model }: { readonly withinMs?: number; readonly of?: ReadModel },
  ...alertRules: readonly AlertRule[]
): Alerts {
  const alerts = runAlerts({
    store,
    model: of,
    rules: nationalRules,
    alertRules,
    now: () => now,
    secretOf: (name) => (name === 'ALERT_SECRET' ? secret : undefined),
    mail,
    settings: { withinMs, firstPauseMs: 60_000, mostPauseMs: 3_600_000, attempts: 3 },
    warn: () => undefined,
  });
  running.push(alerts);
  return alerts;
}

const tell = (child: string, ...facts: readonly Told[]): Promise<number> =>
  rows.tell(
    '855',
    child,
    ...[told('ChildRegistered', '2026-03-02'), ...facts].map((fact) => ({ ...fact, recordedAt: now })),
  );

const when = <T>(ask: () => T, wanted: (found: T) => boolean): Promise<T> =>
  eventually(async () => (await inATurn(), ask()), wanted);

/** Every fact of the alerts about a child, as the store holds them. */
async function factsAbout(child: string): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = [];
  const ended = new AbortController();
  for await (const { events, live } of store.follow({
    prefixes: [`alert-855.${child}.`],
    after: null,
    signal: ended.signal,
  })) {
    found.push(...events);
    if (live) break;
  }
  ended.abort();
  return found;
}

interface Listed {
  readonly alerts: readonly {
    readonly alert: string;
    readonly child: string;
    readonly deliveries: readonly {
      readonly state: string;
      readonly attempts: number;
      readonly error: string | null;
    }[];
  }[];
}

async function list(question: string): Promise<Listed['alerts']> {
  const response = await fetch(`${served.url}/authorities/855/alerts?${question}`);
  // Until all alerts have been read from the store, none is told.
  if (response.status === 503) return [];
  expect(response.status).toBe(200);
  return ((await response.json()) as Listed).alerts;
}

const listed = (question: string, wanted: (alerts: Listed['alerts']) => boolean) =>
  eventually(() => list(question), wanted);

it('is raised once on its day, with what was known, however many run at once and however often they begin', async () => {
  const due = rule('due', '2026-03-03', 'due', [{ role: 'manager' }, webhook()]);
  const both = [begin(due), begin(due)];
  await tell(
    'once',
    told('ReferralReceived', '2026-03-02'),
    told('WorkerAllocated', '2026-03-02', { worker: 'Ann', team: 'North' }),
  );
  expect(await list('child=once')).toEqual([]);
  now = Date.parse('2026-03-03T00:00:00Z');
  const [alert] = await listed('child=once', (alerts) => alerts[0]?.deliveries[1]?.state === 'delivered');
  expect(alert).toMatchObject({
    clock: { clock: 'decision', due: '2026-03-03', key: 'once-1/decision' },
    by: { rule: 'due', when: 'due', day: '2026-03-03' },
    state: 'due-soon',
    worker: 'Ann',
    team: 'North',
    deliveries: [
      { to: 'role manager', state: 'listed' },
      { state: 'delivered', attempts: 1 },
    ],
  });
  expect(hooked).toMatchObject([{ key: alert?.alert, isSigned: true, body: { child: 'once', state: 'due-soon' } }]);
  await Promise.all(both.map((alerts) => alerts.stop()));
  const again = begin(due);
  // A later alert has been raised and sent: the day was looked at whole, and of this one nothing more was said.
  await tell('marker', told('ReferralReceived', '2026-03-02'));
  await when(
    () => hooked.map(({ body }) => body['child']),
    (children) => children.includes('marker'),
  );
  expect(hooked.filter(({ body }) => body['child'] === 'once')).toHaveLength(1);
  const facts = await factsAbout('once');
  expect(facts.map(({ type }) => type)).toEqual(['AlertRaised', 'AlertAttempted', 'AlertDelivered']);
  expect(await verifyStream(store, facts[0]?.stream ?? '')).toMatchObject({ holds: true, facts: 3 });
  await again.stop();
});

it('waits for a receiver that fails or hangs, over a restart, and loses nothing', async () => {
  now = Date.parse('2026-03-04T09:00:00Z');
  const due = rule('down', '2026-03-04', 'due', [webhook()]);
  answer = 503;
  const first = begin(due);
  await tell('down', told('ReferralReceived', '2026-03-03'));
  await listed(
    'child=down',
    (alerts) => alerts[0]?.deliveries[0]?.state === 'waiting' && alerts[0].deliveries[0].attempts === 1,
  );
  await first.stop();
  answer = 'never';
  now += 60_000;
  const second = beginWith({ withinMs: 300 }, due);
  const [hung] = await listed(
    'child=down',
    (alerts) => alerts[0]?.deliveries[0]?.attempts === 2 && alerts[0].deliveries[0].state === 'waiting',
  );
  expect(hung?.deliveries[0]?.error).toBe('The receiver did not answer in time.');
  await second.stop();
  answer = 200;
  now += 120_000;
  const third = begin(due);
  await listed('child=down', (alerts) => alerts[0]?.deliveries[0]?.state === 'delivered');
  const keys = hooked.filter(({ body }) => body['child'] === 'down').map(({ key }) => key);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  await third.stop();
});

it('is a dead letter once it has failed too often, and is sent again when a manager says so', async () => {
  now = Date.parse('2026-03-05T09:00:00Z');
  answer = 500;
  const alerts = begin(rule('dead', '2026-03-05', 'due', [webhook()]));
  await tell('dead', told('ReferralReceived', '2026-03-04'));
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await listed(
      'child=dead',
      (all) => all[0]?.deliveries[0]?.attempts === attempt && all[0].deliveries[0].state !== 'trying',
    );
    now += 3_600_000;
  }
  const [dead] = await listed('state=dead&child=dead', (all) => all.length === 1);
  expect(dead?.deliveries).toMatchObject([{ state: 'dead', attempts: 3, error: 'The receiver answered 500.' }]);
  answer = 204;
  // Whoever is on call learns of it from what Prometheus watches: nobody looks at the list unasked.
  const deadLetters = async (): Promise<string> =>
    /^waymark_dead_letters\{authority="855"\} (\d+)$/m.exec(await (await fetch(`${served.url}/metrics`)).text())?.[1] ??
    '';
  expect(await deadLetters()).toBe('1');
  const replay = (): Promise<Response> =>
    fetch(`${served.url}/authorities/855/alerts/${dead?.alert ?? ''}/replay`, { method: 'POST' });
  expect(await (await replay()).json()).toEqual({ authority: '855', replayed: [dead?.alert] });
  await listed('child=dead', (all) => all[0]?.deliveries[0]?.state === 'delivered');
  expect(await deadLetters()).toBe('0');
  expect((await replay()).status).toBe(409);
  expect((await fetch(`${served.url}/authorities/855/alerts/none/replay`, { method: 'POST' })).status).toBe(404);
  await alerts.stop();
});

it('is listed on from an alert that is no more in the state asked for', async () => {
  const [sent] = await list('child=dead');
  expect(sent?.deliveries).toMatchObject([{ state: 'delivered' }]);
  expect(await list(`state=dead&cursor=${sent?.alert ?? ''}`)).toEqual([]);
  const older = await list(`cursor=${sent?.alert ?? ''}`);
  expect(older.map(({ child }) => child)).toContain('down');
});

it('goes by mail, and again when the server would not take it', async () => {
  now = Date.parse('2026-03-06T09:00:00Z');
  mailAnswer = 'refused';
  const alerts = begin(
    rule('mail', '2026-03-06', { before: 1, unit: 'working-days' }, [{ email: 'duty@example.org' }]),
  );
  await tell('mail', told('ReferralReceived', '2026-03-06'));
  const [refused] = await listed(
    'child=mail',
    (all) => all[0]?.deliveries[0]?.attempts === 1 && all[0].deliveries[0].state === 'waiting',
  );
  expect(refused?.deliveries[0]?.error).toMatch(/^The mail server answered \d+\.$/);
  mailAnswer = 'taken';
  now += 60_000;
  await listed('child=mail', (all) => all[0]?.deliveries[0]?.state === 'delivered');
  const [sent] = mails;
  expect(mails).toHaveLength(1);
  expect(sent).toContain(`Message-ID: <${refused?.alert ?? ''}@alerts.waymark>`);
  expect(sent).toContain('To: duty@example.org');
  expect(sent).toContain('Child mail of authority 855');
  await alerts.stop();
});

it('is raised late of a clock learned of late, not of one met before, and again of a day that was moved', async () => {
  now = Date.parse('2026-03-10T09:00:00Z');
  answer = 200;
  const alerts = begin(rule('overdue', '2026-03-07', { after: 1, unit: 'days' }, [{ role: 'chair' }]));
  await tell('late', told('ReferralReceived', '2026-03-05'));
  await tell(
    'met',
    told('ReferralReceived', '2026-03-05'),
    told('ReferralDecided', '2026-03-06', { decision: 'assess' }),
  );
  const [late] = await listed('role=chair&child=late', (all) => all.length === 1);
  expect(late).toMatchObject({ child: 'late', by: { day: '2026-03-07' }, state: 'overdue' });
  await rows.tell('855', 'late', {
    type: 'FactCorrected',
    data: { fact: 'late-1', data: { on: '2026-03-06', source: '1A' } },
    recordedAt: now,
  });
  const both = await listed('role=chair&child=late', (all) => all.length === 2);
  expect(both).toMatchObject([{ by: { day: '2026-03-10' } }, { by: { day: '2026-03-07' } }]);
  expect(await list('child=met')).toEqual([]);
  await alerts.stop();
});

it('says to a mailbox or a webhook of a record kept to named people only that there is one, and names it in the list', async () => {
  now = Date.parse('2026-03-30T09:00:00Z');
  hooked.length = 0;
  mails.length = 0;
  answer = 200;
  mailAnswer = 'taken';
  const by = { user: 'mary', role: 'manager' };
  const reason = { restricted: 'for a test' } as never;
  await caseAccess({ store, now: () => now }).enter('855', {
    type: 'CaseRestricted',
    data: { child: 'KeptClose', to: ['mary'], reason },
    by,
  });
  begin(rule('kept', '2026-03-31', 'due', [{ role: 'manager' }, webhook(), { email: 'team@example.org' }]));
  await rows.tell(
    '855',
    'KeptClose',
    { ...told('ChildRegistered', '2026-03-30'), recordedAt: now },
    {
      ...told('ReferralReceived', '2026-03-30'),
      recordedAt: now,
    },
  );
  now = Date.parse('2026-03-31T00:00:00Z');
  await when(
    () => mails.length,
    (count) => count > 0,
  );
  await when(
    () => hooked.length,
    (count) => count > 0,
  );
  const sent = JSON.stringify(hooked.map(({ body }) => body)) + mails.join('');
  expect(sent).not.toMatch(/KeptClose|decision|Decision/);
  expect(hooked).toMatchObject([{ isSigned: true, body: { authority: '855', restricted: true } }]);
  expect(mails[0]).toContain('A restricted case');
});

it('is raised of every clock where rows were made anew, of a store put back from an older copy that grew past what was looked at', async () => {
  now = Date.parse('2026-04-14T09:00:00Z');
  const urls = ['lost', 'anew'].map((name) => path.join(folder, `${name}.db`));
  const [lost, anew] = [await growingRows(urls[0] ?? ''), await growingRows(urls[1] ?? '')];
  const models = urls.map((url) => openReadModel({ url }));
  const refer = (to: GrowingRows, child: string): Promise<number> =>
    to.tell(
      '855',
      child,
      { ...told('ChildRegistered', '2026-04-13'), recordedAt: now },
      { ...told('ReferralReceived', '2026-04-13'), recordedAt: now },
    );
  await refer(lost, 'OfThePast');
  const reached = await refer(lost, 'OfThePastToo');
  for (const child of ['BackOne', 'BackTwo']) await refer(anew, child);
  expect(await refer(anew, 'BackThree')).toBeGreaterThan(reached);

  let served = models[0] as ReadModel;
  const alerts = beginWith(
    { of: { ...served, at: (ask) => served.at(ask) } },
    rule('anew', '2026-04-14', 'due', [{ role: 'chair' }]),
  );
  await listed('role=chair&child=OfThePastToo', (all) => all.length === 1);
  served = models[1] as ReadModel;
  for (const child of ['BackThree', 'BackOne', 'BackTwo']) {
    await listed(`role=chair&child=${child}`, (all) => all.length === 1);
  }
  await alerts.stop();
  for (const each of [...models, lost, anew]) await each.close();
});
