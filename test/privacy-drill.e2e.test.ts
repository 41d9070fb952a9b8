import { execFile, fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { catalogue, factTypes, personalFields, type FactType } from '#events';
import { roles } from '#access';
import { issueDevelopmentToken } from '#http';
import { isSealed, open, openKeys } from '#privacy';
import { journeyStream, openStore, type StoredEvent } from '#store';
import { eventually } from '#testing';
import { isLong } from './faults/chance.ts';

/**
 * The whole product over one data folder, filled with texts about people that are marked so that they can be searched
 * for: in every file it writes, whatever it logs, tells of itself and answers when it refuses.
 */

const BOUND_MS = 120_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-drill-'));
const at = (...names: readonly string[]): string => path.join(folder, ...names);
const environment = {
  ...process.env,
  WAYMARK_DATA: at('data'),
  WAYMARK_DEMO: 'off',
  LOG_LEVEL: 'debug',
  PORT: '0',
  TMPDIR: at('data', 'tmp'),
  EVENTSTORE_URL: undefined,
};
/** Every body of every answer that refused. */
const refusals: string[] = [];
let waymark: ChildProcess;
let url = '';

beforeAll(async () => {
  fs.mkdirSync(at('data', 'tmp'), { recursive: true });
  await start();
}, BOUND_MS);

afterAll(async () => {
  await stop();
  fs.rmSync(folder, { recursive: true, force: true });
}, BOUND_MS);

async function start(): Promise<void> {
  const said = fs.openSync(at('data', 'said.log'), 'a');
  waymark = fork(path.resolve('dist/apps/all/src/main.js'), [], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', said, said, 'ipc'],
  });
  fs.closeSync(said);
  const where = at('data', 'node.json');
  const told = (): { services?: string } =>
    fs.existsSync(where) ? (JSON.parse(fs.readFileSync(where, 'utf8')) as { services?: string }) : {};
  // On a busy machine everything together takes longer than one process does.
  const isUp = ({ services }: { services?: string }): boolean => services !== undefined;
  const answered = eventually(() => Promise.resolve(told()), isUp);
  const running = await answered.catch(() => eventually(() => Promise.resolve(told()), isUp));
  url = running.services ?? '';
}

async function stop(): Promise<void> {
  if (waymark.exitCode !== null || waymark.signalCode !== null) return;
  const gone = new Promise((resolve) => waymark.once('exit', resolve));
  waymark.kill('SIGTERM');
  await gone;
}

function cli(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const program = path.resolve('dist/apps/all/src/cli/main.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env: environment, timeout: BOUND_MS }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: out + err });
    });
  });
}

let token: Promise<string> | undefined;

