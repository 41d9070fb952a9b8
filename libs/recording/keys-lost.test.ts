import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { journeyLaws } from '#journey';
import { KeysElsewhere, KeysOfAnotherStore, loadMasterKey, openKeyStore, type KeyStore } from '#privacy';
import { journeyStream, openStore, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { nationalRules } from '#timescales';
import { applyErasures, lostKeys, recorder, type Outcome, type Recorder } from './index.ts';

const reader = { roles: ['manager'], for: 'case-record' } as const;

let folder: string;
let node: EmbeddedNode;
let store: Store;
const opened: KeyStore[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-keys-lost-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
});

afterAll(async () => {
  await store.close();
  for (const keys of opened) await keys.close();
  await node.stop();
  rmSync(folder, { recursive: true });
});

/** The key store of this name, made where there is none, under the one master key. */
function keysAt(name: string): KeyStore {
  const masterKey = loadMasterKey(join(folder, 'master.key'), { createIfMissing: true });
  const keys = openKeyStore({ url: join(folder, name), masterKey, now: () => 0 });
  opened.push(keys);
  return keys;
}

function recorderWith(keys: KeyStore): Recorder {
  const now = (): number => Date.parse('2026-06-15T11:00:00Z');
  const laws = journeyLaws(nationalRules);
  return recorder({ store, keys, laws, rules: nationalRules, now, today: () => plainDate('2026-06-15') });
}

const by = { user: 'u1', role: 'caseworker' };
const born = { on: plainDate('2026-01-05'), dateOfBirth: plainDate('2017-03-14'), sex: 'F' } as const;
const named: Proposed = { type: 'ChildRegistered', data: { ...born, name: 'Invented Child' } };
const unnamed: Proposed = { type: 'ChildRegistered', data: born };
const renamed: Proposed = {
  type: 'ChildDetailsAmended',
  data: { on: plainDate('2026-01-06'), name: 'Another Invented Name', nhsNumber: '943 476 5919' },
};
const ask = (asked: Recorder, child: string, ...facts: Proposed[]): Promise<Outcome> =>
  asked.record({ authority: '855', child, facts, by });

async function lengthOf(child: string): Promise<number> {
  let length = 0;
  for await (const { revision } of store.read(journeyStream('855', child))) length = revision + 1;
  return length;
}

describe('a key store that is not the one a child’s texts were sealed with', () => {
  it('is given no new key for that child: nothing is written, and the error says what to do', async () => {
    const right = recorderWith(keysAt('keys.db'));
    await ask(right, 'A1', named);
    await ask(right, 'A2', unnamed);
    const wrong = recorderWith(keysAt('lost.db'));
    await expect(ask(wrong, 'A1', renamed)).rejects.toThrow(KeysElsewhere);
    await expect(ask(wrong, 'A1', renamed)).rejects.toThrow('set KEYS_URL');
    expect(await lengthOf('A1')).toBe(1);
    expect((await ask(right, 'A1', renamed)).status).toBe('recorded');
    // Nothing of this child was sealed yet, so a first key parts nothing.
    expect((await ask(wrong, 'A2', renamed)).status).toBe('recorded');
  });

  it('still lets the journey be read, saying which texts it does not open', async () => {
    await ask(recorderWith(keysAt('keys.db')), 'B1', named);
    const read = await recorderWith(keysAt('lost.db')).journey({ reader, authority: '855', child: 'B1' });
    expect(read?.facts).toMatchObject([{ data: born, unreadable: ['name'] }]);
    expect(read?.facts[0]?.data).not.toHaveProperty('name');
    expect(read?.facts[0]).not.toHaveProperty('erased');
  });

  it('that is an older copy tells of whom the keys are lost; given new ones, they are recorded for again', async () => {
    const lost = recorderWith(keysAt('keys.db'));
    await ask(lost, 'D1', named);
    await ask(lost, 'D2', named);
    await ask(lost, 'D3', unnamed);
    const copy = keysAt('older-copy.db');
    await copy.keyFor('855', 'D2');
    const ofThese = async () => (await lostKeys(store, copy)).filter(({ child }) => child.startsWith('D'));
    expect(await ofThese()).toEqual([{ authority: '855', child: 'D1', sealedUnder: 1 }]);
    await expect(ask(recorderWith(copy), 'D1', renamed)).rejects.toThrow(KeysElsewhere);

    expect(await copy.renew('855', 'D1', 1)).toBe(2);
    expect(await ofThese()).toEqual([]);
    expect((await ask(recorderWith(copy), 'D1', renamed)).status).toBe('recorded');
    const read = await recorderWith(copy).journey({ reader, authority: '855', child: 'D1' });
    expect(read?.facts).toMatchObject([
      { data: born, unreadable: ['name'] },
      { data: { name: 'Another Invented Name', nhsNumber: '943 476 5919' } },
    ]);
  });

  it('that is an older copy erases the key it lacks too, wherever that is found later', async () => {
    const keys = keysAt('keys.db');
    await ask(recorderWith(keys), 'E1', named);
    const order = { authority: '855', child: 'E1', by, reference: 'Order 7', authorisedBy: 'A. Director, DCS' };
    const courtOrder = { court: 'Family Court', reference: 'FC7', madeOn: plainDate('2026-06-01') };
    const older = recorderWith(keysAt('before-e1.db'));
    expect(await older.erase({ ...order, courtOrder })).toMatchObject({ status: 'erased', keys: 0, pending: true });

    await applyErasures(store, keys);
    expect((await keys.keysOf('855', 'E1')).keyOf(1)).toBe('erased');
    expect(await older.erase({ ...order, courtOrder })).toMatchObject({ status: 'already-erased' });
  });

  it('that is an older copy lists no child as lost that was erased, and records for it again under a new key', async () => {
    const keys = keysAt('keys.db');
    for (const child of ['F1', 'F2']) await ask(recorderWith(keys), child, named);
    const courtOrder = { court: 'Family Court', reference: 'FC8', madeOn: plainDate('2026-06-01') };
    const order = {
      authority: '855',
      child: 'F1',
      by,
      reference: 'Order 8',
      authorisedBy: 'A. Director, DCS',
      courtOrder,
    };
    expect(await recorderWith(keys).erase(order)).toMatchObject({ status: 'erased', keys: 1 });

    const older = keysAt('before-f1.db');
    await applyErasures(store, older);
    const ofThese = (await lostKeys(store, older)).filter(({ child }) => child.startsWith('F'));
    expect(ofThese).toEqual([{ authority: '855', child: 'F2', sealedUnder: 1 }]);
    expect((await ask(recorderWith(older), 'F1', renamed)).status).toBe('recorded');
    const read = await recorderWith(older).journey({ reader, authority: '855', child: 'F1' });
    expect(read?.facts).toMatchObject([{ data: born, erased: ['name'] }, { data: renamed.data }]);
    expect(read?.facts[0]).not.toHaveProperty('unreadable');
    // What was recorded since lost its key too, and that one nobody ordered to be erased.
    const alsoLost = keysAt('before-f1-again.db');
    await applyErasures(store, alsoLost);
    const again = (await lostKeys(store, alsoLost)).filter(({ child }) => child === 'F1');
    expect(again).toEqual([{ authority: '855', child: 'F1', sealedUnder: 2 }]);
  });

  it('is refused for any child where it belongs to another event store', async () => {
    const keys = keysAt('elsewhere.db');
    await keys.belongTo('another event store');
    await expect(ask(recorderWith(keys), 'C1', named)).rejects.toThrow(KeysOfAnotherStore);
    expect(await lengthOf('C1')).toBe(0);
  });
});
