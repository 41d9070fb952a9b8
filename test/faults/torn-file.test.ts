import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { NodeDidNotStart, startEmbeddedNode } from '#testing';
import { openEventFile } from '../../apps/eventstore/src/storage/event-file.ts';
import { EventFileFault } from '../../apps/eventstore/src/storage/fault.ts';
import { openLog, type Log } from '../../apps/eventstore/src/storage/log.ts';
import { verifyFile } from '../../apps/eventstore/src/storage/verify.ts';
import { chanceOf, isLong, replay, seeds, type Chance } from './chance.ts';

const suite = 'torn-file';
const places = isLong ? 400 : 80;

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-torn-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Appends one to three events, now and then one that fills several pages. */
async function append(log: Log, chance: Chance): Promise<void> {
  const events = Array.from({ length: chance.between(1, 3) }, () => ({
    id: `00000000-0000-4000-8000-${String(chance.below(1e9)).padStart(12, '0')}`,
    type: 'Written',
    contentType: 'application/json',
    metadata: Buffer.alloc(0),
    data: Buffer.from(JSON.stringify('x'.repeat(chance.inHundred(10) ? chance.below(20_000) : chance.below(500)))),
  }));
  const outcome = await log.change({ kind: 'append', stream: `s-${chance.below(12)}`, expected: 'any', events });
  if (outcome.kind !== 'recorded') throw new Error(`Not recorded: ${outcome.kind}`);
}

/** Every event a file has, as it is. */
function everything(file: string): string[] {
  const { database } = openEventFile(file);
  const select = database.prepare('SELECT pos, sid, rev, type, hex(rec) AS rec FROM events ORDER BY pos');
  const rows = select.all().map((row) => JSON.stringify(row));
  database.close();
  return rows;
}

/** What is wrong with a file, whichever way it comes to light; nothing where it seems sound. */
function named(file: string): string | undefined {
  try {
    const { faults } = verifyFile(file);
    return faults[0];
  } catch (error) {
    if (error instanceof EventFileFault) return error.message;
    throw error;
  }
}

describe('a log (WAL) that is cut short or damaged', () => {
  it.each(seeds([20_261_124], { long: 5 }))(
    'gives every commit that lies whole before the damage, and nothing of any after it: seed %i',
    async (seed) => {
      const chance = chanceOf(seed);
      const log = openLog(openEventFile(at('events.db')));
      const wal = at('events.db-wal');
      // How long the log was, and how many events there were, after each commit.
      const commits = [{ bytes: statSync(wal).size, position: log.head() }];
      for (let commit = 0; commit < 60; commit += 1) {
        await append(log, chance);
        commits.push({ bytes: statSync(wal).size, position: log.head() });
      }
      const [file, whole] = [readFileSync(at('events.db')), readFileSync(wal)];
      await log.close();
      const all = everything(at('events.db'));
      for (let place = 0; place < places; place += 1) {
        const offset = chance.below(whole.length);
        const harm = chance.oneOf(['cut', 'flip', 'zero'] as const);
        writeFileSync(at('torn.db'), file);
        const torn = harmed(whole, harm, offset, chance.below(8));
        writeFileSync(at('torn.db-wal'), torn);
        const sound = whole.findIndex((byte, i) => byte !== torn[i]);
        const last = commits.findLast(({ bytes }) => sound < 0 || bytes <= sound)?.position ?? 0;
        const kept = all.filter((row) => (JSON.parse(row) as { pos: number }).pos <= last);
        const found = everything(at('torn.db'));
        if (found.join() !== kept.join()) {
          const what = `${harm} at ${offset}: ${found.length} events instead of ${kept.length}`;
          throw new Error(`${replay(seed, suite)}\n${what}`);
        }
        expect(verifyFile(at('torn.db')).faults).toEqual([]);
        rmSync(at('torn.db'));
      }
    },
    300_000,
  );
});

