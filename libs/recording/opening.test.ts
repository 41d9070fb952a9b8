import { createSecretKey, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { actNames, opensPersonal, roles, type Act, type Role } from '#access';
import { openKeyStore, sealFact, type KeyStore, type OpeningKeys } from '#privacy';
import { openedFact, operatorFor, textsUnder, waymarkItself, type Reader } from './opening.ts';

const child = { authority: '855', child: 'A1' };
const place = { ...child, fact: 'fact-1' };
const name = 'Invented Child';
let folder = '';
let keys: KeyStore;
let own: OpeningKeys;
let sealed: object;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-opening-'));
  keys = openKeyStore({ url: path.join(folder, 'keys.db'), masterKey: createSecretKey(randomBytes(32)), now: () => 0 });
  const key = await keys.keyFor(child.authority, child.child);
  own = await keys.keysOf(child.authority, child.child);
  sealed = sealFact(key, place, ['name', 'data.name'], { on: '2026-01-05', name, data: { name, sex: 'F' } });
});

afterAll(async () => {
  await keys.close();
  fs.rmSync(folder, { recursive: true });
});

/** Everybody in one role, and in no role, asking for each thing the table knows. */
const everyReader: readonly Reader[] = [[], ...roles.map((role): Role[] => [role])].flatMap((held) =>
  actNames.map((act: Act) => ({ roles: held, for: act })),
);

describe('the texts of a fact', () => {
  it('are opened to whom the table of roles says, and for anybody else are not there, sealed or not', () => {
    const before = { name, data: { name, sex: 'F' }, on: '2026-01-05' };
    for (const data of [sealed, before]) {
      for (const reader of everyReader) {
        const told = openedFact(own, reader, place, ['name', 'data.name', 'note'], data);
        const isOpen = opensPersonal(reader.roles, reader.for);
        expect([reader, told.data]).toEqual([reader, isOpen ? before : { on: '2026-01-05', data: { sex: 'F' } }]);
        expect(told.withheld).toEqual(isOpen ? [] : ['name', 'data.name']);
      }
    }
  });

  it('are opened to nobody in two roles of whom neither needs them, and to one who has a role that does', () => {
    const as = (...held: readonly Role[]) => openedFact(own, { roles: held, for: 'dataset' }, place, ['name'], sealed);
    expect(as('analyst', 'analyst').withheld).toEqual(['name']);
    expect(as('analyst', 'auditor').data).toMatchObject({ name });
  });

  it('are opened by Waymark where nobody is shown them, and to whoever has the keys for what the command is', () => {
    expect(openedFact(own, waymarkItself, place, ['name'], sealed).data).toMatchObject({ name });
    expect(openedFact(own, operatorFor('subject-access'), place, ['name'], sealed).data).toMatchObject({ name });
    expect(openedFact(own, operatorFor('worklist'), place, ['name'], sealed).withheld).toEqual(['name']);
  });
});

describe('a text beside the journeys', () => {
  it('is told to whom the table says, whether it is sealed or was stored before texts were', async () => {
    const texts = textsUnder(keys);
    const why = 'His aunt asked.';
    for (const stored of [await texts.seal({ authority: '855' }, 'entry-1', 'reason', why), why]) {
      for (const reader of everyReader) {
        const told = await texts.open(reader, { authority: '855' }, 'entry-1', 'reason', stored);
        const isOpen = opensPersonal(reader.roles, reader.for);
        expect([reader, told]).toEqual([reader, isOpen ? { text: why } : { closed: 'withheld' }]);
      }
    }
  });
});

describe('the one way to a text', () => {
  const project = process.cwd();
  const sources = ['libs', 'apps', 'tools', 'seeds'].flatMap((root) =>
    fs
      .readdirSync(path.join(project, root), { recursive: true, encoding: 'utf8' })
      .map((file) => path.posix.join(root, file))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')),
  );
  const naming = (words: RegExp): readonly string[] =>
    sources.filter((file) => words.test(fs.readFileSync(path.join(project, file), 'utf8'))).sort();

  it('is gone by everybody: nothing else opens what is sealed', () => {
    // What opens by itself, asking nobody, by each name it has; `open` and `decrypt` as imported.
    const opener =
      /\bopenFact\b|\bopenText\b|\bimport\s[^;]*\b(?:open|decrypt)\b(?!:)[^;]*from '(?:#privacy|[^']*(?:sealing|cipher)\.ts)'/;
    const ofTheKeys = (file: string): boolean => file.startsWith('libs/privacy/');
    expect(naming(opener).filter((file) => !ofTheKeys(file))).toEqual(['libs/recording/opening.ts']);
  });

  it('is gone without a reader only where nobody is shown what is opened', () => {
    expect(naming(/\bwaymarkItself\b/)).toEqual([
      // Tells whether a text changed, and not what it says.
      'libs/recording/compared.ts',
      // Seals them again for the right child.
      'libs/recording/moving.ts',
      'libs/recording/opening.ts',
      // Holds them against what another record tells.
      'libs/recording/reconciling.ts',
    ]);
    expect(naming(/\boperatorFor\b/).filter((file) => !file.startsWith('apps/all/src/cli/'))).toEqual([
      'libs/recording/index.ts',
      'libs/recording/opening.ts',
    ]);
  });
});
