import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainDate, type PlainDate } from '#calendar';
import type { Proposed } from '#events';
import { journeyLaws } from '#journey';
import { openKeys, rotateMasterKey, type KeyStore, type RetentionSchedules } from '#privacy';
import { textsUnder } from './opening.ts';
import { journeyStream, openStore, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { nationalRules } from '#timescales';
import {
  applyErasures,
  erasuresStream,
  listErasures,
  readErasures,
  recorder,
  takeErasures,
  verifyStream,
  type ErasureOutcome,
  type ErasureRequest,
  type ErasureStep,
  type Recorder,
} from './index.ts';

const reader = { roles: ['manager'], for: 'case-record' } as const;

let folder: string;
let node: EmbeddedNode;
let store: Store;
let today: PlainDate = plainDate('2026-06-15');
const opened: KeyStore[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-erasing-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
});

afterAll(async () => {
  await store.close();
  for (const keys of opened) await keys.close();
  await node.stop();
  rmSync(folder, { recursive: true });
});

function keysAt(name = 'keys.db'): KeyStore {
  const masterKeyFile = join(folder, 'master.key');
  const keys = openKeys({ url: join(folder, name), masterKeyFile, createIfMissing: true, now: () => 0 });
  keys.settleWith(() => applyErasures(store, keys));
  opened.push(keys);
  return keys;
}

const sixYears: RetentionSchedules = new Map([
  [
    '855',
    {
      authority: '855',
      name: 'Schedule of 2026',
      rules: [
        { name: 'Every record', when: 'always', years: 6, from: 'last-fact', source: 'Board, 3 March 2026' },
        { name: 'On a plan', when: 'on-a-plan', years: 25, from: 'birth', source: 'Board, 3 March 2026' },
      ],
    },
  ],
]);

function recorderOver(keys: KeyStore, retention: RetentionSchedules | undefined = sixYears): Recorder {
  const now = (): number => Date.parse('2026-06-15T11:00:00Z');
  const laws = journeyLaws(nationalRules);
  return recorder({ store, keys, laws, rules: nationalRules, retention, now, today: () => today });
}

const by = { user: 'adm1', role: 'administrator' };
const registered: Proposed = {
  type: 'ChildRegistered',
  data: { on: plainDate('2018-01-05'), dateOfBirth: plainDate('2000-02-29'), sex: 'F', name: 'Invented Child' },
};
const referred: Proposed = {
  type: 'ReferralReceived',
  data: { on: plainDate('2018-01-05'), source: '1A' },
};
const renamed: Proposed = {
  type: 'ChildDetailsAmended',
  data: { on: plainDate('2026-06-01'), name: 'Another Invented Name' },
};

const record = (asked: Recorder, child: string, ...facts: Proposed[]) =>
  asked.record({ authority: '855', child, facts, by });

function order(child: string, more: Partial<ErasureRequest> = {}): ErasureRequest {
  return { authority: '855', child, by, reference: 'IG/2026/14', authorisedBy: 'Invented Officer', ...more };
}

const court = { court: 'Family Court at Leicester', reference: 'LE26C00001', madeOn: plainDate('2026-06-10') };

async function statusOf(outcome: Promise<ErasureOutcome | undefined>): Promise<string | undefined> {
  return (await outcome)?.status;
}