describe('an events file that is damaged', () => {
  let whole: Buffer;
  let all: readonly string[];
  let chance: Chance;

  async function stored(seed: number): Promise<void> {
    chance = chanceOf(seed);
    const log = openLog(openEventFile(at('events.db')));
    for (let commit = 0; commit < 150; commit += 1) await append(log, chance);
    await log.close();
    all = everything(at('events.db'));
    whole = readFileSync(at('events.db'));
  }

  it.each(seeds([20_261_125, 333_558_113], { long: 5 }))(
    'by one flipped bit is named by verify, or the bit is where nothing is stored: seed %i',
    async (seed) => {
      await stored(seed);
      let found = 0;
      for (let place = 0; place < places; place += 1) {
        const offset = chance.below(place % 10 === 0 ? 4096 : whole.length);
        const bit = chance.below(8);
        writeFileSync(at('flipped.db'), harmed(whole, 'flip', offset, bit));
        if (named(at('flipped.db')) !== undefined) found += 1;
        else if (everything(at('flipped.db')).join() !== all.join()) {
          throw new Error(
            `${replay(seed, suite)}\nBit ${bit} at ${offset} changes what is read, and verify says nothing`,
          );
        }
        for (const end of ['', '-wal', '-shm']) rmSync(at(`flipped.db${end}`), { force: true });
      }
      // Most of the file is events.
      expect(found).toBeGreaterThan(places / 2);
    },
    300_000,
  );

  it('by a bit that gives a column another name is refused and named', async () => {
    await stored(1);
    const columns = [
      'id TEXT',
      'name TEXT',
      'pos INTEGER',
      'sid INTEGER NOT',
      'rev INTEGER',
      'type TEXT',
      'rec BLOB',
      'crc',
    ];
    for (const column of columns) {
      const offset = whole.indexOf(column);
      expect(offset).toBeGreaterThan(0);
      writeFileSync(at('flipped.db'), harmed(whole, 'flip', offset, 1));
      expect([column, named(at('flipped.db'))]).toEqual([column, expect.stringContaining('is damaged')]);
      expect(() => openEventFile(at('flipped.db'))).toThrow(EventFileFault);
    }
  });

  it.each(seeds([20_261_126], { long: 2 }))(
    'by the loss of its end is refused, named, and left as it is: seed %i',
    async (seed) => {
      await stored(seed);
      for (let place = 0; place < places / 3; place += 1) {
        const length = chance.inHundred(50) ? chance.below(whole.length) : 4096 * chance.below(whole.length / 4096);
        copyFileSync(at('events.db'), at('short.db'));
        truncateSync(at('short.db'), length);
        expect(() => openEventFile(at('short.db'))).toThrow(EventFileFault);
        expect(statSync(at('short.db')).size).toBe(length);
      }
    },
    300_000,
  );

  it('is refused by a node that is to check it in full, and the damage named', async () => {
    await stored(1);
    const offset = whole.lastIndexOf('xxxxxxxxxxxxxxxx');
    writeFileSync(at('events.db'), harmed(whole, 'flip', offset, 1));
    const starting = startEmbeddedNode({ file: at('events.db'), env: { EVENTSTORE_CHECK: 'full' } });
    const said = await starting.then(
      (node) => node.stop().then(() => 'It started.'),
      (error: unknown) => (error instanceof NodeDidNotStart ? error.message : String(error)),
    );
    expect(said).toMatch(/is damaged.*The event at position \d+ is not as it was stored/);
  });
});

/**
 * A checkpoint that is cut off may leave the file shorter than its first page says, and the log has the rest. Cut short
 * by anything else the file would be made as long as it should be by the next checkpoint, with nothing in the gap.
 */
describe('an events file shorter than it says, with a log beside it', () => {
  async function interrupted(): Promise<{ file: Buffer; log: Buffer; all: string[] }> {
    const chance = chanceOf(1);
    const first = openLog(openEventFile(at('events.db')));
    for (let commit = 0; commit < 100; commit += 1) await append(first, chance);
    await first.close();
    const second = openLog(openEventFile(at('events.db')));
    for (let commit = 0; commit < 20; commit += 1) await append(second, chance);
    const [file, log] = [readFileSync(at('events.db')), readFileSync(at('events.db-wal'))];
    await second.close();
    return { file, log, all: everything(at('events.db')) };
  }

  it('is refused where the log has not what it lacks', async () => {
    const { file, log } = await interrupted();
    const half = 4096 * Math.floor(file.length / 4096 / 2);
    writeFileSync(at('cut.db'), file.subarray(0, half));
    writeFileSync(at('cut.db-wal'), log);
    expect(() => openEventFile(at('cut.db'))).toThrow(EventFileFault);
    expect(statSync(at('cut.db')).size).toBe(half);
  });

  it('is served whole where the log has it', async () => {
    const { file, log, all } = await interrupted();
    // The first page as the checkpoint would have copied it, first of all.
    const firstPage = readFileSync(at('events.db')).subarray(0, 4096);
    writeFileSync(at('cut.db'), Buffer.concat([firstPage, file.subarray(4096)]));
    writeFileSync(at('cut.db-wal'), log);
    expect(statSync(at('cut.db')).size).toBeLessThan(firstPage.readUInt32BE(28) * 4096);
    expect(everything(at('cut.db'))).toEqual(all);
  });
});

it('brings a file without checksums up to date, and verifies it', async () => {
  const log = openLog(openEventFile(at('events.db')));
  await append(log, chanceOf(1));
  await log.close();
  asFormat1(at('events.db'));
  const all = verifyFile(at('events.db'));
  expect(all.faults).toEqual([]);
  const again = openLog(openEventFile(at('events.db')));
  await append(again, chanceOf(2));
  await again.close();
  expect(verifyFile(at('events.db'))).toMatchObject({ faults: [] });
  expect(verifyFile(at('events.db')).events).toBeGreaterThan(all.events);
  const database = new DatabaseSync(at('events.db'));
  expect(database.prepare('SELECT count(*) AS n FROM events WHERE crc IS NOT NULL').get()).toMatchObject({
    n: verifyFile(at('events.db')).events - all.events,
  });
  database.close();
});

/** The file as it was before events had checksums. */
function asFormat1(file: string): void {
  const older = new DatabaseSync(file);
  older.exec(`CREATE TABLE earlier (
      pos INTEGER PRIMARY KEY, sid INTEGER NOT NULL, rev INTEGER NOT NULL, type TEXT NOT NULL, rec BLOB NOT NULL
    ) STRICT;
    INSERT INTO earlier SELECT pos, sid, rev, type, rec FROM events;
    DROP TABLE events;
    ALTER TABLE earlier RENAME TO events;
    CREATE UNIQUE INDEX events_of_stream ON events (sid, rev);
    PRAGMA user_version = 1`);
  older.close();
}

function harmed(whole: Buffer, harm: 'cut' | 'flip' | 'zero', offset: number, bit: number): Buffer {
  if (harm === 'cut') return whole.subarray(0, offset);
  const copy = Buffer.from(whole);
  // What the disk did not write is often left as zeros.
  if (harm === 'zero') copy.fill(0, offset);
  else copy.writeUInt8(copy.readUInt8(offset) ^ (1 << bit), offset);
  return copy;
}
