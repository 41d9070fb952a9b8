import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Part } from '../apps/all/src/part.ts';
import type { PartStanding } from '../apps/all/src/standings.ts';
import { supervise, type Supervisor } from '../apps/all/src/supervisor.ts';

const BOUND_MS = 60_000;

/** Programs that keep the process protocol, small enough to fail on purpose. Each writes what it did in the diary. */
const programs = {
  sound: `
    import fs from 'node:fs';
    const say = (what) => fs.appendFileSync(process.env.DIARY, process.env.NAME + ' ' + what + '\\n');
    say('started ' + (process.env.GIVEN ?? ''));
    process.on('SIGINT', () => undefined);
    process.on('message', (message) => {
      if (message.type === 'stop') { say('stopped'); process.exit(0); }
      if (message.type === 'crash') process.exit(7);
      if (message.type === 'status') process.send({ type: 'status', rows: 12 });
    });
    process.on('disconnect', () => process.exit(0));
    setImmediate(() => { say('ready'); process.send({ type: 'ready', port: 41999 }); });`,
  refusing: `
    process.send({ type: 'failed', reason: 'The file is of a newer Waymark.' }, () => process.exit(1));`,
  deaf: `
    process.on('message', () => undefined);
    process.on('disconnect', () => process.exit(0));
    process.send({ type: 'ready' });`,
  silent: `setInterval(() => undefined, 1000); process.on('disconnect', () => process.exit(0));`,
} as const;

const folders: string[] = [];
const supervisors: Supervisor[] = [];

