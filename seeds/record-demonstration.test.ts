import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import { openRecording } from '#recording';
import { decodeFact, openStore } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { countedInMemory } from './counted-in-memory.ts';
import { generate, type Journey } from './generate.ts';
import { openCases } from './open-cases.ts';
import { publishedBesideDerived } from './published-beside-derived.ts';
import { recordDemonstration, type RecordDemonstration } from './record-demonstration.ts';
import { DemonstrationRefused, recordJourneys } from './record-journeys.ts';
import { smallDemonstration } from './small-demonstration.ts';

const journeys = [...generate(smallDemonstration)];
const total = journeys.reduce((sum, { facts }) => sum + facts.length, 0);

let node: EmbeddedNode;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-seeds-'));
  node = await startEmbeddedNode();
});

afterEach(async () => {
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

function places(): Pick<RecordDemonstration, 'storeUrl' | 'keysUrl' | 'masterKeyFile'> {
  return { storeUrl: node.url, keysUrl: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master.key') };
}

async function record(changed: Partial<RecordDemonstration> = {}): ReturnType<typeof recordDemonstration> {
  const { signal } = new AbortController();
  return recordDemonstration({
    ...places(),
    targets: smallDemonstration,
    onProgress: () => undefined,
    signal,
    ...changed,
  });
}

/** What the store holds of the children told of, as journeys again. */
async function stored(): Promise<Journey[]> {
  const store = openStore({ url: node.url });
  try {
    const read: Journey[] = [];
    for (const { authority, child } of journeys) {
      const facts: Journey['facts'][number][] = [];
      for await (const event of store.read(`journey-${authority}.${child}`)) facts.push(decodeFact(event).fact);
      read.push({ authority, child, facts });
    }
    return read;
  } finally {
    await store.close();
  }
}

const kinds = (all: readonly Journey[]): readonly string[] =>
  all.map(({ child, facts }) => `${child} ${facts.map(({ type }) => type).join(' ')}`);

describe('recording the demonstration', () => {
  it('stores every journey as it is told, so that the published figures come out of the store, and repeats nothing', async () => {
    const told: number[] = [];
    const recorded = await record({ onProgress: (done, of) => told.push(done / of) });
    expect(recorded).toEqual({ complete: true, facts: total, repeated: 0 });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect([told[0], told.at(-1)]).toEqual([0, 1]);
    expect(told.length).toBeGreaterThan(50);

    const read = await stored();
    expect(kinds(read)).toEqual(kinds(journeys));
    const lines = await publishedBesideDerived({ measure: countedInMemory(read), targets: smallDemonstration });
    expect(lines.filter(({ verdict }) => verdict === 'agrees').length).toBeGreaterThan(10);
    expect(lines.filter(({ verdict }) => verdict === 'differs')).toEqual([]);

    // Run again it repeats nothing; and cases that are open on the day it is come on top, left as they are on another.
    expect(await record()).toEqual({ complete: true, facts: total, repeated: total });
    expect(kinds(await stored())).toEqual(kinds(journeys));
    const open = openCases(plainDate('2026-02-02')).reduce((sum, { facts }) => sum + facts.length, 0);
    expect(open).toBeGreaterThan(0);
    const more = await record({ today: plainDate('2026-02-02') });
    expect(more).toEqual({ complete: true, facts: total + open, repeated: total });
    const again = await record({ today: plainDate('2026-02-04') });
    expect([again.complete, again.repeated]).toEqual([true, again.facts]);
  });

  it('stopped half-way, goes on from there', async () => {
    const stopping = new AbortController();
    const begun = await record({
      signal: stopping.signal,
      onProgress: (done) => {
        if (done > total / 3) stopping.abort();
      },
    });
    expect(begun.complete).toBe(false);
    expect(begun.facts).toBeLessThan(total);
    expect(await record()).toEqual({ complete: true, facts: total, repeated: begun.facts });
    expect(kinds(await stored())).toEqual(kinds(journeys));
  });

  it('waits for a store that was killed, and repeats nothing once it is back', async () => {
    let back: Promise<EmbeddedNode> | undefined;
    const recorded = await record({
      onProgress: (done) => {
        if (done > total / 3) back ??= node.kill().then(() => node.restart());
      },
    });
    node = (await back) ?? node;
    expect(recorded).toMatchObject({ complete: true, facts: total });
    expect(kinds(await stored())).toEqual(kinds(journeys));
  });

  it('is refused where a child of its own is somebody else, and says what to do', async () => {
    const recording = openRecording({
      eventstoreUrl: node.url,
      keysUrl: join(folder, 'keys.db'),
      masterKeyFile: join(folder, 'master.key'),
      createMasterKey: true,
    });
    const registered = {
      type: 'ChildRegistered',
      data: { on: plainDate('2026-01-05'), sex: 'F', dateOfBirth: plainDate('2017-03-14') },
    } as const;
    const by = { user: 'u1', role: 'caseworker' };
    const outcome = await recording.recorder.record({ authority: '857', child: 'R0007', facts: [registered], by });
    await recording.close();
    expect(outcome.status).toBe('recorded');
    await expect(record()).rejects.toThrow(DemonstrationRefused);
    await expect(record()).rejects.toThrow(/R0007 of authority 857 was refused .*new data folder/s);
  });

  it('leaves what was told as of another day, and refuses a journey that was told otherwise of any', async () => {
    const keys = { keysUrl: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master.key'), createMasterKey: true };
    const { recorder, close } = openRecording({ eventstoreUrl: node.url, ...keys });
    const told = (journey: Journey): ReturnType<typeof recordJourneys> => {
      const { signal } = new AbortController();
      return recordJourneys({ recorder, journeys: [journey], version: 1, onProgress: () => undefined, signal });
    };
    try {
      const [onMonday, onTuesday] = ['2026-06-15', '2026-06-16'].map((day) => openCases(plainDate(day))[0] as Journey);
      const { asOf: _, ...ofNoDay } = onTuesday as Journey;
      expect(await told(onMonday as Journey)).toMatchObject({ complete: true, repeated: 0 });
      expect(await told(onTuesday as Journey)).toMatchObject({ complete: true, repeated: onTuesday?.facts.length });
      await expect(told(ofNoDay)).rejects.toThrow(DemonstrationRefused);
    } finally {
      await close();
    }
  });
});

describe('the demonstration as a process', () => {
  const program = join(import.meta.dirname, '..', 'dist', 'seeds', 'main.js');

  it('tells how far it is, and stops in good order when told', async () => {
    const child = fork(program, [], {
      env: { ...process.env, EVENTSTORE_URL: node.url, WAYMARK_DATA: folder },
      execArgv: [],
      stdio: 'ignore',
    });
    const messages: { type: string; done?: number; total?: number }[] = [];
    child.on('message', (message: (typeof messages)[number]) => {
      messages.push(message);
      if (Number(message.done) > 0) child.send({ type: 'stop' });
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(['progress']));
    expect(messages[0]).toMatchObject({ done: 0, total: expect.any(Number) });
  });

  it('says why it cannot start', async () => {
    const { EVENTSTORE_URL: _, ...environment } = process.env;
    const child = fork(program, [], { env: environment, execArgv: [], stdio: 'ignore' });
    const [message] = (await once(child, 'message')) as [unknown];
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(message).toEqual({ type: 'failed', reason: expect.stringContaining('set EVENTSTORE_URL') });
    expect(code).toBe(1);
  });
});
