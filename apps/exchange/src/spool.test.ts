import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withSpool } from './spool.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-spool-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const name = 'Rowan Ashdown';
const built = (file: string): string => pathToFileURL(path.resolve('dist/apps/exchange/src', file)).href;

/**
 * A service in the middle of a feed: it has gathered what is recorded of children and written some of the file, more than is
 * held back in memory, and has not answered. Then it waits to be killed.
 */
const inTheMiddle = `
  import { gather } from '${built('gathered.js')}';
  import { withSpool } from '${built('spool.js')}';
  process.on('message', () => undefined);
  const fact = { id: 'f', type: 'ChildRegistered', data: { name: '${name}' }, metadata: {} };
  const gathering = gather();
  gathering.add([{ ...fact, stream: 'journey-855.A1', revision: 0, position: 1 }]);
  await withSpool(async (spool) => {
    const file = await spool.file();
    await file.write('${name} '.repeat(100_000));
    const held = [...gathering.children()].length;
    const written = (await file.pieces().next()).value.length;
    process.send({ held, written });
    return new Promise(() => undefined);
  });
`;

it('leaves nothing of a child on disk where the service is killed in the middle of a feed', async () => {
  const program = path.join(folder, 'in-the-middle.mjs');
  const temporary = path.join(folder, 'temporary');
  fs.mkdirSync(temporary);
  fs.writeFileSync(program, inTheMiddle);
  const service = fork(program, { env: { ...process.env, TMPDIR: temporary }, execArgv: [] });
  const gone = once(service, 'exit');
  const [told] = (await Promise.race([once(service, 'message'), gone])) as readonly unknown[];
  expect(told).toEqual({ held: 1, written: 64 * 1024 });
  service.kill('SIGKILL');
  expect((await gone)[1]).toBe('SIGKILL');
  // What has no name there is gone with the process: the next start has nothing to take away.
  expect(fs.readdirSync(temporary, { recursive: true })).toEqual([]);
});

it('answers with the one file it is told to, whole', async () => {
  const answer = await withSpool(async (spool) => {
    const report = await spool.file();
    const file = await spool.file();
    await report.write('not asked for');
    for (let line = 0; line < 50_000; line += 1) await file.write(`line ${String(line)}, of Zoë\n`);
    await file.add(Buffer.from('the end'));
    return file.answer('feed.txt', 'text/plain');
  });
  const pieces: Buffer[] = [];
  for await (const piece of answer.getStream()) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  const lines = text.split('\n');
  expect(lines).toHaveLength(50_001);
  expect([lines[0], lines[49_999], lines[50_000]]).toEqual(['line 0, of Zoë', 'line 49999, of Zoë', 'the end']);
  expect(answer.getHeaders()).toMatchObject({ length: Buffer.byteLength(text), type: 'text/plain' });
});
