import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { transformSync } from '@swc/core';
import { loadMasterKey, mark, openKeys, openKeyStore, rotateMasterKey } from './index.ts';

const libs = resolve(import.meta.dirname, '..');
const bound = 120_000;
const rounds = 10;
const running: ChildProcess[] = [];
let folder = '';

/** The library as processes run it: each file compiled by itself, beside the project's packages and what was built. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-processes-'));
  symlinkSync(resolve(libs, '../node_modules'), join(folder, 'node_modules'));
  symlinkSync(resolve(libs, '../dist'), join(folder, 'dist'));
  const { imports } = JSON.parse(readFileSync(resolve(libs, '../package.json'), 'utf8')) as {
    readonly imports: object;
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports }));
  for (const name of readdirSync(join(libs, 'privacy')).filter((file) => /(?<!\.test)\.ts$/.test(file))) {
    const source = readFileSync(join(libs, 'privacy', name), 'utf8').replaceAll(/(?<=from '\.\/.*)\.ts(?=')/g, '.js');
    const { code } = transformSync(source, {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      swcrc: false,
    });
    writeFileSync(join(folder, name.replace(/ts$/, 'js')), code);
  }
  writeFileSync(join(folder, 'recorder.js'), recorder);
  writeFileSync(join(folder, 'holder.js'), holder);
  writeFileSync(join(folder, 'rotator.js'), rotator);
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

afterAll(() => rmSync(folder, { recursive: true }));

/**
 * A process that, each time it is told to, opens everything anew, asks for one child's key and tells its mark. At the
 * last it dies without closing anything.
 */
const recorder = `
  import { loadMasterKey, mark, openKeyStore } from './index.js';
  process.on('message', async ([master, url, child, last]) => {
    const masterKey = loadMasterKey(master, { createIfMissing: true });
    const key = await openKeyStore({ url, masterKey, now: () => 0 }).keyFor('855', child);
    process.send(mark(key, 'the same'), () => last && process.kill(process.pid, 'SIGKILL'));
  });
  process.send('ready');
`;

/** A process that reads a file just made, before it has a log, and dies a moment after saying so. */
const holder = `
  import { DatabaseSync } from '@photostructure/sqlite';
  process.send('ready');
  process.once('message', ([url]) => {
    const db = new DatabaseSync(url);
    db.exec('CREATE TABLE half_made (one); BEGIN');
    db.prepare('SELECT * FROM half_made').all();
    process.send('held', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), 250));
  });
`;

/** A process that rotates the master key, and dies the moment it has come to a step. */
const rotator = `
  import { rotateMasterKey } from './index.js';
  process.send('ready');
  process.once('message', ([places, at]) => {
    void rotateMasterKey(places, (step) => step === at && process.kill(process.pid, 'SIGKILL'));
  });
`;

describe('processes of their own', () => {
  it('that make the master key, the file and a child’s key at once all get the same, though each is then killed', async () => {
    const processes = await Promise.all(Array.from({ length: 5 }, () => start()));
    for (let round = 1; round <= rounds; round++) {
      const [master, url] = [join(folder, `at-once-${round}.key`), join(folder, `at-once-${round}`, 'keys.db')];
      const told = processes.map((child) => next(child));
      for (const child of processes) child.send([master, url, 'A1', round === rounds]);
      const marks = await Promise.all(told);
      if (round === rounds) await Promise.all(processes.map((child) => exited(child)));

      expect(new Set(marks).size).toBe(1);
      const store = openKeyStore({ url, masterKey: loadMasterKey(master, { createIfMissing: false }), now: () => 0 });
      expect(mark(await store.keyFor('855', 'A1'), 'the same')).toBe(marks[0]);
      await store.close();
    }
    // Only the master keys that were made, and nothing of those that came too late.
    expect(readdirSync(folder).filter((name) => name.includes('.key'))).toHaveLength(rounds);
  });

  it('leave a key behind that opens after they were killed, one after another', async () => {
    const [master, url] = [join(folder, 'second.key'), join(folder, 'in-turn', 'keys.db')];
    const marks: unknown[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const child = await start();
      const told = next(child);
      child.send([master, url, 'B2', true]);
      marks.push(await told);
      await exited(child);
    }
    expect(marks[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(marks).size).toBe(1);
  });

  it('wait for one that is still at the file before it has a log, instead of failing at once', async () => {
    const url = join(folder, 'held.db');
    const child = await start('holder.js');
    const held = next(child);
    child.send([url]);
    await held;
    const masterKey = loadMasterKey(join(folder, 'held.master'), { createIfMissing: true });
    const store = openKeyStore({ url, masterKey, now: () => 0 });
    expect((await store.keyFor('855', 'C3')).version).toBe(1);
    await store.close();
  });
});

describe('a process that is killed while it rotates the master key', () => {
  it.each(['made', 'rewrapped', 'replaced', 'emptied'])(
    'once it has %s it, leaves keys that open as before, and is gone on from',
    async (at) => {
      const places = { url: join(folder, `${at}.db`), masterKeyFile: join(folder, `${at}.master`) };
      const running = openKeys({ ...places, createIfMissing: true, now: () => 0 });
      const before = mark(await running.keyFor('855', 'A1'), 'the same');
      const old = readFileSync(places.masterKeyFile);
      const child = await start('rotator.js');
      child.send([places, at]);
      await exited(child);
      expect(child.signalCode).toBe('SIGKILL');
      const open = async (): Promise<string> => {
        const store = openKeys({ ...places, createIfMissing: false, now: () => 0 });
        const key = (await store.keysOf('855', 'A1')).keyOf(1);
        await store.close();
        return typeof key === 'string' ? key : mark(key, 'the same');
      };
      running.forget('855', 'A1');
      const still = (await running.keysOf('855', 'A1')).keyOf(1);
      expect(typeof still === 'string' ? still : mark(still, 'the same')).toBe(before);
      expect(await open()).toBe(before);
      await rotateMasterKey(places);
      expect(await open()).toBe(before);
      expect(readFileSync(places.masterKeyFile)).not.toEqual(old);
      await running.close();
    },
    120_000,
  );
});

async function start(script = 'recorder.js'): Promise<ChildProcess> {
  const child = fork(join(folder, script), { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  running.push(child);
  await next(child);
  return child;
}

/** What a process says next. One that ends without a word is not waited for. */
async function next(child: ChildProcess): Promise<unknown> {
  const signal = AbortSignal.timeout(bound);
  const gone = once(child, 'exit', { signal }).then(([code]: unknown[]) => {
    throw new Error(`A process ended with ${String(code)} and said nothing.`);
  });
  const [message] = (await Promise.race([once(child, 'message', { signal }), gone])) as unknown[];
  return message;
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'exit', { signal: AbortSignal.timeout(bound) });
  }
}
