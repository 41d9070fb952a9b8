import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

const BOUND_MS = 120_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-eventstore-'));
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});

/** `npx waymark eventstore`, once it says that it listens. */
async function started(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const program = path.resolve('dist', 'apps', 'all', 'src', 'cli', 'main.js');
  const args = [program, 'eventstore', '--port', '0', '--file', path.join(folder, 'events.db')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, url: (JSON.parse(line) as { url: string }).url };
  }
  throw new Error('The event store did not start: it says why above.');
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(BOUND_MS / 3) });
  child.kill(signal);
  await gone;
  running.delete(child);
  return child.exitCode;
}

it(
  'serves its file until it is told to stop, by whichever signal',
  async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, url } = await started();
      const client = EventStoreDBClient.connectionString(url);
      await client.appendToStream('s', jsonEvent({ type: 'Written', data: {} }));
      await client.dispose();
      expect(await ended(child, signal)).toBe(0);
    }
  },
  BOUND_MS,
);

it(
  'leaves nothing running that holds its file when it is killed',
  async () => {
    const first = await started();
    await ended(first.child, 'SIGKILL');
    const second = await started();
    expect(await ended(second.child, 'SIGTERM')).toBe(0);
  },
  BOUND_MS,
);
