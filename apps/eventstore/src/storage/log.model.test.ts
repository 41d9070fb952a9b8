import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Expected } from '../wire/requests.ts';
import { decodeRecordedEvent } from '../wire/recorded-event.ts';
import { openEventFile } from './event-file.ts';
import type { Change, Outcome } from './change.ts';
import { openLog, type Log } from './log.ts';

/** A small event store in memory, with EventStoreDB's rules written as plainly as they can be. */
class Model {
  readonly all: { stream: string; id: string; revision: number }[] = [];
  private readonly tombstoned = new Set<string>();
  private readonly deletedFrom = new Map<string, number>();

  events(stream: string): string[] {
    return this.all.filter((event) => event.stream === stream).map(({ id }) => id);
  }

  /** What a reader sees: nothing while soft-deleted, later only what came after. */
  visible(stream: string): number[] | 'deleted' | 'absent' {
    if (this.tombstoned.has(stream)) return 'deleted';
    const length = this.events(stream).length;
    const from = this.deletedFrom.get(stream) ?? 0;
    if (length === 0 || from === length) return 'absent';
    return Array.from({ length: length - from }, (_, index) => from + index);
  }

  apply(change: Change): Outcome['kind'] {
    const known = this.events(change.stream);
    const last = known.length - 1;
    const deleted = this.deletedFrom.has(change.stream);
    const softly = deleted && this.deletedFrom.get(change.stream) === known.length && known.length > 0;
    if (this.tombstoned.has(change.stream)) return 'stream-deleted';
    if (change.kind !== 'append') return this.remove(change, last, deleted, softly);
    const ids = change.events.map(({ id }) => id);
    if (change.expected === 'stream-exists') {
      if (softly) return 'stream-deleted';
      if (last < 0 && !deleted) return 'wrong-revision';
    }
    if (change.expected === 'any' || change.expected === 'stream-exists') {
      const found = ids.map((id) => known.includes(id));
      if (found.length > 0 && found.every(Boolean)) return 'recorded';
      if (found[0] === true) return 'wrong-revision';
      return this.add(change.stream, ids);
    }
    const expected = change.expected === 'no-stream' ? -1 : change.expected;
    if (expected === last) return this.add(change.stream, ids);
    if (expected > last) return 'wrong-revision';
    const same = ids.map((id, index) => known[expected + 1 + index] === id);
    if (ids.length > 0 && same.every(Boolean)) return 'recorded';
    if (expected === -1 && softly && same[0] === false) return this.add(change.stream, ids);
    return 'wrong-revision';
  }

  private add(stream: string, ids: readonly string[]): 'recorded' {
    const from = this.events(stream).length;
    ids.forEach((id, index) => this.all.push({ stream, id, revision: from + index }));
    return 'recorded';
  }

  private remove(change: Change, last: number, deleted: boolean, softly: boolean): Outcome['kind'] {
    const { stream, kind, expected } = change;
    if (expected === 'stream-exists' && softly) return 'stream-deleted';
    const exists = last >= 0 || deleted;
    const right =
      expected === 'any'
        ? true
        : expected === 'stream-exists'
          ? exists
          : expected === 'no-stream'
            ? last < 0 || softly
            : expected === last;
    if (!right || (kind === 'delete' && !exists)) return 'wrong-revision';
    if (kind === 'tombstone') this.tombstoned.add(stream);
    else this.deletedFrom.set(stream, last + 1);
    return 'recorded';
  }
}

const STREAMS = ['a', 'b', 'c'];
const IDS = Array.from({ length: 12 }, (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);

const expected: fc.Arbitrary<Expected> = fc.oneof(
  fc.constantFrom<Expected>('any', 'no-stream', 'stream-exists'),
  fc.nat(5),
);

const event = fc.constantFrom(...IDS).map((id) => ({
  id,
  type: 'Written',
  contentType: 'application/json',
  metadata: new Uint8Array(0),
  data: new Uint8Array(0),
}));

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constant('append' as const) },
    { weight: 2, arbitrary: fc.constant('delete' as const) },
    { weight: 1, arbitrary: fc.constant('tombstone' as const) },
  ),
  stream: fc.constantFrom(...STREAMS),
  expected,
  events: fc.uniqueArray(event, { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
});

/** Changes made in one turn share a transaction; `reopen` closes the file between two groups. */
const group = fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 6 }), reopen: fc.boolean() });

describe('the log', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'waymark-log-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('does what the model does, in groups and over restarts', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(group, { maxLength: 8 }), async (groups) => {
        const file = join(folder, `${++run}.db`);
        const model = new Model();
        let log = openLog(openEventFile(file));
        for (const { changes, reopen } of groups) {
          const outcomes = await Promise.all(changes.map((each) => log.change(each)));
          expect(outcomes.map(({ kind }) => kind)).toEqual(changes.map((each) => model.apply(each)));
          if (reopen) {
            await log.close();
            log = openLog(openEventFile(file));
          }
          for (const stream of STREAMS) expect(seen(log, stream)).toEqual(model.visible(stream));
        }
        expect(ordinary(log)).toEqual(model.all);
        await log.close();
      }),
      { numRuns: 60 },
    );
  });

  it('lets one change that breaks its transaction harm no other of the same moment', async () => {
    const log = openLog(openEventFile(join(folder, 'events.db')));
    const append = (stream: string, contentType: string): Promise<Outcome> =>
      log.change({
        kind: 'append',
        stream,
        expected: 'no-stream',
        events: [{ id: IDS[0]!, type: 'Written', contentType, metadata: Buffer.alloc(0), data: Buffer.from('1') }],
      });
    const broken = undefined as unknown as string;
    const outcomes = await Promise.all([
      append('before', 'application/json'),
      append('broken', broken),
      append('after', 'application/json'),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['recorded', 'failed', 'recorded']);
    expect(ordinary(log).map(({ stream }) => stream)).toEqual(['before', 'after']);
    expect(log.visible('broken', 0).kind).toBe('absent');
    await log.close();
  });

  it('leaves room between positions, and goes on from where it was', async () => {
    const file = join(folder, 'events.db');
    const heads: number[] = [];
    for (let opened = 0; opened < 3; opened++) {
      const log = openLog(openEventFile(file));
      heads.push(log.head());
      const events = [
        { id: IDS[opened]!, type: 'W', contentType: 'c', metadata: Buffer.alloc(0), data: Buffer.alloc(0) },
      ];
      await log.change({ kind: 'append', stream: 's', expected: 'any', events });
      heads.push(log.head());
      await log.close();
    }
    expect(heads[1]! - heads[0]!).toBeGreaterThan(50);
    expect([heads[2], heads[4]]).toEqual([heads[1], heads[3]]);
  });
});

function seen(log: Log, stream: string): number[] | 'deleted' | 'absent' {
  const visible = log.visible(stream, 0);
  if (visible.kind !== 'present') return visible.kind;
  return log.reads.streamForward(visible.sid, visible.first, visible.last).rows.map(({ revision }) => revision);
}

/** All events but the system's, in `$all` order. */
function ordinary(log: Log): { stream: string; id: string; revision: number }[] {
  const rows = log.allForward(0).rows.filter(({ type }) => !type.startsWith('$'));
  return rows
    .map((row) => decodeRecordedEvent(row.record))
    .map(({ stream, id, revision }) => ({ stream, id, revision }));
}
