import { DatabaseSync } from '@photostructure/sqlite';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dayZero, decoded, recorded, storedFacts, storeOf, told } from '#testing';
import { nationalRules } from '#timescales';
import { isBeingRebuilt } from './build-target.ts';
import { placeOf, UnusableReadModelUrl } from './place.ts';
import { rebuildReadModel } from './rebuild.ts';
import { openReadModelWriter } from './writer.ts';

const now = (): number => dayZero;
const facts = recorded([told('ReferralReceived', '2018-05-01'), told('CaseClosed', '2018-05-04')]);
const events = storedFacts([{ authority: '855', child: 'A1', facts }]);

let folder: string;
let files = 0;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'waymark-file-'))));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const fresh = (): string => path.join(folder, `readmodel-${String((files += 1))}.db`);
const building = (): string[] => readdirSync(folder).filter((name) => name.includes('.building'));
const writerOf = (url: string) => openReadModelWriter({ url, rules: nationalRules, now });

describe('a file of rows made anew', () => {
  it('removes what a killed one left behind', async () => {
    const url = fresh();
    // No process has this number: the largest Linux gives is 4194304.
    mkdirSync(`${url}.building.99999999`);
    writeFileSync(path.join(`${url}.building.99999999`, 'facts-1.0'), 'spooled');
    expect(await isBeingRebuilt(url)).toBe(false);
    await rebuildReadModel({ store: storeOf(events), url, now });
    expect(building()).toEqual([]);
  });

  it('leaves nothing behind where it is called off', async () => {
    const off = new AbortController();
    const onProgress = ({ stage }: { readonly stage: string }): void => {
      if (stage === 'indexing') off.abort(new Error('called off'));
    };
    const url = fresh();
    const called = rebuildReadModel({ store: storeOf(events), url, now, signal: off.signal, onProgress });
    await expect(called).rejects.toThrow('called off');
    expect(building()).toEqual([]);
  });

  it('is under way only while the process that makes it runs', async () => {
    const url = fresh();
    const killed = writerOf(url);
    await killed.catchUp();
    await killed.stand('building');
    await killed.close();
    expect(await isBeingRebuilt(url)).toBe(false);
    const other = `${url}.building.${String(process.ppid)}`;
    mkdirSync(other);
    expect(await isBeingRebuilt(url)).toBe(true);
    rmSync(other, { recursive: true });
  });

  it('tells how far it is, never backwards, to the end', async () => {
    const told: number[] = [];
    const stages = new Set<string>();
    await rebuildReadModel({
      store: storeOf(events),
      url: fresh(),
      now,
      onProgress: ({ stage, percent }) => {
        stages.add(stage);
        told.push(percent);
      },
    });
    expect([...stages]).toEqual(['reading', 'folding', 'indexing', 'swapping']);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(99);
  });
});

describe('a file of rows made for the first time', () => {
  const digestOf = async (url: string): Promise<string> => {
    const writer = writerOf(url);
    await writer.adopt('store-1');
    const digest = await writer.digest();
    await writer.close();
    return digest;
  };
  const others = storedFacts([{ authority: '856', child: 'B1', facts }]);

  it('is given its name as it was made, and may be written at once', async () => {
    const url = fresh();
    let made: number | undefined;
    const onProgress = ({ stage }: { readonly stage: string }): void => {
      if (stage === 'swapping') made = statSync(path.join(`${url}.building.${String(process.pid)}`, 'part-0.db')).ino;
    };
    await rebuildReadModel({ store: storeOf(events), url, now, onProgress });
    expect(statSync(url).ino).toBe(made);
    expect(building()).toEqual([]);
    const writer = writerOf(url);
    await writer.adopt('store-1');
    await writer.apply(decoded(storedFacts([{ authority: '856', child: 'B1', facts }], 1_000)), 2_000);
    expect(writer.state().facts).toBe(4);
    await writer.close();
  });

  it('holds nothing of a file that was taken away without its log', async () => {
    const url = fresh();
    const writer = writerOf(url);
    await writer.adopt('store-1');
    await writer.apply(decoded(events), 200);
    copyFileSync(`${url}-wal`, `${url}-log`);
    await writer.close();
    rmSync(url);
    renameSync(`${url}-log`, `${url}-wal`);
    await rebuildReadModel({ store: storeOf(others), url, now });
    const clean = fresh();
    await rebuildReadModel({ store: storeOf(others), url: clean, now });
    expect(await digestOf(url)).toBe(await digestOf(clean));
  });

  it('takes the place of one that somebody made meanwhile, who goes on with the new rows', async () => {
    const url = fresh();
    const meanwhile = writerOf(url);
    let begun: Promise<unknown> = Promise.resolve();
    const onProgress = ({ stage }: { readonly stage: string }): void => {
      if (stage === 'folding') begun = meanwhile.catchUp();
    };
    await rebuildReadModel({ store: storeOf(events), url, now, onProgress });
    await begun;
    expect((await meanwhile.catchUp()).facts).toBe(2);
    await meanwhile.close();
  });
});

describe('a file', () => {
  it('that is no database is refused with what to do', async () => {
    const url = fresh();
    writeFileSync(url, 'This is a letter, not a database, and long enough to be looked at.'.repeat(20));
    await expect(writerOf(url).catchUp()).rejects.toThrow(/cannot be used \(.*\)\. Check .* remove it/s);
  });

  it('whose tables are of another version is begun anew', async () => {
    const url = fresh();
    const old = new DatabaseSync(url);
    old.exec('CREATE TABLE projection (name TEXT PRIMARY KEY, position INTEGER); CREATE TABLE referrals (child TEXT)');
    old.close();
    const writer = writerOf(url);
    expect(await writer.catchUp()).toMatchObject({ position: null, facts: 0 });
    await writer.apply(decoded(events), 200);
    expect(writer.state()).toMatchObject({ position: 200, facts: 2 });
    await writer.close();
  });
});

describe('READMODEL_URL', () => {
  it('is a path, a file or a database of PostgreSQL', () => {
    expect(placeOf('.waymark/readmodel.db')).toEqual({ kind: 'sqlite', file: '.waymark/readmodel.db' });
    expect(placeOf('file:///var/rows.db')).toEqual({ kind: 'sqlite', file: '/var/rows.db' });
    expect(placeOf('postgres://w:secret@db.example:6432/waymark?sslmode=require&schema=rows')).toEqual({
      kind: 'postgres',
      connection: 'postgres://w:secret@db.example:6432/waymark?sslmode=require',
      schema: 'rows',
      shown: 'db.example:6432/waymark',
      user: 'w',
    });
  });

  it.each([
    '',
    'mysql://w:secret@host/db',
    'postgres://w:secret@host',
    'postgres://w:secret@host/db?schema=Rows;',
    'postgres://w:secret@:port:/db',
  ])('that names nothing usable is refused without showing a password: %s', (url) => {
    expect(() => placeOf(url)).toThrow(UnusableReadModelUrl);
    expect(() => placeOf(url)).not.toThrow(/secret/);
  });
});
