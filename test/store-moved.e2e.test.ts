import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { recordOfTwo, type Record } from './tampering/record.ts';

const BOUND_MS = 90_000;
let folder: string;
let record: Record;
let elsewhere: EmbeddedNode;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-store-moved-'));
  record = await recordOfTwo();
  mkdirSync(path.join(folder, 'data'));
  copyFileSync(record.file, path.join(folder, 'data', 'events.db'));
  elsewhere = await startEmbeddedNode();
}, BOUND_MS);

afterAll(async () => {
  await elsewhere.stop();
  await record.close();
  rmSync(folder, { recursive: true });
}, BOUND_MS);

function waymark(args: readonly string[], more: Readonly<{ [name: string]: string }> = {}) {
  const { EVENTSTORE_URL: _, ...env } = process.env;
  const program = path.resolve('dist', 'apps', 'all', 'src', 'cli', 'main.js');
  return new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { ...env, WAYMARK_DATA: path.join(folder, 'data'), ...more }, timeout: BOUND_MS },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

it(
  'moves a record to another event store, where it verifies against anchors that somebody has held',
  async () => {
    const moved = await waymark(['move', '--to', elsewhere.url]);
    expect(moved.out).toMatch(
      /^\d+ events in \d+ streams are in esdb:\/\/.*\nVerified there: .* every chain holds\.\n/,
    );
    expect(moved.code).toBe(0);
    const there = { EVENTSTORE_URL: elsewhere.url };
    const verified = await waymark(['verify', '--all', '--anchors', record.held], there);
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.out).toMatch(/every chain holds\.\n3 statements in the chain of anchors/);
    const again = await waymark(['move', '--to', elsewhere.url]);
    expect(again.code).toBe(1);
    expect(again.err).toContain('The store to move to is not empty.');
  },
  BOUND_MS,
);

it(
  'asks for an address it can use',
  async () => {
    expect((await waymark(['move'])).code).toBe(2);
    const wrong = await waymark(['move', '--to', 'http://me:secret@there']);
    expect(wrong.code).toBe(2);
    expect(wrong.err).not.toContain('secret');
  },
  BOUND_MS,
);
