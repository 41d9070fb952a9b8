import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const project = process.cwd();
const boundMs = 180_000;
const libs = [
  'calendar',
  'events',
  'history',
  'timescales',
  'journey',
  'measures',
  'evidence',
  'access',
  'store',
  'testing',
];

/** A small house with the project's own rules and nothing wrong in it, into which a test plants what the rules forbid. */
function smallHouse(planted: Readonly<Record<string, string>> = {}): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-house-'));
  for (const name of ['package.json', 'tsconfig.json', 'eslint.config.mjs', '.dependency-cruiser.cjs']) {
    fs.copyFileSync(path.join(project, name), path.join(folder, name));
  }
  const sound = Object.fromEntries([
    ...libs.map((lib) => [`libs/${lib}/index.ts`, `export const ${lib} = '${lib}';\n`]),
    ['apps/intake/src/main.ts', "import { store } from '#store';\n\nexport const intake = store;\n"],
    ['apps/protection/src/main.ts', "export const protection = 'protection';\n"],
    ['libs/journey/guards.ts', "import { history } from '#history';\n\nexport const guards = history;\n"],
  ]) as Record<string, string>;
  for (const [file, source] of Object.entries({ ...sound, ...planted })) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), source);
  }
  fs.symlinkSync(path.join(project, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

interface Broken {
  readonly file: string;
  readonly rule: string;
}

function inHouse(planted: Readonly<Record<string, string>>, look: (folder: string) => readonly Broken[]) {
  const folder = smallHouse(planted);
  try {
    return look(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string, program: string, args: readonly string[]): string {
  const ran = spawnSync(process.execPath, [path.join(project, 'node_modules', program), ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: boundMs,
  });
  if (ran.stdout === '') throw new Error(`${program} said nothing: ${ran.stderr}`);
  return ran.stdout;
}

function brokenImports(folder: string): readonly Broken[] {
  const found = JSON.parse(
    run(folder, 'dependency-cruiser/bin/dependency-cruise.mjs', ['apps', 'libs', '--output-type', 'json']),
  ) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return found.summary.violations.map(({ from, rule }) => ({ file: from, rule: rule.name }));
}

function brokenLint(folder: string): readonly Broken[] {
  const found = JSON.parse(run(folder, 'eslint/bin/eslint.js', ['--format', 'json', 'apps', 'libs'])) as {
    filePath: string;
    messages: { ruleId: string | null; message: string }[];
  }[];
  return found.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message }) => ({
      file: path.relative(fs.realpathSync(folder), filePath),
      rule: ruleId ?? message,
    })),
  );
}