afterEach(async () => {
  await Promise.all(supervisors.splice(0).map((supervisor) => supervisor.stop()));
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

interface Given extends Partial<Omit<Part, 'name' | 'program' | 'environment'>> {
  readonly name: string;
  readonly runs: keyof typeof programs;
  readonly given?: () => string;
}

function given(...parts: readonly Given[]) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-supervisor-'));
  folders.push(folder);
  const diary = path.join(folder, 'diary');
  fs.writeFileSync(diary, '');
  const changes = new EventEmitter();
  const seen: { givenUp: string[]; forced: string[] } = { givenUp: [], forced: [] };
  const supervisor = supervise({
    logFolder: folder,
    parts: parts.map(({ name, runs, given: environment, ...rest }) => {
      const program = path.join(folder, `${runs}.mjs`);
      fs.writeFileSync(program, programs[runs]);
      return {
        name,
        purpose: 'keeps a diary',
        program,
        environment: () => ({ DIARY: diary, NAME: name, GIVEN: environment?.() ?? '' }),
        whenItFails: 'carry-on',
        readyWithinMs: BOUND_MS,
        stopWithinMs: BOUND_MS,
        ...rest,
      } satisfies Part;
    }),
    onChange: () => changes.emit('change'),
    onGivenUp: (reason) => {
      seen.givenUp.push(reason);
      changes.emit('change');
    },
    onForced: (name) => seen.forced.push(name),
  });
  supervisors.push(supervisor);
  return {
    supervisor,
    seen,
    folder,
    diary: () => fs.readFileSync(diary, 'utf8').trim().split('\n'),
    part: (name: string): PartStanding => supervisor.standings().find((part) => part.name === name)!,
    until: async (isSo: () => boolean) => {
      const signal = AbortSignal.timeout(BOUND_MS);
      while (!isSo()) await once(changes, 'change', { signal });
    },
  };
}

describe('starting and stopping', () => {
  it('starts each part once the one before is ready, and stops them the other way round', async () => {
    const { supervisor, diary } = given(
      { name: 'node', runs: 'sound' },
      { name: 'workers', runs: 'sound' },
      { name: 'services', runs: 'sound' },
    );
    await supervisor.start();
    await supervisor.stop();
    expect(diary().map((line) => line.trim())).toEqual([
      ...['node started', 'node ready', 'workers started', 'workers ready', 'services started', 'services ready'],
      ...['services stopped', 'workers stopped', 'node stopped'],
    ]);
  });

  it('gives a part what the parts before it found out', async () => {
    const found = { port: 0 };
    const { supervisor, diary } = given(
      { name: 'node', runs: 'sound', onReady: ({ port }) => (found.port = Number(port)) },
      { name: 'services', runs: 'sound', given: () => String(found.port) },
    );
    await supervisor.start();
    expect(diary()).toContain('services started 41999');
  });

  it('stops what has started when it is told to stop before all are ready', async () => {
    const { supervisor, part, diary, until } = given(
      { name: 'node', runs: 'sound' },
      { name: 'workers', runs: 'silent', stopWithinMs: 50 },
      { name: 'services', runs: 'sound' },
    );
    const started = supervisor.start();
    await until(() => part('workers').state === 'starting');
    await supervisor.stop();
    await started;
    expect(diary().at(-1)).toBe('node stopped');
    expect(supervisor.standings().map(({ state }) => state)).toEqual(['stopped', 'stopped', 'waiting']);
  });

  it('ends a part by force when it does not stop in time, says so, and still stops the rest', async () => {
    const { supervisor, seen, diary } = given(
      { name: 'node', runs: 'sound' },
      { name: 'services', runs: 'deaf', stopWithinMs: 100 },
    );
    await supervisor.start();
    await supervisor.stop();
    expect(seen.forced).toEqual(['services']);
    expect(diary().at(-1)).toBe('node stopped');
  });

  it('keeps all that a part writes in its own log', async () => {
    const { supervisor, folder } = given({ name: 'event store', runs: 'sound' });
    await supervisor.start();
    expect(fs.existsSync(path.join(folder, 'event-store.log'))).toBe(true);
  });
});

describe('a part that fails', () => {
  it('is started again, and given what the first start found out', async () => {
    const found = { port: 0 };
    const { supervisor, part, diary, until } = given({
      name: 'node',
      runs: 'sound',
      given: () => String(found.port),
      onReady: ({ port }) => (found.port = Number(port)),
    });
    await supervisor.start();
    supervisor.send('node', { type: 'crash' });
    await until(() => part('node').restarts === 1 && part('node').state === 'ready');
    expect(diary()).toContain('node started 41999');
    expect(part('node').reason).toBe('it ended with code 7');
  });

  it('does not hold back the others when they can run without it', async () => {
    const { supervisor, part, seen } = given(
      { name: 'workers', runs: 'refusing', whenItFails: 'carry-on' },
      { name: 'services', runs: 'sound' },
    );
    await supervisor.start();
    expect(part('services').state).toBe('ready');
    expect(part('workers')).toMatchObject({ reason: 'The file is of a newer Waymark.' });
    expect(seen.givenUp).toEqual([]);
  });

  it('stops everything when everything rests on it and it failed three times within a minute', async () => {
    const { supervisor, seen, part } = given(
      { name: 'node', runs: 'refusing', whenItFails: 'stop-all-at-three' },
      { name: 'services', runs: 'sound' },
    );
    await supervisor.start();
    expect(seen.givenUp).toEqual(['The node cannot run: The file is of a newer Waymark.']);
    expect(part('node')).toMatchObject({ state: 'failed', restarts: 2 });
    expect(part('services').state).toBe('waiting');
  });

  it('stops everything at once when it says why it can never start', async () => {
    const { supervisor, seen } = given({ name: 'services', runs: 'refusing', whenItFails: 'stop-all-at-first' });
    await supervisor.start();
    expect(seen.givenUp).toEqual(['The services cannot run: The file is of a newer Waymark.']);
  });

  it('is ended and counted as failed when it is never ready', async () => {
    const { supervisor, part } = given({ name: 'workers', runs: 'silent', readyWithinMs: 200, stopWithinMs: 50 });
    await supervisor.start();
    expect(part('workers')).toMatchObject({ state: 'restarting', reason: 'it was not ready within 0.2 seconds' });
  });
});

it('passes on the last status a part gave of itself', async () => {
  const { supervisor, part, until } = given({ name: 'workers', runs: 'sound' });
  await supervisor.start();
  supervisor.send('workers', { type: 'status' });
  await until(() => part('workers').status !== undefined);
  expect(part('workers').status).toMatchObject({ rows: 12 });
});
