import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventFile } from './event-file.ts';
import { openLog, type Log } from './log.ts';
import type { Page, Row } from './reads.ts';

const KIB = 1024;

let folder: string;
let log: Log;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-reads-'));
  log = openLog(openEventFile(join(folder, 'events.db')));
});

afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

/** Appends one event of each size to a stream, each on its own. */
async function given(stream: string, sizes: readonly number[]): Promise<number> {
  await Promise.all(
    sizes.map((size, n) => {
      const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      const event = { id, type: 'W', contentType: 'c', metadata: Buffer.alloc(0), data: Buffer.alloc(size, n) };
      return log.change({ kind: 'append', stream, expected: 'any', events: [event] });
    }),
  );
  return log.stream(stream)?.sid ?? -1;
}

function walk(page: (last: Row | undefined) => Page): { rows: Row[]; pages: Page[] } {
  const pages: Page[] = [];
  do pages.push(page(pages.at(-1)?.rows.at(-1)));
  while (pages.at(-1)?.end === false);
  return { rows: pages.flatMap(({ rows }) => rows), pages };
}

/** Rows with their bytes, however they are held. */
const whole = (rows: readonly Row[]): object[] =>
  rows.map((row) => ({ ...row, record: Buffer.from(row.record).toString('hex') }));

const mixed = Array.from({ length: 700 }, (_, n) => (n % 97 === 0 ? 200 * KIB : n % 7));
const upwards = mixed.map((_, n) => n);

describe('a page of events', () => {
  it('leads to the next until every event has been read once, in order, each way', async () => {
    const sid = await given('s', mixed);
    const last = mixed.length - 1;

    const forward = walk((row) => log.reads.streamForward(sid, row === undefined ? 0 : row.revision + 1, last));
    const backward = walk((row) => log.reads.streamBackward(sid, row === undefined ? last : row.revision - 1, 0));
    const all = walk((row) => log.reads.allForward(row === undefined ? 0 : row.position + 1));
    const allBack = walk((row) => log.reads.allBackward(row?.position ?? log.head() + 1));

    expect(forward.rows.map(({ revision }) => revision)).toEqual(upwards);
    expect(whole(all.rows.filter((row) => row.sid === sid))).toEqual(whole(forward.rows));
    expect(whole(allBack.rows.filter((row) => row.sid === sid))).toEqual(whole(backward.rows));
    expect(backward.rows.map(({ revision }) => revision)).toEqual(upwards.toReversed());
    expect(all.rows.filter((row) => row.sid === sid).map(({ revision }) => revision)).toEqual(upwards);
    expect(allBack.rows.filter((row) => row.sid === sid).map(({ revision }) => revision)).toEqual(upwards.toReversed());
  });

  it('holds no more than 512 events, nor more bytes than 256 KiB and one event', async () => {
    const sid = await given('s', mixed);

    const { pages } = walk((row) => log.reads.streamForward(sid, row === undefined ? 0 : row.revision + 1, 10_000));

    for (const { rows } of pages) {
      const bytes = rows.slice(0, -1).reduce((sum, { record }) => sum + record.length, 0);
      expect(rows.length).toBeLessThanOrEqual(512);
      expect(bytes).toBeLessThan(256 * KIB);
    }
  });

  it('of large events is one event', async () => {
    const sid = await given('s', [900 * KIB, 900 * KIB, 900 * KIB]);

    const { pages } = walk((row) => log.reads.streamForward(sid, row === undefined ? 0 : row.revision + 1, 10));

    expect(pages.slice(0, 3).map(({ rows }) => rows.length)).toEqual([1, 1, 1]);
  });

  it('keeps nothing of the large events that follow those on it, however long a reader stalls at it', async () => {
    await given('s', [...Array<number>(4).fill(10), ...Array<number>(60).fill(900 * KIB)]);

    for (const page of [log.reads.allForward(0), log.reads.allBackward(log.head() + 1)]) {
      const kept = new Set(page.rows.map(({ record }) => record.buffer));
      const bytes = [...kept].reduce((sum, { byteLength }) => sum + byteLength, 0);
      expect(bytes).toBeLessThan(256 * KIB + 1000 * KIB);
    }
  });

  it('tells types of any text', async () => {
    const types = ['"', '\\', ',', '[]', 'Ünï 👧', '\n'];
    const events = types.map((type, n) => ({
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      type,
      contentType: 'c',
      metadata: Buffer.alloc(0),
      data: Buffer.alloc(0),
    }));
    await log.change({ kind: 'append', stream: 's', expected: 'any', events });
    expect(
      log.reads
        .allForward(0)
        .rows.map(({ type }) => type)
        .slice(-types.length),
    ).toEqual(types);
  });

  it('ends with the last revision asked for, and is empty past it', async () => {
    const sid = await given('s', [1, 1, 1, 1, 1]);

    expect(log.reads.streamForward(sid, 1, 3).rows.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(log.reads.streamBackward(sid, 3, 1).rows.map(({ revision }) => revision)).toEqual([3, 2, 1]);
    expect(log.reads.streamForward(sid, 5, 9)).toEqual({ rows: [], end: true });
  });

  it('is not needed for the latest ids, which come latest first', async () => {
    const sid = await given('s', [1, 2, 3]);

    const ids = log.reads.latestIds(2);

    expect(ids.map((each) => [each.sid, each.id.at(-1)])).toEqual([
      [sid, '2'],
      [sid, '1'],
    ]);
    expect(ids[0]?.position).toBe(log.head());
  });
});
