import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMasterKey, MasterKeyLost, NoMasterKey, openKeys } from './index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-master-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the master key', () => {
  it('is read from its 32 bytes', () => {
    const file = join(folder, 'master.key');
    writeFileSync(file, Buffer.alloc(32, 7));
    expect(loadMasterKey(file, { createIfMissing: false }).export()).toEqual(Buffer.alloc(32, 7));
  });

  it('is made in development, once, for its owner alone, and nothing else is left', () => {
    const file = join(folder, 'new', 'master.key');
    const made = loadMasterKey(file, { createIfMissing: true });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file)).toHaveLength(32);
    expect(loadMasterKey(file, { createIfMissing: true }).equals(made)).toBe(true);
    expect(readdirSync(join(folder, 'new'))).toEqual(['master.key']);
  });

  it('is another each time it is made', () => {
    const [one, two] = ['one', 'two'].map((name) => loadMasterKey(join(folder, name), { createIfMissing: true }));
    expect(one!.equals(two!)).toBe(false);
  });

  it('is not made where it must have been kept', () => {
    const file = join(folder, 'master.key');
    expect(() => loadMasterKey(file, { createIfMissing: false })).toThrow(NoMasterKey);
    expect(() => loadMasterKey(file, { createIfMissing: false })).toThrow('a new one cannot open them');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that is lost is not made anew where it wraps keys: whoever searches would take the new one for it', async () => {
    const places = { url: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master.key'), now: () => 0 };
    const keys = openKeys({ ...places, createIfMissing: true });
    await keys.keyFor('855', 'A1');
    await keys.close();
    rmSync(places.masterKeyFile);
    expect(() => openKeys({ ...places, createIfMissing: true })).toThrow(MasterKeyLost);
    expect(() => openKeys({ ...places, createIfMissing: true })).toThrow('Put it back from where a copy was put apart');
    expect(readdirSync(folder)).not.toContain('master.key');
  });

  it.each([0, 31, 33, 64])('is not a file of %i bytes, which is left as it was', (size) => {
    const file = join(folder, 'master.key');
    writeFileSync(file, Buffer.alloc(size));
    expect(() => loadMasterKey(file, { createIfMissing: true })).toThrow(`holds ${String(size)} bytes`);
    expect(readFileSync(file)).toHaveLength(size);
  });
});
