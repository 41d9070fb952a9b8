import { mkdtempSync, rmSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as inATurn } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import request from 'supertest';
import { actLines, factLines, holdersOf, mayAsk, mayPost, roles, type Act, type Role } from '#access';
import { plainDate } from '#calendar';
import { catalogue, factTypes, isCorrectionType, type FactType } from '#events';
import { issueDevelopmentToken, recordHere, serveApp, type RecordingHere, type Served } from '#http';
import { Populations } from '#measures';
import { eventually, startEmbeddedNode, startProcess, type EmbeddedNode, type WaymarkProcess } from '#testing';
import { nationalRules } from '#timescales';
import { PartsReport } from '../apps/all/src/parts-report.ts';
import { ServicesModule, servicesOf } from '../apps/all/src/services.module.ts';
import { rowsHere } from '../apps/deadlines/src/rows-here.ts';
import { shippedComparators } from '../apps/performance/src/comparators/shipped.ts';
import { readModelHere } from '../apps/performance/src/read-model-here.ts';
import { WebSettings } from '../apps/web/src/config.ts';
import { isLong } from './faults/chance.ts';
import { fact } from './posting.fixture.ts';
import { permissionOf, routesOf } from './routes.fixture.ts';

const patient = 120_000;
/** Noon of a Monday in June. */
const instant = Date.parse('2026-06-15T11:00:00Z');
const on = plainDate('2026-06-15');

let folder: string;
let node: EmbeddedNode;
let worker: WaymarkProcess;
let recording: RecordingHere;
let served: Served;
let close: () => Promise<void>;
const anchors = { keyFile: '', createKey: false, folder: '', everyMinutes: 0 };
const module = () => ServicesModule.of(new PartsReport(), servicesOf(anchors, new WebSettings()));

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-authorisation-'));
  node = await startEmbeddedNode();
  const readModel = path.join(folder, 'rows.db');
  worker = await startProcess('apps/performance/src/worker.js', {
    EVENTSTORE_URL: node.url,
    READMODEL_URL: readModel,
    WAYMARK_DATA: folder,
  });
  const now = () => instant;
  recording = recordHere({
    eventstoreUrl: node.url,
    keysUrl: path.join(folder, 'keys.db'),
    masterKeyFile: path.join(folder, 'master.key'),
    createMasterKey: true,
    now,
  });
  const rows = readModelHere(readModel, nationalRules, new Populations(), shippedComparators);
  const deadlines = rowsHere(readModel, nationalRules);
  const providers = [...recording.providers, ...rows.providers, ...deadlines.providers];
  const at = { host: '127.0.0.1', port: 0, dataFolder: folder, logLevel: 'silent' };
  served = await serveApp({ name: 'services', module: module(), now, providers, ...at });
  close = async () => {
    await served.stop();
    await rows.close();
    await deadlines.close();
    await recording.close();
  };
}, patient);

afterAll(async () => {
  await close();
  await worker.stop();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
}, patient);

/** What is planned in an example lies after the day it happened. */
function laterIn(type: FactType): object {
  const { example } = catalogue[type];
  return {
    ...(type === 'ChildBorn' && { dateOfBirth: '2026-06-12' }),
    ...('for' in example && { for: '2026-06-22' }),
    ...('until' in example && { until: '2026-06-16' }),
  };
}

const tokens = new Map<string, Promise<string>>();

async function as(user: string, held: readonly Role[], authority = '855') {
  const name = JSON.stringify([user, held, authority]);
  const token =
    tokens.get(name) ?? issueDevelopmentToken({ user, roles: held, authority, dataFolder: folder, now: instant });
  tokens.set(name, token);
  return { authorization: `Bearer ${await token}` };
}

interface Answered {
  readonly status: number;
  readonly code?: string;
  readonly text: string;
  readonly [more: string]: unknown;
}

