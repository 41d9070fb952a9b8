import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openKeyStore, loadMasterKey } from '#privacy';
import { erasedId, erasuresLedger, orderId } from '#recording';
import { openStore, type Store } from '#store';
import { startEmbeddedNode } from '#testing';

const BOUND_MS = 120_000;
let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-backup-'))));
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
  fs.rmSync(folder, { recursive: true });
});

/** What a test leaves running when it fails would keep Jest from ending. */
const running: (() => Promise<void>)[] = [];

const at = (...names: readonly string[]): string => path.join(folder, ...names);

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function waymark(args: readonly string[], data = 'data', input = ''): Promise<Said> {
  const { EVENTSTORE_URL: _, ...env } = process.env;
  return new Promise((resolve) => {
    const program = path.resolve('dist', 'apps', 'all', 'src', 'cli', 'main.js');
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: { ...env, WAYMARK_DATA: at(data) }, timeout: BOUND_MS },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}

/** A data folder with so many events and one child's key, both still in use, and what lets go of them. */
async function inUse(events: number): Promise<{ readonly store: Store; readonly stop: () => Promise<void> }> {
  fs.mkdirSync(at('data'));
  const node = await startEmbeddedNode({ file: at('data', 'events.db') });
  running.push(() => node.stop());
  const store = openStore({ url: node.url });
  running.push(() => store.close());
  const told = Array.from({ length: events }, () => ({
    id: crypto.randomUUID(),
    type: 'Told',
    data: {},
    metadata: {},
  }));
  await store.append('journey-855.a', 'no-stream', told);
  const masterKey = loadMasterKey(at('data', 'master.key'), { createIfMissing: true });
  const keys = openKeyStore({ url: at('data', 'keys.db'), masterKey, now: () => 0 });
  await keys.keyFor('855', 'a');
  return {
    store,
    stop: async () => {
      await store.close();
      await keys.close();
      await node.stop();
    },
  };
}

it(
  'copies events and keys while they are in use, and restores them elsewhere, overwriting nothing',
  async () => {
    const using = await inUse(30);
    const copies = ['--events', at('copies', 'events.db'), '--keys', at('vault', 'keys.db')];
    const made = await waymark(['backup', ...copies]);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(/^Copied the events to .*\nCopied 1 key to /);
    // Children's days of birth and the codes of what happened are not sealed: nobody but its owner reads either copy.
    for (const copy of [at('copies', 'events.db'), at('vault', 'keys.db')])
      expect(fs.statSync(copy).mode & 0o777).toBe(0o600);
    expect((await waymark(['backup', ...copies])).err).toMatch(/exists already and is not overwritten/);
    await using.stop();

    // Rows of facts that the copy may lack do not stay beside it.
    fs.mkdirSync(at('other'));
    fs.writeFileSync(at('other', 'readmodel.db'), '');
    // Where one of the two is no copy, the other is not restored either.
    fs.writeFileSync(at('text'), 'Dear diary');
    const half = await waymark(['restore', '--events', at('copies', 'events.db'), '--keys', at('text')], 'other');
    expect([half.code, half.err]).toEqual([1, expect.stringMatching(/is no sound key file .* Nothing was copied\./)]);
    expect(['events.db', 'keys.db', 'readmodel.db'].filter((name) => fs.existsSync(at('other', name)))).toEqual([
      'readmodel.db',
    ]);
    const restored = await waymark(['restore', ...copies], 'other');
    expect(restored).toMatchObject({ code: 0, err: '' });
    expect(restored.out).toMatch(
      /^Restored \d+ events in \d+ streams\. .*\nRestored 1 key\.\nErasures are carried out again .*\n$/,
    );
    expect(fs.existsSync(at('other', 'readmodel.db'))).toBe(false);
    const again = await waymark(['restore', ...copies], 'other');
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/events\.db exists already and is not overwritten\. Move it away first\.\n$/);

    const sound = await waymark(['eventstore', 'verify'], 'other');
    expect(sound).toMatchObject({ code: 0, err: '' });
    expect(sound.out).toMatch(/is sound: \d+ events/);
    const keys = new DatabaseSync(at('other', 'keys.db'), { readOnly: true });
    expect(keys.prepare('SELECT authority, child FROM child_keys').all()).toEqual([{ authority: '855', child: 'a' }]);
    keys.close();
  },
  BOUND_MS,
);

