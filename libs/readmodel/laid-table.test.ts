import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bulkInsert } from './bulk-insert.ts';
import { openForBuilding, type Database } from './database.ts';
import { laidTable, shapeOfTable } from './laid-table.ts';
import { pageFile } from './sqlite-pages.ts';
import { sqliteSink } from './sqlite-sink.ts';
import type { Value } from './statements.ts';

let folder: string;
let files = 0;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'waymark-laid-'))));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const fresh = (): string => path.join(folder, `laid-${String((files += 1))}.db`);

const create = `CREATE TABLE laid (child TEXT NOT NULL, "on" INTEGER NOT NULL, told TEXT, count INTEGER, needed INTEGER NOT NULL,
  PRIMARY KEY (child, "on")) WITHOUT ROWID`;
const columns = ['child', 'on', 'told', 'count', 'needed'];

interface Laid {
  /** As SQLite reads them back, of what type each value is kept included. */
  readonly rows: readonly unknown[];
  readonly sound: unknown;
  /** Those that could not be laid down. */
  readonly left: readonly (readonly Value[])[];
}

/** Lays rows down, and has SQLite insert those it must be given. */
function lay(rows: readonly (readonly Value[])[], given: readonly string[] = columns): Laid {
  const file = fresh();
  const empty = openForBuilding(file, 8);
  empty.exec(create);
  const shape = shapeOfTable(empty, 'laid', given);
  const pages = (empty.prepare('PRAGMA page_count').get() as { readonly page_count: number }).page_count;
  empty.close();
  const written = pageFile(file, 4096, pages);
  const table = laidTable(written, shape);
  const left = rows.filter((row) => !table.add(row));
  table.end();
  written.end();
  const database = openForBuilding(file, 8);
  insert(database, left, given);
  return { ...readBack(database), left };
}

function inserted(rows: readonly (readonly Value[])[]): Omit<Laid, 'left'> {
  const database = openForBuilding(fresh(), 8);
  database.exec(create);
  insert(database, rows, columns);
  return readBack(database);
}

function insert(database: Database, rows: readonly (readonly Value[])[], given: readonly string[]): void {
  const table = bulkInsert(database, 'laid', given);
  for (const row of rows) table.add(row);
  table.flush();
}

function readBack(database: Database): Omit<Laid, 'left'> {
  const read = columns.map((column) => `typeof("${column}"), "${column}"`).join(', ');
  const statement = database.prepare(`SELECT ${read} FROM laid ORDER BY child, "on"`);
  statement.setReturnArrays(true);
  const rows = statement.all();
  const { integrity_check: sound } = database.prepare('PRAGMA integrity_check').get() as Record<string, unknown>;
  database.close();
  return { rows, sound };
}

/** Lengths at which a record takes another byte for its length, fills a page, or runs over into one page more. */
const anyLength = fc.oneof(
  fc.constantFrom(0, 1, 56, 57, 58, 59, 8_185, 8_186),
  fc.integer({ min: 450, max: 510 }),
  fc.integer({ min: 950, max: 1_030 }),
  fc.integer({ min: 4_040, max: 4_140 }),
);

const anyText = fc
  .tuple(fc.constantFrom('a', 'é', '\u20AC', '\u{1F9D2}', '\uD800'), anyLength)
  .map(([letter, length]) => 'x'.repeat(Math.max(0, length - letter.length)) + (length === 0 ? '' : letter));

/** Numbers at which another byte is needed, and those beside them. */
const anyNumber = fc
  .tuple(fc.constantFrom(0, 7, 15, 23, 31, 47, 52), fc.constantFrom(-1, 1), fc.integer({ min: -2, max: 2 }))
  .map(([power, sign, beside]) => sign * 2 ** power + beside);

const anyRow = fc.tuple(
  fc.constantFrom('A1', 'A10', 'B', 'b', 'É', '\uE000', '\u{10000}', ''),
  fc.integer({ min: -300, max: 70_000 }),
  fc.option(anyText),
  fc.option(anyNumber),
  fc.constantFrom(0, 1),
);

const anyRows = fc.uniqueArray(anyRow, { maxLength: 150, selector: ([child, on]) => `${child} ${String(on)}` });

/** In the order of their keys as SQLite has them: by the bytes of a text, then by the number. */
function ordered<T extends readonly [string, number, ...unknown[]]>(rows: readonly T[]): readonly T[] {
  return [...rows].sort(
    ([one, first], [other, second]) => Buffer.compare(Buffer.from(one), Buffer.from(other)) || first - second,
  );
}

