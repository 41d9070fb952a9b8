import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const BOUND_MS = 120_000;
const tools = path.join(process.cwd(), 'tools');
let folder: string;

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-ready-')));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A small clone: this project's own tools, nothing to install, and a compiler that writes down each time it runs. */
function smallClone(): string {
  const write = (file: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  for (const name of ['ready.mjs', 'ready-lock.mjs'])
    write(`tools/${name}`, fs.readFileSync(path.join(tools, name), 'utf8'));
  const packages = { '': { name: 'small' }, 'node_modules/one': { version: '1.0.0' } };
  for (const name of ['package.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json']) write(name, '{}');
  write('package-lock.json', JSON.stringify({ packages }));
  write('node_modules/.package-lock.json', JSON.stringify({ packages }));
  write('apps/one.ts', 'export const one = 1;');
  write(
    'node_modules/@nestjs/cli/bin/nest.js',
    `const fs = require('node:fs'); fs.mkdirSync('dist', { recursive: true }); fs.appendFileSync('dist/builds', 'built\\n');`,
  );
  return folder;
}

function startReady(clone: string) {
  const module = pathToFileURL(path.join(clone, 'tools', 'ready.mjs')).href;
  const script = `const { ready, giveUp } = await import('${module}'); await ready().catch(giveUp);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
}

async function ready(clone: string): Promise<void> {
  const [code] = (await once(startReady(clone), 'exit', { signal: AbortSignal.timeout(BOUND_MS) })) as [number];
  expect(code).toBe(0);
}

function builds(clone: string): number {
  return fs
    .readFileSync(path.join(clone, 'dist', 'builds'), 'utf8')
    .trim()
    .split('\n').length;
}

describe('making a clone ready', () => {
  it(
    'builds once, and again only when what is compiled has changed',
    async () => {
      const clone = smallClone();
      await ready(clone);
      await ready(clone);
      expect(builds(clone)).toBe(1);
      fs.writeFileSync(path.join(clone, 'apps', 'one.test.ts'), 'test');
      await ready(clone);
      expect(builds(clone)).toBe(1);
      fs.writeFileSync(path.join(clone, 'apps', 'one.ts'), 'export const one = 2;');
      await ready(clone);
      expect(builds(clone)).toBe(2);
    },
    BOUND_MS,
  );

  it(
    'is done once by two commands at once',
    async () => {
      const clone = smallClone();
      await Promise.all([ready(clone), ready(clone), ready(clone)]);
      expect(builds(clone)).toBe(1);
    },
    BOUND_MS,
  );

  it('asks for a newer Node.js in a sentence', () => {
    const module = pathToFileURL(path.join(tools, 'ready.mjs')).href;
    const script = `
      Object.defineProperty(process, 'versions', { value: { node: '18.20.8' } });
      const { ready, giveUp } = await import('${module}');
      await ready().catch(giveUp);`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stderr.trim()).toBe(
      'Waymark needs Node.js 20.19 or newer, and this is 18.20.8. ' +
        'Install Node.js 24 from https://nodejs.org and run the command again.',
    );
    expect(status).toBe(1);
  });
});

/** A process that takes the lock, writes that it has it, and keeps it until it is told to go on. */
function holder(end: string) {
  const module = pathToFileURL(path.join(tools, 'ready-lock.mjs')).href;
  const script = `
    import fs from 'node:fs';
    const { alone } = await import('${module}');
    await alone('${folder}', () => console.log('waiting'), async () => {
      console.log('holding');
      ${end}
    }, 500);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function says(child: ReturnType<typeof holder>, word: string): Promise<void> {
  const signal = AbortSignal.timeout(BOUND_MS);
  let said = '';
  while (!said.includes(word)) said += String((await once(child.stdout, 'data', { signal }))[0]);
}

const untilTold = `await new Promise((go) => process.stdin.once('data', go)); process.stdin.destroy();`;

describe('the lock of a clone', () => {
  it(
    'lets the next in when the one before is done',
    async () => {
      const first = holder(untilTold);
      await says(first, 'holding');
      const second = holder('');
      await says(second, 'waiting');
      first.stdin.write('go');
      await says(second, 'holding');
      await once(second, 'exit');
      expect(fs.readdirSync(folder)).toEqual([]);
    },
    BOUND_MS,
  );

  it(
    'is recovered from a process that died with it',
    async () => {
      const first = holder(untilTold);
      await says(first, 'holding');
      const gone = once(first, 'exit');
      first.kill('SIGKILL');
      await gone;
      expect(fs.readdirSync(folder)).toEqual(['lock']);
      const second = holder('');
      await says(second, 'holding');
      await once(second, 'exit');
      expect(fs.readdirSync(folder)).toEqual([]);
    },
    BOUND_MS,
  );

  it(
    'is recovered from a machine that no longer answers, once it has not been touched while watched',
    async () => {
      fs.writeFileSync(path.join(folder, 'lock'), JSON.stringify({ pid: 1, host: 'elsewhere', nonce: 'old' }));
      const next = holder('');
      await says(next, 'holding');
      await once(next, 'exit');
      expect(fs.readdirSync(folder)).toEqual([]);
    },
    BOUND_MS,
  );
});