it(
  'brings no erased child back from copies of events and keys that are both older than the order, told by the list of erasures',
  async () => {
    const using = await inUse(1);
    await using.store.identity();
    const text = { sealed: 'A', key: 1 };
    const data = { authority: '855', child: 'a', upTo: 1, reference: text, authorisedBy: text };
    const copies = ['--events', at('copies', 'events.db'), '--keys', at('vault', 'keys.db')];
    expect(await waymark(['backup', ...copies])).toMatchObject({ code: 0 });
    const order = orderId('855', 'a', 1);
    const ledger = erasuresLedger({ store: using.store, now: () => Date.parse('2026-06-15T11:00:00Z') });
    const by = { user: 'adm1', role: 'administrator' };
    await ledger.enter({ id: order, type: 'ErasureOrdered', data, by });
    await ledger.enter({ id: erasedId(order), type: 'PersonalDataErased', data: { ...data, order }, by });
    const list = ['--erasures', at('third-place')];
    await using.stop();
    expect(await waymark(['backup', ...list])).toMatchObject({ code: 0 });
    expect(fs.statSync(at('third-place')).mode & 0o777).toBe(0o600);

    fs.mkdirSync(at('other'));
    // Without the master key no key could be erased again, so none is put back.
    expect(await waymark(['restore', ...copies, ...list], 'other')).toMatchObject({ code: 1 });
    expect(fs.readdirSync(at('other'))).toEqual([]);
    fs.copyFileSync(at('data', 'master.key'), at('other', 'master.key'));
    const taken = await waymark(['restore', ...copies, ...list], 'other');
    expect([taken.code, taken.out]).toEqual([
      0,
      expect.stringContaining(
        '1 listed erasures are carried out again on the keys; 1 of them the events did not tell of.',
      ),
    ]);
    const keys = new DatabaseSync(at('other', 'keys.db'), { readOnly: true });
    expect(keys.prepare('SELECT child, erased FROM child_keys').all()).toEqual([{ child: 'a', erased: 1 }]);
    keys.close();
  },
  BOUND_MS,
);

it(
  'restores nothing where either cannot be, or from what is no copy',
  async () => {
    fs.mkdirSync(at('data'));
    fs.writeFileSync(at('text'), 'Dear diary');
    fs.writeFileSync(at('data', 'keys.db'), '');
    const both = await waymark(['restore', '--events', at('text'), '--keys', at('text')]);
    expect(both.code).toBe(1);
    expect(both.err).toMatch(/keys\.db exists already/);
    fs.rmSync(at('data', 'keys.db'));
    for (const [option, sentence] of [
      ['--events', /is damaged or is not an events file|was not made by this event store/],
      ['--keys', /is no sound key file of Waymark’s .* Nothing was copied\./],
    ] as const) {
      const { code, err } = await waymark(['restore', option, at('text')]);
      expect({ option, code }).toEqual({ option, code: 1 });
      expect(err).toMatch(sentence);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
    expect(fs.readdirSync(at('data')).filter((name) => /^(events|keys)\.db$/.test(name))).toEqual([]);
  },
  BOUND_MS,
);

it(
  'reaches the node’s own actions for any file, and says in one line what cannot be done',
  async () => {
    const using = await inUse(3);
    const file = ['--file', at('data', 'events.db')];
    expect((await waymark(['eventstore', 'backup', ...file, '--to', at('copy.db')])).out).toMatch(/^Backed up /);
    const held = await waymark(['eventstore', ...file, '--port', '0']);
    expect(held.code).toBe(1);
    expect(held.err).toMatch(/^The event store cannot go on: Another event store node already serves .*\n$/);
    await using.stop();
    expect(await waymark(['eventstore', 'restore', ...file, '--from', at('copy.db')])).toMatchObject({ code: 1 });
    const away = await waymark(['eventstore', 'restore', '--file', at('new.db'), '--from', at('copy.db')]);
    expect(away.out).toMatch(/^Restored /);
    const hash = await waymark(['eventstore', 'hash-password'], 'data', 'a: b \n');
    expect(hash.out).toMatch(/^scrypt\$ln=15,r=8,p=3\$\S+\n$/);
    expect((await waymark(['eventstore', 'hash-password'], 'data', '\n')).err).toContain('The password is missing');
    const help = await waymark(['eventstore', '--help']);
    for (const option of ['--tls-cert', '--tls-key', '--users', '--links', '--check', '--host']) {
      expect(help.out).toContain(option);
    }
    expect(help.out).toContain('npx waymark eventstore verify');
    expect((await waymark(['eventstore', 'verify', '--help'])).out).toContain('--file PATH');
  },
  BOUND_MS,
);

it(
  'says that the disk under the copy takes no more, and not that the keys are unsound, and leaves no half a copy',
  async () => {
    await inUse(1);
    const program = path.resolve('dist', 'apps', 'all', 'src', 'cli', 'main.js');
    const held = 'ulimit -f 8; exec "$0" "$@"';
    const { code, err } = await new Promise<Said>((resolve) => {
      const args = ['-c', held, process.execPath, program, 'backup', '--keys', at('vault', 'keys.db')];
      const { EVENTSTORE_URL: _, ...env } = process.env;
      execFile('sh', args, { env: { ...env, WAYMARK_DATA: at('data') }, timeout: BOUND_MS }, (error, out, said) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err: said }),
      );
    });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^The disk under .*keys\.db takes no more /) });
    expect(err).toContain('nothing is wrong with the keys. Free space there, or give another place.');
    expect(fs.readdirSync(at('vault'))).toEqual([]);
  },
  BOUND_MS,
);