describe('rows laid down page by page', () => {
  it('are read back as those that SQLite inserted, and none is left to it', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const laid = lay(ordered(rows));
        expect(laid.sound).toBe('ok');
        expect(laid.left).toEqual([]);
        expect(laid.rows).toEqual(inserted(rows).rows);
      }),
      { numRuns: 60 },
    );
  });

  it('that come in another order are read back alike, some by way of SQLite', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const laid = lay(rows);
        expect(laid.sound).toBe('ok');
        expect(laid.rows).toEqual(inserted(rows).rows);
      }),
      { numRuns: 30 },
    );
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 20, 21, 22, 23, 24, 100, 101, 102, 103, 104, 2_000])(
    'are whole wherever they end: %i rows of which four fill a page',
    (count) => {
      const rows = Array.from({ length: count }, (_, on): Value[] => ['A1', on, 'x'.repeat(980), null, 1]);
      const laid = lay(rows);
      expect(laid.sound).toBe('ok');
      expect(laid.left).toEqual([]);
      expect(laid.rows.length).toBe(count);
    },
  );

  it.each([
    ['runs over into a page of its own', 900],
    ['would leave all that may be left of it in the tree', 5_000],
    ['does so with one page more', 9_090],
  ])('are whole at every length about that at which a row %s', (_, shortest) => {
    const rows = Array.from({ length: 140 }, (__, on): Value[] => ['A1', on, 'x'.repeat(shortest + on), 300, 1]);
    const laid = lay(rows);
    expect(laid.sound).toBe('ok');
    expect(laid.left).toEqual([]);
    expect(laid.rows).toEqual(inserted(rows).rows);
  });

  it('may be given with their columns in another order', () => {
    const given = ['needed', 'child', 'count', 'on', 'told'];
    const { rows } = lay([[1, 'A1', 5, 20, 'told']], given);
    expect(rows).toEqual(inserted([['A1', 20, 'told', 5, 1]]).rows);
  });

  it.each<[string, Value[]]>([
    ['a number that is not whole', ['B', 2, 'told', 1.5, 1]],
    ['a number beyond those that are safe', ['B', 2, 'told', 1e20, 1]],
    ['a text with a NUL in it', ['B', 2, 'to\0ld', 5, 1]],
    ['a number where the column is of texts', ['B', 2, 5, 5, 1]],
    ['a text where the column is of numbers', ['B', 2, 'told', '5', 1]],
    ['a row that comes before the last', ['A', 2, 'told', 5, 1]],
  ])('leave to SQLite %s', (_, row) => {
    const rows: Value[][] = [['A1', 1, 'told', 5, 1], row, ['C', 3, 'told', 5, 1]];
    const laid = lay(rows);
    expect(laid.left).toEqual([row]);
    expect(laid).toMatchObject({ ...inserted(rows), sound: 'ok' });
  });

  it('leave to SQLite, which refuses it, what no row may be', () => {
    expect(() => lay([['A1', 1, 'told', 5, null]])).toThrow(/NOT NULL/);
    const twice: Value[] = ['A1', 1, 'told', 5, 1];
    expect(() => lay([twice, twice])).toThrow(/UNIQUE/);
  });

  it('cannot be given without a column', () => {
    expect(() => lay([], columns.slice(1))).toThrow(/cannot be laid down: .* give all its columns/);
  });

  it.each([
    ['has row ids, so that its rows are not in the order of their key', 'a TEXT NOT NULL, b TEXT, PRIMARY KEY (a)', ''],
    ['has part of its key behind other columns', 'a TEXT NOT NULL, b TEXT, c TEXT NOT NULL, PRIMARY KEY (a, c)'],
    ['has its key in another order than its columns', 'a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (b, a)'],
    ['has a column of neither texts nor whole numbers', 'a TEXT NOT NULL PRIMARY KEY, b REAL'],
    ['has no key', 'a TEXT, b TEXT', ''],
  ])('cannot be those of a table that %s', (_, declared, kind = 'WITHOUT ROWID') => {
    const database = openForBuilding(fresh(), 8);
    database.exec(`CREATE TABLE other (${declared}) ${kind}`);
    const given = ['a', 'b', 'c'].slice(0, declared.includes('c TEXT') ? 3 : 2);
    expect(() => shapeOfTable(database, 'other', given)).toThrow(/cannot be laid down/);
    database.close();
  });
});

describe('pages of a file', () => {
  it('are never put where SQLite locks the file, at its first gigabyte', () => {
    const file = fresh();
    writeFileSync(file, Buffer.alloc(4_096));
    const pages = pageFile(file, 4_096, 262_142);
    const numbers = Array.from({ length: 3 }, (_, index) => pages.add(Buffer.alloc(4_096, index + 1)));
    pages.end();
    expect(numbers).toEqual([262_143, 262_144, 262_146]);
    expect(statSync(file).size).toBe(262_146 * 4_096);
    const header = Buffer.alloc(100);
    const handle = openSync(file, 'r');
    readSync(handle, header);
    closeSync(handle);
    expect(header.readUInt32BE(28)).toBe(262_146);
  });
});

describe('a sink of rows', () => {
  it('takes children and rows in any order, and leaves no second file', async () => {
    const file = fresh();
    const sink = sqliteSink(file);
    for (const child of ['B1', 'A1', 'C\0']) {
      for (const revision of [1, 0]) {
        const fact = ['855', child, revision, `id-${child}`, 'CaseClosed', '{}', 5, 'W1', 7, null, 5];
        sink.fact(fact);
      }
      sink.unjudged('855', child);
    }
    await sink.end();
    const database = new DatabaseSync(file);
    const facts = database.prepare('SELECT child, revision, id, position FROM facts').all();
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(database.prepare('SELECT child FROM unjudged').all()).toMatchObject([
      { child: 'A1' },
      { child: 'B1' },
      { child: 'C' },
    ]);
    database.close();
    expect(facts).toMatchObject(
      ['A1', 'B1', 'C'].flatMap((child) =>
        [0, 1].map((revision) => ({ child, revision, id: `id-${child}`, position: 7 })),
      ),
    );
    expect(() => statSync(`${file}.left-over`)).toThrow(/ENOENT/);
  });

  it('refuses a row that is there already, and can be abandoned then', async () => {
    const sink = sqliteSink(fresh());
    for (let time = 0; time < 2; time += 1) sink.unjudged('855', 'A1');
    await expect(sink.end()).rejects.toThrow(/UNIQUE/);
    await expect(sink.abandon()).resolves.toBeUndefined();
  });

  it('can be abandoned with rows of both kinds in it', async () => {
    const sink = sqliteSink(fresh());
    for (const child of ['B1', 'A1', 'C1']) sink.unjudged('855', child);
    await expect(sink.abandon()).resolves.toBeUndefined();
  });
});
