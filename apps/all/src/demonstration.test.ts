import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { demonstration, type DemonstrationSettings } from './demonstration.ts';
import type { DemonstrationStanding } from './standings.ts';

/** Recorders that keep the protocol: one that ends well, one that fails, one that goes on until it is stopped. */
const recorders = {
  complete: `
    process.send({ type: 'progress', done: 5, total: 10 });
    process.send({ type: 'complete' }, () => process.exit(0));`,
  failing: `process.send({ type: 'failed', reason: 'The store is away.' }, () => process.exit(1));`,
  slow: `
    process.on('message', () => process.exit(0));
    process.on('disconnect', () => process.exit(0));
    process.send({ type: 'progress', done: 5, total: 10 });`,
};

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-demonstration-'));
  fs.mkdirSync(path.join(folder, 'logs'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function given(recorder: keyof typeof recorders, more: Partial<DemonstrationSettings> = {}) {
  const program = path.join(folder, `${recorder}.mjs`);
  fs.writeFileSync(program, recorders[recorder]);
  const seen: DemonstrationStanding[] = [];
  const seeds = demonstration({
    begin: true,
    goOn: true,
    dataFolder: folder,
    program,
    environment: () => ({}),
    onChange: () => seen.push(seeds.standing()),
    ...more,
  });
  return { seeds, seen };
}

describe('demonstration data', () => {
  it('is recorded once: the next start finds it complete', async () => {
    const first = given('complete');
    await first.seeds.run();
    expect(first.seen).toEqual([
      { state: 'recording' },
      { state: 'recording', done: 5, total: 10 },
      { state: 'complete' },
    ]);
    const second = given('failing', { begin: false });
    await second.seeds.run();
    expect(second.seen).toEqual([]);
    expect(second.seeds.standing()).toEqual({ state: 'complete' });
  });

  it('is gone on with at the next start when it was stopped', async () => {
    const { seeds, seen } = given('slow', { onChange: () => undefined });
    const ran = seeds.run();
    await seeds.stop();
    await ran;
    expect(seen).toEqual([]);
    const next = given('complete', { begin: false });
    await next.seeds.run();
    expect(next.seeds.standing()).toEqual({ state: 'complete' });
  });

  it('is gone on with when a start was interrupted before its turn came', async () => {
    given('complete');
    const next = given('complete', { begin: false });
    await next.seeds.run();
    expect(next.seeds.standing()).toEqual({ state: 'complete' });
  });

  it('that fails says why, and is tried again at the next start', async () => {
    const { seeds } = given('failing');
    await seeds.run();
    expect(seeds.standing()).toEqual({ state: 'failed', reason: 'The store is away.' });
    const next = given('complete', { begin: false });
    await next.seeds.run();
    expect(next.seeds.standing()).toEqual({ state: 'complete' });
  });

  it('is left alone where it is not wanted, begun or not', async () => {
    const { seeds, seen } = given('complete', { begin: false });
    await seeds.run();
    given('complete');
    const off = given('complete', { begin: false, goOn: false });
    await off.seeds.run();
    expect([...seen, ...off.seen]).toEqual([]);
  });
});