/** Asks as somebody with every role, so that nothing is left out for want of one. */
async function ask(address: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
  const who = { user: 'u1', role: 'manager' as const, roles: ['manager' as const, ...roles], authority: '855' };
  token ??= issueDevelopmentToken({ ...who, dataFolder: at('data'), now: Date.now() });
  const response = await fetch(`${url}${address}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${await token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) refusals.push(text);
  return { status: response.status, text, body: jsonOf(text) };
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

interface Fact {
  readonly type: FactType;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Numbers have a form to keep to; every other text is a mark of its own. */
const numbers: Readonly<Record<string, string>> = {
  upn: 'A864209753102',
  formerUpn: 'B864209753103',
  nhsNumber: '9434765919',
};
const marks = new Set<string>(Object.values(numbers));

function marked(type: FactType, field: string): string {
  const text = numbers[field] ?? `Qzx${type}${field}Wvk`;
  marks.add(text);
  return text;
}

function withMarks({ type, data }: Fact): Fact {
  const fields = personalFields(type).map((field) => [field, marked(type, field)]);
  return { type, data: { ...data, ...Object.fromEntries(fields) } };
}

/** Lawful stories of one child without corrections, that have happened. */
function stories(): readonly (readonly Fact[])[] {
  const dir = path.resolve('test/histories');
  const told = fs.readdirSync(dir).map((file) => {
    const { posts } = JSON.parse(fs.readFileSync(path.join(dir, file), 'utf8')) as {
      readonly posts: readonly {
        readonly child?: string;
        readonly facts: readonly Fact[];
        readonly answer: { recorded?: true };
      }[];
    };
    const isPlain = posts.every(
      ({ child, facts }) =>
        child === undefined &&
        facts.every(({ type, data }) => !type.startsWith('Fact') && String(data['on']) < '2026-11-20'),
    );
    return isPlain ? posts.filter(({ answer }) => answer.recorded === true).flatMap(({ facts }) => facts) : [];
  });
  return told.filter((story) => story.length > 0);
}

const facts = (child: string): string => `/authorities/855/children/${child}/facts`;
const recorded = new Set<string>();

/** Posts one fact with a mark in every personal field; its id where it was recorded. */
async function post(child: string, fact: Fact): Promise<string | undefined> {
  const { status, body } = await ask(facts(child), { facts: [withMarks(fact)] });
  if (status !== 201) return undefined;
  for (const field of personalFields(fact.type)) recorded.add(`${fact.type}.${field}`);
  return (body as { readonly facts: readonly { readonly id: string }[] }).facts[0]?.id;
}

/** The marks that any of these bytes hold, as they stand or in two bytes a character. */
function marksIn(bytes: Buffer): readonly string[] {
  return [...marks].filter((mark) => bytes.includes(mark) || bytes.includes(Buffer.from(mark, 'utf16le')));
}

/** Every file under the data folder, its logs and its temporary ones. */
function files(): readonly string[] {
  return fs
    .readdirSync(at('data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function filesWithMarks(): readonly (readonly [string, string])[] {
  return files().flatMap((file) => marksIn(fs.readFileSync(file)).map((mark) => [file, mark] as const));
}

/** Whoever has the whole data folder, the master key too, reads what they can of a child: each text that opens. */
async function readable(child: string): Promise<readonly string[]> {
  const { url: storeUrl = '' } = JSON.parse(fs.readFileSync(at('data', 'node.json'), 'utf8')) as { url?: string };
  const store = openStore({ url: storeUrl });
  const places = { url: at('data', 'keys.db'), masterKeyFile: at('data', 'master.key') };
  const keys = openKeys({ ...places, createIfMissing: false, now: () => 0 });
  const found: string[] = [];
  try {
    for await (const event of store.read(journeyStream('855', child))) {
      for (const [field, sealed] of sealedIn(event)) {
        const key = (await keys.keysOf('855', child)).keyOf(sealed.key);
        if (typeof key !== 'string') found.push(open(key, { authority: '855', child, fact: event.id, field }, sealed));
      }
    }
    return found;
  } finally {
    await keys.close();
    await store.close();
  }
}

function sealedIn({ data }: StoredEvent) {
  return Object.entries(data as object).flatMap(([field, value]: [string, unknown]) =>
    isSealed(value) ? [[field, value] as const] : [],
  );
}

const measuresOf = async (): Promise<unknown> => {
  const { body } = await ask('/authorities/855/dashboard?quarter=2025-Q4');
  return JSON.parse(JSON.stringify(body), (name, value: unknown) =>
    /knownAt|projection|asAt|at|position/i.test(name) && typeof value !== 'object' ? undefined : value,
  );
};

it(
  'keeps every marked text out of every file, log line, metric and refusal, whatever goes wrong',
  async () => {
    let children = 0;
    for (const story of stories()) {
      // As many stories as it takes to record a text in every field.
      if (!story.some(({ type }) => personalFields(type).some((field) => !recorded.has(`${type}.${field}`)))) continue;
      for (const fact of story) await post(`S${String(children)}`, fact);
      children += 1;
    }
    const named = await post('S0', { type: 'ChildDetailsAmended', data: { on: '2026-06-01' } });
    const amended = marked('ChildDetailsAmended', 'name');
    await post('S0', {
      type: 'FactCorrected',
      data: { fact: named, data: { on: '2026-06-01', name: amended }, note: '' },
    });
    await post('S0', { type: 'FactWithdrawn', data: { fact: named, why: 'recorded-in-error' } });
    const personal = factTypes.flatMap((type) => personalFields(type).map((field) => `${type}.${field}`));
    expect([...recorded].sort()).toEqual([...personal].sort());

    // Everything that can be wrong with a post, the texts in it all the same.
    // In haste, of every fifth kind of fact.
    for (const type of factTypes.filter((_, index) => isLong || index % 5 === 0)) {
      const example = { type, data: catalogue[type].example as unknown as Fact['data'] };
      await ask(facts('S0'), { facts: [withMarks(example)] });
      const { data } = withMarks(example);
      await ask(facts('S0'), {
        facts: [{ type, data: { ...data, on: marked(type, 'asDay'), more: marked(type, 'more') } }],
      });
      await ask(facts('S0'), { facts: [{ type: marked(type, 'asType'), data }] });
      const long = Object.fromEntries(personalFields(type).map((field) => [field, marked(type, field).repeat(400)]));
      await ask(facts('S0'), { facts: [{ type, data: { ...data, ...long } }] });
    }
    const mark = (name: string): string => marked('ChildRegistered', name);
    await ask(facts('S0'), `{"facts": [{"type": "${mark('notJson')}`);
    await ask(facts('S0'), JSON.stringify(mark('wrongType')), { 'content-type': 'text/plain' });
    await ask(facts('S0'), {
      facts: [{ type: 'ChildDied', data: { on: '2026-06-02', lateReason: mark('tooLarge').repeat(60_000) } }],
    });
    await ask(
      facts('S1'),
      { facts: [withMarks({ type: 'ChildDied', data: { on: '2026-06-02' } })] },
      { 'idempotency-key': 'k1' },
    );
    await ask(
      facts('S1'),
      { facts: [withMarks({ type: 'ChildDied', data: { on: '2026-06-03' } })] },
      { 'idempotency-key': 'k1' },
    );
    await ask(`/authorities/855/children/${mark('asChild')}/journey`);
    await ask(`/authorities/855/children/S0/journey?knownAt=${mark('asQuery')}`);
    await ask(`/authorities/855/children/S0/bundle?for=${mark('recipient')}`);
    await ask('/authorities/855/children/S0/journey', undefined, { 'access-reason': mark('accessReason') });
    await ask('/authorities/855/children/S0/moves', { facts: [named], to: 'S1', note: mark('moveNote') });
    await ask('/authorities/855/dashboard/judgements', {
      measure: 'referrals',
      quarter: '2025-Q4',
      rag: 'red',
      reason: mark('rag'),
    });
    await ask('/receipts', {
      authority: '855',
      measure: 'referrals',
      from: '2026-01-01',
      to: '2026-03-31',
      note: mark('note'),
    });
    await ask('/authorities/855/children/S0/erasure', { reference: mark('reference'), authorisedBy: mark('office') });
    expect(refusals.length).toBeGreaterThan(isLong ? 100 : 25);

    // Opened again where it may be, or nothing here would prove anything.
    const journey = await ask('/authorities/855/children/S0/journey');
    expect(marksIn(Buffer.from(journey.text)).length).toBeGreaterThan(5);
    expect((await ask('/authorities/855/receipts')).text).toContain(mark('note'));
    expect(refusals.flatMap((text) => marksIn(Buffer.from(text)))).toEqual([]);
    expect(marksIn(Buffer.from((await ask('/metrics')).text))).toEqual([]);
    expect(filesWithMarks()).toEqual([]);

    // The search finds what there is: a plain text in the same files, and a mark where one is put.
    expect(files().filter((file) => fs.readFileSync(file).includes('ChildRegistered')).length).toBeGreaterThan(0);
    fs.writeFileSync(at('data', 'planted'), `{"name":"${mark('planted')}"}`);
    expect(filesWithMarks()).toEqual([[at('data', 'planted'), mark('planted')]]);
    fs.rmSync(at('data', 'planted'));
  },
  BOUND_MS,
);

it(
  'erases a child for good: nothing of it opens or is found, figures and chains stand, and no copy of the keys brings it back',
  async () => {
    const backup = await cli('backup', '--keys', at('vault', 'keys.db'));
    expect(backup).toMatchObject({ code: 0 });
    expect(marksIn(Buffer.from((await readable('S0')).join())).length).toBeGreaterThan(5);
    // The rows follow: what is counted no more changes once all that was recorded is.
    let last = '';
    const before = await eventually(measuresOf, (measured) => {
      const isSame = JSON.stringify(measured) === last;
      last = JSON.stringify(measured);
      return isSame;
    });
    const order = {
      reference: 'IG/2026/1',
      authorisedBy: 'The officer',
      courtOrder: { court: 'Family Court', reference: 'LE1', madeOn: '2026-06-01' },
    };
    const erased = await ask('/authorities/855/children/S0/erasure', order);
    expect(erased).toMatchObject({ status: 200, body: { status: 'erased', keys: 1, pending: true } });

    expect(await readable('S0')).toEqual([]);
    expect((await readable('S1')).length).toBeGreaterThan(0);
    expect(filesWithMarks()).toEqual([]);
    expect(await measuresOf()).toEqual(before);
    const journey = await ask('/authorities/855/children/S0/journey');
    expect(marksIn(Buffer.from(journey.text))).toEqual([]);
    expect(journey.text).toContain('"erased":["name"');
    expect(await ask('/authorities/855/children/S0/verify')).toMatchObject({ status: 200, body: { holds: true } });
    expect((await ask('/authorities/855/children/S0/subject-access')).text).toContain('"closed":"erased"');

    await stop();
    for (const end of ['', '-wal', '-shm']) fs.rmSync(at('data', `keys.db${end}`), { force: true });
    const restored = await cli('restore', '--keys', at('vault', 'keys.db'));
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.said).toContain('1 ordered erasures are carried out again');
    const asked = ['--authority', '855', '--reason', 'r', '--out', at('held')];
    expect(await cli('subject-access', ...asked, '--child', 'S0')).toMatchObject({ code: 0 });
    // Why somebody looked is kept under the authority's own key, and is left by an erasure; what was recorded is not.
    const held = JSON.parse(fs.readFileSync(at('held', 'held.json'), 'utf8')) as { readonly facts: readonly object[] };
    expect(held.facts.length).toBeGreaterThan(3);
    expect(marksIn(Buffer.from(JSON.stringify(held.facts)))).toEqual([]);

    if (!isLong) return;
    const rotated = await cli('rotate-keys');
    expect(rotated).toMatchObject({ code: 0 });
    expect(rotated.said).toContain('1 pending erasure is complete');
    fs.mkdirSync(at('other'));
    fs.copyFileSync(at('data', 'master.key'), at('other', 'master.key'));
    fs.copyFileSync(at('vault', 'keys.db'), at('other', 'keys.db'));
    const places = { url: at('other', 'keys.db'), masterKeyFile: at('other', 'master.key') };
    expect(() => openKeys({ ...places, createIfMissing: false, now: () => 0 })).toThrow('another master key');
  },
  BOUND_MS,
);