describe('the direction of imports', () => {
  it(
    'is found sound where nothing runs the wrong way',
    () => {
      expect(inHouse({}, brokenImports)).toEqual([]);
    },
    boundMs,
  );

  it(
    'is enforced: every planted import that runs the wrong way is named with its rule',
    () => {
      const planted = {
        'libs/measures/rows.ts': "import { journey } from '#journey';\n\nexport const rows = journey;\n",
        'libs/calendar/days.ts': "import { events } from '#events';\n\nexport const days = events;\n",
        'libs/history/order.ts': "import { guards } from '../journey/guards.ts';\n\nexport const order = guards;\n",
        'libs/timescales/packs.ts': "import fs from 'node:fs';\n\nexport const packs = fs;\n",
        'libs/evidence/chain.ts': "import { store } from '#store';\n\nexport const chain = store;\n",
        'apps/protection/src/other.ts':
          "import { intake } from '../../intake/src/main.ts';\n\nexport const other = intake;\n",
        'apps/intake/src/client.ts': "import * as client from '@eventstore/db-client';\n\nexport const use = client;\n",
        'apps/intake/src/fixture.ts': "import { testing } from '#testing';\n\nexport const fixture = testing;\n",
        'apps/intake/src/lost.ts': "import { nothing } from './nowhere.ts';\n\nexport const lost = nothing;\n",
        'libs/store/one.ts': "import { two } from './two.ts';\n\nexport const one = (): unknown => two;\n",
        'libs/store/two.ts': "import { one } from './one.ts';\n\nexport const two = (): unknown => one;\n",
      };
      expect(inHouse(planted, brokenImports)).toEqual(
        expect.arrayContaining([
          { file: 'libs/measures/rows.ts', rule: 'measures-apart-from-journey' },
          { file: 'libs/calendar/days.ts', rule: 'import-order-calendar' },
          { file: 'libs/history/order.ts', rule: 'import-order-history' },
          { file: 'libs/history/order.ts', rule: 'front-door-only' },
          { file: 'libs/timescales/packs.ts', rule: 'pure-libs-import-nothing-outside' },
          { file: 'libs/evidence/chain.ts', rule: 'pure-libs-reach-nothing-impure' },
          { file: 'apps/protection/src/other.ts', rule: 'apps-apart' },
          { file: 'apps/intake/src/client.ts', rule: 'one-client' },
          { file: 'apps/intake/src/fixture.ts', rule: 'nothing-imports-tests' },
          { file: 'apps/intake/src/lost.ts', rule: 'every-import-resolves' },
          { file: 'libs/store/one.ts', rule: 'no-circles' },
        ]),
      );
    },
    boundMs,
  );

  it(
    'keeps measures apart from journey through any number of files between',
    () => {
      const planted = {
        'libs/measures/rows.ts': "import { between } from './between.ts';\n\nexport const rows = between;\n",
        'libs/measures/between.ts': "import { history } from '#history';\n\nexport const between = history;\n",
        'libs/history/index.ts': "import { guards } from '../journey/guards.ts';\n\nexport const history = guards;\n",
      };
      expect(inHouse(planted, brokenImports)).toContainEqual({
        file: 'libs/measures/rows.ts',
        rule: 'measures-apart-from-journey',
      });
    },
    boundMs,
  );
});

describe('the purity of the law', () => {
  it(
    'is found sound where nothing asks the time, chance or the outside',
    () => {
      expect(inHouse({}, brokenLint)).toEqual([]);
    },
    boundMs,
  );

  it(
    'is enforced: every planted impurity is named with its rule',
    () => {
      const planted = {
        'libs/calendar/today.ts': 'export const today = (): string => new Date().toISOString();\n',
        'libs/history/now.ts': 'export const now = (): number => Date.now();\n',
        'libs/timescales/chance.ts': 'export const chance = (): number => Math.random();\n',
        'libs/journey/timer.ts': 'export const later = (): unknown => setTimeout(() => undefined, 1);\n',
        'libs/measures/files.ts': "import fs from 'node:fs';\n\nexport const files = fs;\n",
        'libs/evidence/random.ts': "import { randomUUID } from 'node:crypto';\n\nexport const random = randomUUID;\n",
        'libs/store/settings.ts': "export const url = process.env['EVENTSTORE_URL'];\n",
        'libs/store/loose.ts': 'export const loose = (given: any): unknown => given;\n',
      };
      expect(inHouse(planted, brokenLint)).toEqual(
        expect.arrayContaining([
          { file: 'libs/calendar/today.ts', rule: 'no-restricted-syntax' },
          { file: 'libs/history/now.ts', rule: 'no-restricted-properties' },
          { file: 'libs/timescales/chance.ts', rule: 'no-restricted-properties' },
          { file: 'libs/journey/timer.ts', rule: 'no-restricted-globals' },
          { file: 'libs/measures/files.ts', rule: 'no-restricted-imports' },
          { file: 'libs/evidence/random.ts', rule: 'no-restricted-imports' },
          { file: 'libs/store/settings.ts', rule: 'no-restricted-syntax' },
          { file: 'libs/store/loose.ts', rule: '@typescript-eslint/no-explicit-any' },
        ]),
      );
    },
    boundMs,
  );

  it(
    'lets a config.ts read the environment, and evidence compute a digest',
    () => {
      const planted = {
        'apps/intake/src/config.ts': "export const url = process.env['EVENTSTORE_URL'];\n",
        'libs/evidence/digest.ts': "import { createHash } from 'node:crypto';\n\nexport const digest = createHash;\n",
      };
      expect(inHouse(planted, brokenLint)).toEqual([]);
    },
    boundMs,
  );
});
