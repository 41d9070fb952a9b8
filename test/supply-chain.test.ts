import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Locked {
  /** Its own name, where it is installed under another. */
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

/** Licences that let a public body run, change and pass on what is built with them, asking at most to be named. */
const permissive =
  /^(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|Python-2\.0|Zlib|CC0-1\.0)$/;

/** Licences that ask for more, each with why it is no matter here. A package is named, so that the next one is looked at. */
const looked: Readonly<Record<string, string>> = {
  'axe-core MPL-2.0': 'used unchanged, in tests alone',
  '@axe-core/playwright MPL-2.0': 'used unchanged, in tests alone',
  'caniuse-lite CC-BY-4.0': 'data about browsers, in the tool chain alone',
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

it('names every package of its own by one exact version', () => {
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^(npm:[a-z0-9@/-]+@)?\d+\.\d+\.\d+(-[0-9a-z.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

it('locks every package to its content, and names no place to fetch it from', () => {
  expect(packages.length).toBeGreaterThan(500);
  expect(
    packages.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true).map(([path]) => path),
  ).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

it('is built with what anybody may use', () => {
  const unlooked = packages.flatMap(([path, { license = 'none' }]) => {
    const parts = license.replace(/[()]/g, '').split(/ AND | OR /);
    return parts.every((part) => permissive.test(part)) ? [] : [`${nameOf(path)} ${license}`];
  });
  expect([...new Set(unlooked)].sort()).toEqual(Object.keys(looked).sort());
  // What is looked at because it stays in the tool chain must not come into what is served.
  const served = packages.filter(
    ([path, { dev, license = '' }]) => dev !== true && `${nameOf(path)} ${license}` in looked,
  );
  expect(served).toEqual([]);
});

it('installs without running anybody’s script', () => {
  const ready = readFileSync('tools/ready.mjs', 'utf8');
  expect(ready).toContain("'--ignore-scripts'");
  expect(readFileSync('Dockerfile', 'utf8').match(/npm (ci|prune)[^&\n]*/g)).toEqual([
    expect.stringContaining('--ignore-scripts'),
    expect.stringContaining('--ignore-scripts'),
  ]);
  // Those which would run one are known to do without: prebuilt inside the package, or optional.
  const would = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => nameOf(path));
  expect([...new Set(would)].sort()).toEqual([
    '@parcel/watcher',
    '@photostructure/sqlite',
    '@scarf/scarf',
    '@swc/core',
    'protobufjs',
    'unrs-resolver',
  ]);
});

it('prints a bill of materials (CycloneDX) that has every package of the lock, with its hash and licence', () => {
  const [program = '', ...args] = (manifest.scripts['sbom'] ?? '').split(' ');
  expect(program).toBe('npm');
  const printed = execFileSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const bill = JSON.parse(printed) as {
    readonly bomFormat: string;
    readonly components: readonly {
      purl: string;
      hashes?: readonly { content: string }[];
      licenses?: readonly object[];
    }[];
  };
  expect(bill.bomFormat).toBe('CycloneDX');
  const held = new Map(bill.components.map((component) => [component.purl, component]));
  const missing = packages
    .map(([path, locked]) => ({ ...locked, purl: purlOf(locked.name ?? nameOf(path), locked.version ?? '') }))
    .filter(({ purl, integrity = '' }) => {
      const component = held.get(purl);
      const hash = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
      return component?.hashes?.some(({ content }) => content === hash) !== true || component.licenses === undefined;
    });
  expect(missing.map(({ purl }) => purl)).toEqual([]);
});

function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
