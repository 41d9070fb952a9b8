import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { erasuresStream, openRecording, readErasures, verifyStream, type OpenRecording } from '#recording';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { isLong } from './faults/chance.ts';

const patient = 120_000;
const points = path.resolve('test', 'kill-points');
const reader = { roles: ['manager'], for: 'case-record' } as const;
const by = { user: 'adm1', role: 'administrator' };
const registered: Proposed = {
  type: 'ChildRegistered',
  data: { on: plainDate('2018-01-05'), dateOfBirth: plainDate('2000-02-29'), sex: 'F', name: 'Invented Child' },
};
let folder: string;
let node: EmbeddedNode;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-erasure-killed-'));
  node = await startEmbeddedNode();
}, patient);

afterAll(async () => {
  await node.stop();
  rmSync(folder, { recursive: true });
}, patient);

const places = () => ({
  eventstoreUrl: node.url,
  keysUrl: path.join(folder, 'keys.db'),
  masterKeyFile: path.join(folder, 'master.key'),
  createMasterKey: true,
});

/** Waymark over the same store and keys, as it is after it was started again. */
async function started<T>(work: (waymark: OpenRecording) => Promise<T>): Promise<T> {
  const waymark = openRecording(places());
  try {
    return await work(waymark);
  } finally {
    await waymark.close();
  }
}

function orderFor(child: string) {
  const courtOrder = { court: 'Family Court', reference: 'LE26C00001', madeOn: plainDate('2026-06-10') };
  return { authority: '855', child, by, reference: 'IG/2026/14', authorisedBy: 'Invented Officer', courtOrder };
}

/** Orders the erasure in a process of its own; the signal that ended it. */
async function erasedIn(child: string, killAt: string): Promise<string | null> {
  const ran = fork(path.join(points, 'erase.mjs'), [], {
    env: {
      ...process.env,
      KILL_AT: killAt,
      KILL_CHILD: child,
      PLACES: JSON.stringify(places()),
      ORDER: JSON.stringify(orderFor(child)),
      NODE_OPTIONS: '',
    },
    execArgv: ['--import', pathToFileURL(path.join(points, 'erasing.mjs')).href],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [, signal] = (await once(ran, 'exit')) as [number | null, string | null];
  return signal;
}

/** The child's wrapped key, as the key store holds it. */
function wrappedKey(child: string): Buffer {
  const db = new DatabaseSync(places().keysUrl, { readOnly: true });
  try {
    const row = db.prepare('SELECT wrapped FROM child_keys WHERE child = ?').get(child) as { wrapped: Uint8Array };
    return Buffer.from(row.wrapped);
  } finally {
    db.close();
  }
}

const isInTheKeysFiles = (bytes: Buffer): boolean =>
  readdirSync(folder).some(
    (file) => file.startsWith('keys.db') && readFileSync(path.join(folder, file)).includes(bytes),
  );

const read = (waymark: OpenRecording, child: string) => waymark.recorder.journey({ authority: '855', child, reader });

describe('an erasure whose process is killed', () => {
  const steps = [
    'order-sent',
    'order-stored',
    'begun',
    'blanked',
    'noted',
    'committed',
    'log-emptied',
    'done-sent',
    'done-stored',
  ];
  // In haste, the steps between which most may be lost.
  const tried = isLong ? steps : ['order-stored', 'blanked', 'committed'];

  it.each(tried)(
    'at “%s” opens nothing of the child once it was ordered, is completed by asking again, and is on record once',
    async (step) => {
      const child = `K${step.replace('-', '')}`;
      await started(async ({ recorder }) => {
        for (const each of [child, `S${child}`])
          await recorder.record({ authority: '855', child: each, facts: [registered], by });
      });
      const key = wrappedKey(child);
      expect(isInTheKeysFiles(key)).toBe(true);
      expect(await erasedIn(child, step)).toBe('SIGKILL');

      await started(async (waymark) => {
        const wasOrdered = step !== 'order-sent';
        const fact = (await read(waymark, child))?.facts[0];
        expect(fact?.data).toEqual({
          on: '2018-01-05',
          dateOfBirth: '2000-02-29',
          sex: 'F',
          ...(!wasOrdered && { name: 'Invented Child' }),
        });
        expect(fact?.erased).toEqual(wasOrdered ? ['name'] : undefined);
        expect(isInTheKeysFiles(key)).toBe(!wasOrdered);
        // An order that was cut off is not told as carried out.
        const before = await readErasures(waymark.store, { authority: '855', child });
        expect(before.map(({ erasedAt }) => erasedAt !== undefined)).toEqual(
          wasOrdered ? [step === 'done-stored'] : [],
        );

        const again = await waymark.recorder.erase(orderFor(child));
        expect(again?.status).toBe(step === 'done-stored' ? 'already-erased' : 'erased');
        expect(await waymark.recorder.erase(orderFor(child))).toMatchObject({ status: 'already-erased', keys: 0 });
      });

      await started(async (waymark) => {
        expect((await read(waymark, child))?.facts[0]?.erased).toEqual(['name']);
        expect((await read(waymark, `S${child}`))?.facts[0]?.data).toMatchObject({ name: 'Invented Child' });
        expect(isInTheKeysFiles(key)).toBe(false);
        const entries: string[] = [];
        for await (const { type, data } of waymark.store.read(erasuresStream))
          if ((data as { readonly child: string }).child === child) entries.push(type);
        expect(entries).toEqual(['ErasureOrdered', 'PersonalDataErased']);
        expect(await verifyStream(waymark.store, erasuresStream)).toMatchObject({ holds: true });
        expect(await verifyStream(waymark.store, `journey-855.${child}`)).toMatchObject({ holds: true });
      });
    },
    patient,
  );
});