describe('an erasure', () => {
  it('leaves the journey as it was, its texts told as erased, and the chain whole', async () => {
    const keys = keysAt();
    const asked = recorderOver(keys);
    await record(asked, 'A1', registered);
    expect(await asked.erase(order('A1'))).toMatchObject({ status: 'erased', child: 'A1', keys: 1, pending: true });
    const read = await asked.journey({ reader, authority: '855', child: 'A1' });
    expect(read?.facts).toMatchObject([{ type: 'ChildRegistered', erased: ['name'], data: { sex: 'F' } }]);
    expect(read?.facts[0]?.data).not.toHaveProperty('name');
    expect(await verifyStream(store, journeyStream('855', 'A1'))).toMatchObject({ holds: true });
    expect(await verifyStream(store, erasuresStream)).toMatchObject({ holds: true });
  });

  it('asked for again is answered as done; who ordered it is kept, sealed under the authority’s own key', async () => {
    const keys = keysAt();
    const asked = recorderOver(keys);
    await record(asked, 'A2', registered);
    await asked.erase(order('A2'));
    expect(await asked.erase(order('A2'))).toMatchObject({ status: 'already-erased', keys: 0 });
    const [read, ...more] = await readErasures(store, { authority: '855', child: 'A2' });
    expect(more).toEqual([]);
    expect(JSON.stringify(read)).not.toContain('Officer');
    const texts = textsUnder(keys);
    expect(
      await texts.open(
        { roles: ['administrator'], for: 'subject-access' },
        { authority: '855' },
        read!.id,
        'authorisedBy',
        read!.ordered.authorisedBy,
      ),
    ).toEqual({
      text: 'Invented Officer',
    });
  });

  it('is followed by a new key where more is recorded, which the first order does not touch and another erases', async () => {
    const keys = keysAt();
    const asked = recorderOver(keys);
    await record(asked, 'A3', registered);
    await asked.erase(order('A3'));
    expect((await record(asked, 'A3', renamed)).status).toBe('recorded');
    await applyErasures(store, keys);
    const read = await asked.journey({ reader, authority: '855', child: 'A3' });
    expect(read?.facts).toMatchObject([{ erased: ['name'] }, { data: { name: 'Another Invented Name' } }]);
    // The record is kept for six years from what was recorded last.
    expect(await asked.erase(order('A3'))).toMatchObject({ status: 'refused', because: 'retained' });
    expect(await asked.erase(order('A3', { courtOrder: court }))).toMatchObject({ status: 'erased', keys: 1 });
    expect((await asked.journey({ reader, authority: '855', child: 'A3' }))?.facts[1]).toMatchObject({
      erased: ['name'],
    });
  });

  it.each<ErasureStep>(['ordered', 'destroyed', 'recorded'])(
    'cut off once it is %s is carried out by the next process that opens the keys, and completed by asking again',
    async (at) => {
      const child = `B${at}`;
      const asked = recorderOver(keysAt());
      await record(asked, child, registered);
      const cut = (step: ErasureStep): void => {
        if (step === at) throw new Error('It is cut off.');
      };
      await expect(asked.erase(order(child), cut)).rejects.toThrow('cut off');
      const next = recorderOver(keysAt());
      expect((await next.journey({ reader, authority: '855', child }))?.facts[0]).toMatchObject({ erased: ['name'] });
      await next.erase(order(child));
      const [read, ...more] = await readErasures(store, { authority: '855', child });
      expect(more).toEqual([]);
      expect(read).toHaveProperty('erasedAt', '2026-06-15T11:00:00.000Z');
    },
  );

  it('is felt by another process at once', async () => {
    const [here, there] = [recorderOver(keysAt()), recorderOver(keysAt())];
    await record(here, 'A4', registered);
    expect((await there.journey({ reader, authority: '855', child: 'A4' }))?.facts[0]).not.toHaveProperty('erased');
    await here.erase(order('A4'));
    expect((await there.journey({ reader, authority: '855', child: 'A4' }))?.facts[0]).toHaveProperty('erased');
  });

  it('is not undone by an older copy of the keys: they go again before anything is opened', async () => {
    const asked = recorderOver(keysAt());
    await record(asked, 'A5', registered);
    await record(asked, 'A6', registered);
    for (const end of readdirSync(folder).filter((name) => /^keys\.db(-wal)?$/.test(name)))
      copyFileSync(join(folder, end), join(folder, end.replace('keys', 'copied')));
    await asked.erase(order('A5'));
    const restored = keysAt('copied.db');
    // The copy does hold the key: it is only not to be had.
    expect(await restored.newestVersion('855', 'A5')).toBe(1);
    expect((await restored.keysOf('855', 'A5')).keyOf(1)).toBe('erased');
    const read = (child: string) => recorderOver(restored).journey({ reader, authority: '855', child });
    expect((await read('A5'))?.facts[0]).toMatchObject({ erased: ['name'] });
    expect((await read('A6'))?.facts[0]).toMatchObject({ data: { name: 'Invented Child' } });
  });

  it('is pending until the master key is rotated', async () => {
    const keys = keysAt('rotated.db');
    const asked = recorderOver(keys);
    await record(asked, 'A7', registered);
    expect(await asked.erase(order('A7'))).toMatchObject({ pending: true });
    const masterKeyFile = join(folder, 'master.key');
    const others = ['keys.db', 'copied.db'].map((name) => join(folder, name));
    await rotateMasterKey({ url: join(folder, 'rotated.db'), masterKeyFile });
    expect(await asked.erase(order('A7'))).toMatchObject({ status: 'already-erased', pending: false });
    for (const url of others) {
      expect(() => openKeys({ url, masterKeyFile, createIfMissing: false, now: () => 0 })).toThrow(
        'another master key',
      );
    }
  });
});

