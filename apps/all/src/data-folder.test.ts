import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FolderUnusable, holdFolder, tellWhere, whereItRuns } from './data-folder.ts';

const BOUND_MS = 120_000;
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-folder-'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Another process that holds the folder until it is killed. */
async function heldElsewhere() {
  const sqlite = import.meta.resolve('@photostructure/sqlite');
  const script = `
    import { DatabaseSync } from '${sqlite}';
    const lock = new DatabaseSync(process.argv[1]);
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
    console.log('held');
    setInterval(() => lock, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path.join(folder, 'lock.db')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data', { signal: AbortSignal.timeout(BOUND_MS) });
  return child;
}

describe('a data folder', () => {
  it('is refused at once where none can be made, with what to do', () => {
    expect(() => holdFolder('/proc/waymark')).toThrow(/cannot be made or written to .*Set WAYMARK_DATA/);
  });

  it('is made where there is none, for its owner alone', () => {
    const fresh = path.join(folder, 'a', 'b');
    holdFolder(fresh).release();
    expect(fs.statSync(fresh).mode & 0o077).toBe(0);
  });

  it('is new until it holds events', () => {
    const first = holdFolder(folder);
    expect(first.isNew).toBe(true);
    first.release();
    fs.writeFileSync(path.join(folder, 'events.db'), '');
    const second = holdFolder(folder);
    expect(second.isNew).toBe(false);
    second.release();
  });

  it(
    'is held by one process, and the next is told which, where, and what to do',
    async () => {
      const holder = await heldElsewhere();
      try {
        tellWhere(folder, {
          url: 'esdb://127.0.0.1:1',
          supervisor: holder.pid ?? 0,
          services: 'http://127.0.0.1:3000',
        });
        expect(() => holdFolder(folder)).toThrow(
          `Waymark (process ${String(holder.pid)}) already runs on the data folder ${folder} at http://127.0.0.1:3000. ` +
            'Stop it with Ctrl-C where it was started, or set WAYMARK_DATA and PORT to run a second one.',
        );
      } finally {
        holder.kill('SIGKILL');
      }
    },
    BOUND_MS,
  );

  it(
    'is free again when its holder is killed',
    async () => {
      const holder = await heldElsewhere();
      const gone = once(holder, 'exit');
      holder.kill('SIGKILL');
      await gone;
      holdFolder(folder).release();
      expect(fs.existsSync(path.join(folder, 'lock.db'))).toBe(true);
    },
    BOUND_MS,
  );

  it('that cannot be made is refused in a sentence', () => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, '');
    expect(() => holdFolder(path.join(file, 'under'))).toThrow(FolderUnusable);
    expect(() => holdFolder(path.join(file, 'under'))).toThrow(/Set WAYMARK_DATA to a folder of yours\.$/);
  });

  it('goes on where the note cannot be written, and says so', () => {
    const nowhere = path.join(folder, 'gone');
    const where = {
      url: 'esdb://127.0.0.1:1?tls=false',
      pid: 1,
      supervisor: process.pid,
      services: 'http://127.0.0.1:2',
    };
    expect(tellWhere(folder, where)).toBeUndefined();
    expect(tellWhere(nowhere, where)).toContain('Make space in the data folder');
  });

  it('says where a running Waymark is reached, and forgets one that has stopped or died', () => {
    const held = holdFolder(folder);
    const here = { url: 'esdb://127.0.0.1:2113', supervisor: process.pid };
    tellWhere(folder, here);
    expect(whereItRuns(folder)).toEqual(here);
    held.release();
    expect(whereItRuns(folder)).toBeUndefined();
    tellWhere(folder, { ...here, supervisor: 2 ** 30 });
    expect(whereItRuns(folder)).toBeUndefined();
  });
});