async function ask(
  user: string,
  held: readonly Role[],
  method: 'get' | 'post',
  address: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await fetch(`${served.url}${address}`, {
    method,
    headers: { ...(await as(user, held)), ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type') ?? '';
  const bytes = new Uint8Array(await response.arrayBuffer());
  const files = type.includes('zip') ? Object.values(unzipSync(bytes)) : [bytes];
  const text = files.map((file) => Buffer.from(file).toString('utf8')).join('\n');
  return { ...(type.includes('json') ? (JSON.parse(text) as object) : {}), status: response.status, text };
}

describe('the table of roles, cell by cell over HTTP', () => {
  const routes = routesOf(module()).filter((route) => permissionOf(route) !== 'open');

  it.each(roles)(
    'lets a %s ask for what it says, and for nothing else',
    async (role) => {
      const wrong: unknown[] = [];
      for (const [index, route] of routes.entries()) {
        const what = permissionOf(route) as Act | 'record-facts';
        // Of the many that record facts, one line of the table, some are enough in haste.
        if (!isLong && what === 'record-facts' && (index + roles.indexOf(role)) % 6 !== 0) continue;
        const [method = '', pattern = ''] = route.asked.split(' ');
        const address = pattern.replace(':authority', '855').replace(':child', 'M0').replace(/:\w+/g, 'x');
        const may = what === 'record-facts' ? mayPost([role]) : mayAsk([role], what).may === 'yes';
        // What streams would not end by itself: it is enough that it is denied to whom it must be.
        if (may && address.endsWith('/stream')) continue;
        const { status, code } = await ask(
          'm1',
          [role],
          method.toLowerCase() as 'get' | 'post',
          address,
          method === 'POST' ? {} : undefined,
        );
        const isDenied = status === 403 && code === 'role-needed';
        if (isDenied === may || status === 401 || code === 'not-in-the-table')
          wrong.push([route.asked, role, status, code]);
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it('governs every act of the table by a route, or is a promise of one to come', () => {
    const governed = new Set(routes.map(permissionOf));
    const toCome = ['subject-access', 'order-erasure', 'administer-keys', 'administer-service'];
    expect(Object.keys(actLines).filter((act) => !governed.has(act) && !toCome.includes(act))).toEqual([]);
  });

  it.each(roles)(
    'lets a %s record the facts it says, in office hours and out of them',
    async (role) => {
      const wrong: unknown[] = [];
      // In haste each role is tried with a quarter of the facts, and each fact with some role; every cell is in table.test.
      const isTried = (index: number): boolean => isLong || (index + roles.indexOf(role)) % 4 === 0;
      const ordinary = factTypes.filter((type) => !isCorrectionType(type)).filter((_, index) => isTried(index));
      for (const type of ordinary) {
        for (const at of ['12:00', '23:30']) {
          const data = { ...catalogue[type].example, on: '2026-06-12', at, ...laterIn(type) } as never;
          const body = { facts: [fact(type, data)] };
          const told = await ask('m1', [role], 'post', '/authorities/855/children/M1/facts?preview=true', body);
          const { effect } = factLines[type][role];
          const isDenied = told.status === 403 && told.code === 'role-needed';
          const denies = {
            allow: false,
            // The case is nobody's.
            'own-allocation': at === '12:00',
            countersignature: false,
            'out-of-hours': at === '12:00',
            'import-only': true,
            deny: true,
          };
          // What is amiss with the body is told first, and a case brought forward is a matter of the import’s own rule.
          const isImports = told.status === 400 && type === 'CaseBroughtForward' && role !== 'administrator';
          if (!isImports && isDenied !== denies[effect]) wrong.push([type, role, at, effect, told.status, told.code]);
          if (isDenied && mayPost([role]) && JSON.stringify(told['needs']) !== JSON.stringify(holdersOf(type)))
            wrong.push([type, role, told['needs']]);
        }
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});

describe('a record kept to others', () => {
  const kept = 'SECRET1';
  const reader: readonly Role[] = ['caseworker', 'manager', 'chair', 'auditor'];
  const named = (method: 'get' | 'post', address: string, headers?: Readonly<Record<string, string>>, body?: object) =>
    ask('nadia', reader, method, `/authorities/855/${address}`, body, headers);
  const other = (method: 'get' | 'post', address: string, headers?: Readonly<Record<string, string>>, body?: object) =>
    ask('otto', reader, method, `/authorities/855/${address}`, body, headers);
  const csv = { accept: 'text/csv' };
  let receipt: string;

  beforeAll(async () => {
    const registered = fact('ChildRegistered', {
      on: plainDate('2026-04-01'),
      dateOfBirth: '2018-03-14',
      sex: 'F',
    } as never);
    const facts = [
      registered,
      fact('FamilyLinked', { on: plainDate('2026-04-01'), familyId: 'F1' }),
      fact('WorkerAllocated', { on: plainDate('2026-04-01'), worker: 'w1', team: 'North' }),
      fact('ReferralReceived', { on: plainDate('2026-04-01'), source: '2A' } as never),
    ];
    for (const child of ['OPEN1', kept, 'OPEN2'])
      expect((await named('post', `children/${child}/facts`, {}, { facts })).status).toBe(201);
    const figure = { authority: '855', measure: 'referrals', from: '2026-04-01', to: '2026-06-30' };
    await eventually(
      () => named('get', 'measures/referrals?from=2026-04-01&to=2026-06-30'),
      ({ numerator }) => numerator === 3,
    );
    const published = await ask('nadia', reader, 'post', '/receipts', figure);
    receipt = String(published['id']);
    const { status } = await named(
      'post',
      `children/${kept}/restriction`,
      {},
      { to: ['nadia'], reason: 'Staff family.' },
    );
    expect(status).toBe(201);
  }, patient);

  const lists = [
    ['the family', 'families/F1', {}],
    ['the worklist', 'deadlines', {}],
    ['the worklist of one clock a page', 'deadlines?limit=1', {}],
    ['the worklist as a file', 'deadlines', csv],
    ['the worklist of the family', 'deadlines?family=F1', {}],
    ['the calendar feed', 'deadlines/calendar.ics?worker=w1', {}],
    ['drift', 'drift', {}],
    ['the alerts', `alerts?child=${kept}`, {}],
    ['the rows of a figure', 'measures/referrals/rows?part=numerator&from=2026-04-01&to=2026-06-30', {}],
    ['the rows of a figure as a file', 'measures/referrals/rows?part=numerator&from=2026-04-01&to=2026-06-30', csv],
    [
      'a comparison',
      'measures/referrals/comparison?from=2026-04-01&to=2026-06-30&other.to=2026-03-31&other.from=2026-03-01',
      {},
    ],
    ['what is unread', 'unread', {}],
    ['the dataset', 'ssd', {}],
    ['the access log', 'accesses', {}],
    ['countersignatures', 'countersignatures', {}],
  ] as const;

  it.each(lists)('is not named in %s', async (_, address, headers) => {
    const told = await other('get', address, headers);
    expect([told.status, told.text.includes(kept)]).toEqual([200, false]);
    expect(told.text).not.toContain(Buffer.from(kept).toString('base64url').slice(0, 8));
  });

  it('is named to whom it is kept, in the same lists', async () => {
    const silent = ['the alerts', 'what is unread', 'countersignatures', 'the worklist of one clock a page'];
    for (const [name, address, headers] of lists)
      expect([name, (await named('get', address, headers)).text.includes(kept)]).toEqual([
        name,
        !silent.includes(name),
      ]);
  });

  it.each([
    'journey',
    'replay',
    'replay/comparison?fromKnownAt=2026-01-01T00:00:00Z',
    'verify',
    'accesses',
    'bundle?for=Court',
    'clocks/decision/explain',
  ])('is closed to others at its own address: %s', async (address) => {
    expect(await other('get', `children/${kept}/${address}`)).toMatchObject({ status: 403, code: 'restricted-case' });
  });

  it('is counted in every figure as before, and its rows are masked, last', async () => {
    const figure = 'measures/referrals?from=2026-04-01&to=2026-06-30';
    const [mine, theirs] = [await named('get', figure), await other('get', figure)];
    expect([theirs['numerator'], mine['numerator']]).toEqual([3, 3]);
    const rows = (await other('get', lists[8][1]))['rows'] as readonly { readonly child: string | null }[];
    expect(rows.map(({ child }) => child)).toEqual(['OPEN1', 'OPEN2', null]);
    expect(rows[2]).toEqual({ child: null, key: '', facts: [], row: {}, restricted: true });
    expect(await other('get', 'deadlines/summary')).toMatchObject({
      total: (await named('get', 'deadlines/summary'))['total'] as object,
    });
    expect(await other('get', 'families/F1')).toMatchObject({ withheld: 1 });
  });

  it('fills every page of a worklist with what may be told', async () => {
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const cursor = next === null ? '' : `&cursor=${next}`;
      const page = await other('get', `deadlines?limit=1${cursor}`);
      for (const { child } of page['deadlines'] as readonly { readonly child: string }[]) seen.push(child);
      next = page['next'] as string | null;
    } while (next !== null);
    expect(new Set(seen)).toEqual(new Set(['OPEN1', 'OPEN2']));
  });

  it('is whole in what is owed by law, for whoever may have that', async () => {
    const told = await ask('otto', ['analyst'], 'get', '/authorities/855/dfe-payloads');
    expect([told.status, told.text.includes(kept)]).toEqual([200, true]);
  });

  it('moves a published figure without being named', async () => {
    const withdrawn = (await named('get', `children/${kept}/journey`))['facts'] as readonly { readonly id: string }[];
    const body = { fact: withdrawn[3]?.id, why: 'recorded-in-error' };
    expect((await named('post', `children/${kept}/withdrawals`, {}, body)).status).toBe(201);
    const difference = `/receipts/${receipt}/difference/now`;
    const mine = await eventually(
      () => ask('nadia', reader, 'get', difference),
      ({ text }) => text.includes(kept),
    );
    for (const headers of [{}, csv]) {
      const theirs = await ask('otto', reader, 'get', difference, undefined, headers);
      expect([theirs.status, theirs.text.includes(kept)]).toEqual([200, false]);
    }
    expect(await ask('otto', reader, 'get', difference)).toMatchObject({
      change: mine['change'] as object,
      entries: [{ child: null, restricted: true, steps: [{ cause: 'restricted' }] }],
    });
  });

  it('turns nothing in the stream of whoever may not know of it, and everything for whom it is kept to', async () => {
    const [mine, theirs] = [await listen('nadia'), await listen('otto')];
    const referred = fact('ReferralReceived', { on, source: '2A' } as never);
    for (const child of [kept, 'OPEN3']) {
      const facts =
        child === kept
          ? [referred]
          : [fact('ChildRegistered', { on, dateOfBirth: '2018-03-14', sex: 'F' } as never), referred];
      expect((await named('post', `children/${child}/facts`, {}, { facts })).status).toBe(201);
    }
    await eventually(
      async () => (await inATurn(), mine.text() + theirs.text()),
      () => mine.text().includes('OPEN3') && theirs.text().includes('OPEN3'),
    );
    mine.stop();
    theirs.stop();
    expect(mine.text()).toContain(kept);
    expect(theirs.text()).not.toContain(kept);
  });

  it(
    'is closed at once in another process too, and opened there again',
    async () => {
      const second = await startProcess('apps/intake/src/main.js', {
        EVENTSTORE_URL: node.url,
        WAYMARK_DATA: folder,
        PORT: '0',
      });
      try {
        const url = String(second.ready['url']);
        const real = { user: 'otto', roles: reader, authority: '855', dataFolder: folder, now: Date.now() };
        const headers = { authorization: `Bearer ${await issueDevelopmentToken(real)}` };
        const status = async (): Promise<number> =>
          (await request(url).get('/authorities/855/children/OPEN1/journey').set(headers)).status;
        expect(await status()).toBe(200);
        await named('post', 'children/OPEN1/restriction', {}, { to: ['nadia'], reason: 'Staff family.' });
        await eventually(status, (found) => found === 403);
        await named('post', 'children/OPEN1/restriction/lift', {}, { reason: 'Over.' });
        await eventually(status, (found) => found === 200);
      } finally {
        await second.stop();
      }
    },
    patient,
  );

  async function listen(user: string): Promise<{ readonly text: () => string; readonly stop: () => void }> {
    let heard = '';
    const headers = await as(user, reader);
    const asked = httpGet(`${served.url}/authorities/855/deadlines/stream`, { headers }, (answer) => {
      answer.setEncoding('utf8').on('data', (part: string) => {
        heard += part;
      });
    });
    asked.on('error', () => undefined);
    await eventually(
      async () => (await inATurn(), heard),
      (text) => text.includes('stands'),
    );
    return { text: () => heard, stop: () => asked.destroy() };
  }
});
