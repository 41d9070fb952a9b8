import { fork, type ChildProcess } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { transformSync } from '@swc/core';
import { mark, openKeyStore } from './index.ts';

const libs = resolve(import.meta.dirname, '..');
const bound = 30_000;
const running: ChildProcess[] = [];
let folder = '';

/** The library as processes run it: each file compiled by itself, beside the project's packages. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-processes-'));
  symlinkSync(resolve(libs, '../node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const name of readdirSync(join(libs, 'privacy')).filter((file) => /(?<!\.test)\.ts$/.test(file))) {
    const source = readFileSync(join(libs, 'privacy', name), 'utf8').replaceAll(/(?<=from '\.\/.*)\.ts(?=')/g, '.js');
    const { code } = transformSync(source, {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      swcrc: false,
    });
    writeFileSync(join(folder, name.replace(/ts$/, 'js')), code);
  }
  writeFileSync(join(folder, 'recorder.js'), recorder);
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

afterAll(() => rmSync(folder, { recursive: true }));

/**
 * A process that opens everything anew when told to, asks for one child's key, tells its mark, and then dies without
 * closing anything.
 */
const recorder = `
  import { loadMasterKey, mark, openKeyStore } from './index.js';
  process.once('message', async ([master, url, child]) => {
    const masterKey = loadMasterKey(master, { createIfMissing: true });
    const key = await openKeyStore({ url, masterKey, now: () => 0 }).keyFor('855', child);
    process.send(mark(key, 'the same'), () => process.kill(process.pid, 'SIGKILL'));
  });
  process.send('ready');
`;

describe('processes of their own', () => {
  it('that make the master key, the file and a child’s key at once all get the same, though each is then killed', async () => {
    const [master, url] = [join(folder, 'master.key'), join(folder, 'at-once', 'keys.db')];
    const processes = await Promise.all(Array.from({ length: 5 }, () => start()));
    const told = processes.map((child) => next(child));
    for (const child of processes) child.send([master, url, 'A1']);
    const marks = await Promise.all(told);

    expect(new Set(marks).size).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('master.key'))).toEqual(['master.key']);
    const store = openKeyStore({ url, masterKey: createSecretKey(readFileSync(master)), now: () => 0 });
    expect(mark(await store.keyFor('855', 'A1'), 'the same')).toBe(marks[0]);
    store.close();
  }, 60_000);

  it('leave a key behind that opens after they were killed, one after another', async () => {
    const [master, url] = [join(folder, 'second.key'), join(folder, 'in-turn', 'keys.db')];
    const marks: unknown[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const child = await start();
      const told = next(child);
      child.send([master, url, 'B2']);
      marks.push(await told);
      await exited(child);
    }
    expect(marks[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(marks).size).toBe(1);
  }, 60_000);
});

async function start(): Promise<ChildProcess> {
  const child = fork(join(folder, 'recorder.js'), { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  running.push(child);
  await next(child);
  return child;
}

async function next(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message', { signal: AbortSignal.timeout(bound) })) as unknown[];
  return message;
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'exit', { signal: AbortSignal.timeout(bound) });
  }
}
