import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  KeysGone,
  NoMasterKey,
  open,
  openKeys,
  rotateMasterKey,
  seal,
  WrongMasterKey,
  type KeyPlaces,
  type KeyStore,
  type RotationStep,
} from './index.ts';

let folder = '';
let places: KeyPlaces;
const opened: KeyStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-rotating-'));
  places = { url: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master.key') };
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

const place = { authority: '855', child: 'A1', fact: 'f', field: 'name' };

function keys(createIfMissing = false, at = places): KeyStore {
  const store = openKeys({ ...at, createIfMissing, now: () => 0 });
  opened.push(store);
  return store;
}

describe('rotating the master key', () => {
  it('destroys none where the file of keys is gone, which a copy that is put back needs it for', async () => {
    await keys(true).keyFor('855', 'A1');
    for (const store of opened.splice(0)) await store.close();
    const master = readFileSync(places.masterKeyFile);
    rmSync(join(folder, 'keys.db'));
    await expect(rotateMasterKey(places)).rejects.toThrow(KeysGone);
    expect(readFileSync(places.masterKeyFile)).toEqual(master);
    expect(existsSync(places.url)).toBe(false);
  });

  it('leaves every text as it was sealed, and it opens as before, also in a process that runs on', async () => {
    const running = keys(true);
    const sealed = seal(await running.keyFor('855', 'A1'), place, 'Mary Example');
    await running.keyFor('855', 'B2');
    const before = readFileSync(places.masterKeyFile);
    expect(await rotateMasterKey(places)).toEqual({ keys: 2, completed: 0 });
    expect(readFileSync(places.masterKeyFile)).not.toEqual(before);
    expect(open((await running.keysOf('855', 'A1')).keyOf(1), place, sealed)).toBe('Mary Example');
    expect(open((await keys().keysOf('855', 'A1')).keyOf(1), place, sealed)).toBe('Mary Example');
    // A key made by the process that ran on is wrapped by the new one.
    await running.keyFor('855', 'C3');
    expect((await keys().keysOf('855', 'C3')).keyOf(1)).toHaveProperty('version', 1);
  });

  it('destroys the old one: it opens nothing, nor does an older copy of the keys open under the new', async () => {
    const store = keys(true);
    await store.keyFor('855', 'A1');
    const old = { url: join(folder, 'old-keys.db'), masterKeyFile: join(folder, 'old-master.key') };
    copyFileSync(places.url, old.url);
    copyFileSync(`${places.url}-wal`, `${old.url}-wal`);
    copyFileSync(places.masterKeyFile, old.masterKeyFile);
    linkSync(places.masterKeyFile, join(folder, 'same-place'));
    await rotateMasterKey(places);
    expect(() => keys(false, { ...places, url: old.url })).toThrow(WrongMasterKey);
    expect(() => keys(false, { ...places, masterKeyFile: old.masterKeyFile })).toThrow(WrongMasterKey);
    // Where the old one lay, nothing of it is left.
    expect(readFileSync(join(folder, 'same-place'))).toEqual(Buffer.alloc(32));
    expect(existsSync(`${places.masterKeyFile}.next`)).toBe(false);
  });

  it('completes the erasures that an older copy of the keys could have undone', async () => {
    const store = keys(true);
    await store.keyFor('855', 'A1');
    expect(await store.isPending('855', 'A1')).toBe(false);
    await store.erase('855', 'A1');
    expect(await store.isPending('855', 'A1')).toBe(true);
    expect(await rotateMasterKey(places)).toEqual({ keys: 0, completed: 1 });
    expect(await store.isPending('855', 'A1')).toBe(false);
    expect((await store.keysOf('855', 'A1')).keyOf(1)).toBe('erased');
    await store.keyFor('855', 'A1');
    await store.erase('855', 'A1');
    expect(await store.isPending('855', 'A1')).toBe(true);
  });

  it.each<RotationStep>(['made', 'rewrapped', 'replaced', 'emptied'])(
    'that fails once it has %s leaves keys that open, and is brought to its end by another',
    async (at) => {
      const store = keys(true);
      const sealed = seal(await store.keyFor('855', 'A1'), place, 'Mary Example');
      await store.keyFor('855', 'B2');
      await store.erase('855', 'B2');
      const old = readFileSync(places.masterKeyFile);
      const fail = (step: RotationStep): void => {
        if (step === at) throw new Error('It is cut off.');
      };
      await expect(rotateMasterKey(places, fail)).rejects.toThrow('cut off');
      expect(open((await keys().keysOf('855', 'A1')).keyOf(1), place, sealed)).toBe('Mary Example');
      expect(open((await store.keysOf('855', 'A1')).keyOf(1), place, sealed)).toBe('Mary Example');
      // Until the old master key is gone, the erasure is not done.
      expect(await store.isPending('855', 'B2')).toBe(['made', 'rewrapped'].includes(at));
      await rotateMasterKey(places);
      expect(await store.isPending('855', 'B2')).toBe(false);
      expect(readFileSync(places.masterKeyFile)).not.toEqual(old);
      expect(open((await keys().keysOf('855', 'A1')).keyOf(1), place, sealed)).toBe('Mary Example');
    },
  );

  it('changes nothing where the keys are wrapped by another master key', async () => {
    await keys(true).keyFor('855', 'A1');
    const right = readFileSync(places.masterKeyFile);
    writeFileSync(places.masterKeyFile, randomBytes(32));
    await expect(rotateMasterKey(places)).rejects.toThrow(WrongMasterKey);
    writeFileSync(places.masterKeyFile, right);
    expect((await keys().keysOf('855', 'A1')).keyOf(1)).toHaveProperty('version', 1);
  });
});

/** A key management service of a few lines: it wraps by a key of its own, which is not Waymark's to see. */
const service = `#!${process.execPath}
const { createCipheriv, createDecipheriv, randomBytes } = require('node:crypto');
const { readFileSync } = require('node:fs');
const key = readFileSync(__dirname + '/kms.key');
const input = readFileSync(0);
if (process.argv.length !== 3) process.exit(2);
if (process.argv[2] === 'wrap') {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  process.stdout.write(Buffer.concat([nonce, cipher.update(input), cipher.final(), cipher.getAuthTag()]));
} else {
  const decipher = createDecipheriv('aes-256-gcm', key, input.subarray(0, 12));
  decipher.setAuthTag(input.subarray(-16));
  process.stdout.write(Buffer.concat([decipher.update(input.subarray(12, -16)), decipher.final()]));
}
`;

describe('a master key that a key management service wraps', () => {
  const hooked = (script = service): KeyPlaces => {
    const hook = join(folder, 'kms.cjs');
    writeFileSync(join(folder, 'kms.key'), randomBytes(32));
    writeFileSync(hook, script);
    chmodSync(hook, 0o700);
    return { ...places, hook };
  };

  it('is never on disk unwrapped, opens through the service alone, and is rotated like any other', async () => {
    const wrapped = hooked();
    const store = keys(true, wrapped);
    const sealed = seal(await store.keyFor('855', 'A1'), place, 'Mary Example');
    expect(readFileSync(places.masterKeyFile)).toHaveLength(12 + 32 + 16);
    expect(() => keys(false, places)).toThrow('holds 60 bytes');
    expect(await rotateMasterKey(wrapped)).toEqual({ keys: 1, completed: 0 });
    expect(open((await store.keysOf('855', 'A1')).keyOf(1), place, sealed)).toBe('Mary Example');
    expect(open((await keys(false, wrapped).keysOf('855', 'A1')).keyOf(1), place, sealed)).toBe('Mary Example');
    // Without the service's own key nothing opens.
    writeFileSync(join(folder, 'kms.key'), randomBytes(32));
    expect(() => keys(false, wrapped)).toThrow(NoMasterKey);
  });

  it.each([
    ['is not there', undefined, 'could not be run (ENOENT)'],
    ['fails', `#!${process.execPath}\nprocess.exit(3)`, 'wrap ended with exit code 3'],
    ['says nothing', `#!${process.execPath}\nprocess.stdin.resume()`, 'wrap wrote nothing'],
    [
      'gives back something else',
      `#!${process.execPath}\nprocess.stdin.resume(); process.stdout.write('a'.repeat(32))`,
      'unwraps to something else',
    ],
  ])('is not made where the program %s, and the message says so', (_how, script, says) => {
    const wrapped = script === undefined ? { ...places, hook: join(folder, 'none') } : hooked(script);
    expect(() => keys(true, wrapped)).toThrow(says);
    expect(existsSync(places.masterKeyFile)).toBe(false);
  });
});