describe('an erasure is refused', () => {
  const keys = (): KeyStore =>
    openKeys({
      url: join(folder, 'refusing.db'),
      masterKeyFile: join(folder, 'r.key'),
      createIfMissing: true,
      now: () => 0,
    });
  let own: KeyStore;
  beforeAll(() => (own = keys()));
  afterAll(() => own.close());

  it('of a child never heard of', async () => {
    expect(await recorderOver(own).erase(order('X9'))).toBeUndefined();
  });

  it('while the case is open, unless a court ordered it', async () => {
    const asked = recorderOver(own);
    expect((await record(asked, 'C1', registered, referred)).status).toBe('recorded');
    expect(await asked.erase(order('C1'))).toMatchObject({ status: 'refused', because: 'case-open' });
    expect(await statusOf(asked.erase(order('C1', { courtOrder: court })))).toBe('erased');
  });

  it('through the last day the record is kept, and not the day after', async () => {
    const asked = recorderOver(own);
    await record(asked, 'C2', registered);
    try {
      today = plainDate('2024-01-05');
      expect(await asked.erase(order('C2'))).toEqual({
        status: 'refused',
        because: 'retained',
        schedule: 'Schedule of 2026',
        keptUntil: '2024-01-05',
        rules: [{ name: 'Every record', source: 'Board, 3 March 2026', until: '2024-01-05' }],
      });
      today = plainDate('2024-01-06');
      expect(await statusOf(asked.erase(order('C2')))).toBe('erased');
    } finally {
      today = plainDate('2026-06-15');
    }
  });

  it('where the authority has no schedule, unless a court ordered it', async () => {
    const asked = recorderOver(own, new Map());
    await record(asked, 'C3', registered);
    expect(await asked.erase(order('C3'))).toEqual({ status: 'refused', because: 'no-retention-schedule' });
    expect(await statusOf(asked.erase(order('C3', { courtOrder: court })))).toBe('erased');
  });
});

describe('the list of erasures', () => {
  let older: EmbeddedNode;

  beforeAll(async () => {
    older = await startEmbeddedNode();
  }, 60_000);

  afterAll(() => older.stop());

  it('carries out on copies of events and keys what was ordered after both were made, and puts it on record, once', async () => {
    const keys = keysAt('listed.db');
    await record(recorderOver(keys), 'L1', registered);
    copyFileSync(join(folder, 'listed.db'), join(folder, 'older.db'));
    copyFileSync(join(folder, 'listed.db-wal'), join(folder, 'older.db-wal'));
    await recorderOver(keys).erase(order('L1'));
    const [made] = await readErasures(store, { authority: '855', child: 'L1' });
    const ofAnother = await listErasures(store);
    const name = await store.identity();
    await store.close();
    store = openStore({ url: older.url });
    // The copy is of the same store, as it was before.
    const list = ofAnother.replace(name, await store.identity());
    expect(list).not.toContain('Officer');

    const copied = keysAt('older.db');
    await copied.settled();
    const text = async (): Promise<unknown> => (await copied.keysOf('855', 'L1')).keyOf(1);
    expect(await text()).toMatchObject({ child: 'L1' });
    for (const [fault, altered] of [
      ['is cut off', list.slice(0, -1)],
      ['is of another store', ofAnother],
      ['was altered in line 2', list.replace('"child":"', '"child":"X')],
      ['is none of this Waymark’s', 'Dear diary\n'],
    ] as const) {
      await expect(takeErasures({ store, keys: copied, now: () => 0 }, altered)).rejects.toThrow(fault);
    }
    expect(await text()).toMatchObject({ child: 'L1' });
    expect(await readErasures(store)).toEqual([]);

    const parts = { store, keys: copied, now: () => Date.parse('2027-01-01T00:00:00Z') };
    const taken = await takeErasures(parts, list);
    expect(taken.entered).toBe(taken.listed);
    expect(await text()).toBe('erased');
    expect(await takeErasures(parts, list)).toEqual({ listed: taken.listed, entered: 0 });
    expect(await readErasures(store, { authority: '855', child: 'L1' })).toEqual([made]);
    expect(await verifyStream(store, erasuresStream)).toMatchObject({ holds: true });
  });
});
