import { columnsOf, rowColumns, rowKinds, type ColumnType, type Row, type RowKind, type RowVersion } from '#measures';
import { familiesIndex } from './families.ts';
import { unreadTables } from './unread.ts';

/** The table that holds each kind of row, with the indexes measures are counted by: each covers all they look at. */
export const tables: Readonly<Record<RowKind, RowTable>> = {
  // A child's own rows are looked up by the child, which their key begins with.
  child: { name: 'children', covering: [] },
  allocation: { name: 'allocations', covering: [['untilDay', 'fromDay', 'worker', 'team']] },
  family: { name: 'families', covering: [] },
  'looked-after': { name: 'looked_after', covering: [] },
  contact: { name: 'contacts', covering: [['receivedOn', 'ledToReferral']] },
  referral: {
    name: 'referrals',
    covering: [
      ['receivedOn', 'broughtForward', 'firstOfDay', 'monthsSincePrevious', 'noFurtherAction', 'assessedNotInNeed'],
      [
        'decisionDueOn',
        'broughtForward',
        'firstOfDay',
        'decisionKnown',
        'decisionNeeded',
        'decisionDueKnown',
        'decisionWorkingDays',
      ],
    ],
  },
  assessment: {
    name: 'assessments',
    covering: [
      [
        'authorisedOn',
        'single',
        'initial',
        'core',
        'workingDays',
        'workingDaysKnown',
        'workingDaysFromStart',
        'workingDaysFromStartKnown',
      ],
      ['overdueFrom', 'awaitedUntil', 'single', 'overdueKnown'],
    ],
  },
  meeting: {
    name: 'meetings',
    covering: [['heldOn', 'strategyDiscussion', 'decided', 'quorumAsked', 'attendanceKnown', 'quorate']],
  },
  enquiry: { name: 'enquiries', covering: [['startedOn', 'firstOfDay']] },
  conference: {
    name: 'conferences',
    covering: [['heldOn', 'decided', 'transferIn', 'workingDays', 'workingDaysKnown']],
  },
  plan: {
    name: 'plans',
    covering: [
      ['startedOn', 'endedOn', 'earlierPlans', 'monthsSincePreviousEnd', 'previousEndKnown', 'reviewsKnownFrom'],
      ['endedOn', 'startedOn', 'monthsLasted'],
    ],
  },
  'review-clock': { name: 'review_clocks', covering: [['plan', 'dueOn', 'dueOnDays', 'metOn']] },
  clock: {
    name: 'clocks',
    covering: [],
    // What is known and runs, the most urgent first, with all that a worklist chooses by.
    ordered: [['knownTo', 'stoppedOn', 'overdueFrom', 'child', 'key', 'startedOn', 'duty', 'dueSoonFrom', 'dueKnown']],
  },
};

export interface RowTable {
  readonly name: string;
  /** Of each index the column looked up, then those measured. */
  readonly covering: readonly (readonly [string, ...string[]])[];
  /** Of each further index every column, in order: rows are then read in that order, from the authority's first. */
  readonly ordered?: readonly (readonly string[])[];
}

/** `monthsSincePrevious` is `months_since_previous` in the database. */
export function sqlName(column: string): string {
  return column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const place = ['authority', 'child', 'key', 'known_from', 'known_to'] as const;

/** Every column of a kind's table, in order. */
export function sqlColumns(kind: RowKind): readonly string[] {
  return [...place, ...columnsOf(kind).map(sqlName), 'sources'];
}

/** What is stored of one version of a row, in the order of `sqlColumns`. */
export function stored(
  authority: string,
  child: string,
  { row, knownFrom, knownTo }: RowVersion,
): (string | number | null)[] {
  const columns = row as unknown as Readonly<Record<string, string | number | null>>;
  const values = columnsOf(row.kind).map((column) => columns[column] ?? null);
  return [authority, child, row.key, knownFrom, knownTo, ...values, JSON.stringify(row.sources)];
}

/** A stored record as the row it was. */
export function rowOf(kind: RowKind, record: Readonly<Record<string, unknown>>): Row {
  const columns = Object.fromEntries(columnsOf(kind).map((column) => [column, record[sqlName(column)]]));
  const sources = JSON.parse(String(record['sources'])) as readonly string[];
  return { kind, key: record['key'], ...columns, sources } as Row;
}

/** The statements that make the tables. Their order of rows is their key, which no position is part of. */
export function createTables(): string {
  return [...rowKinds.map(createRowTable), factsTable, checkpointsTable, projectionTable, unreadTables].join(';\n');
}

/** The statements that make the indexes: last of all where many rows are written first. */
export function createIndexes(): string {
  const ofRows = rowKinds.flatMap((kind) => {
    const { name, covering, ordered = [] } = tables[kind];
    return [
      ...covering.map(([looked, ...measured]) => index(name, looked, [looked, 'knownTo', 'knownFrom', ...measured])),
      ...ordered.map((columns) => index(name, columns.slice(0, 3).join('_'), columns)),
    ];
  });
  return [...ofRows, familiesIndex].join(';\n');
}

function index(table: string, by: string, columns: readonly string[]): string {
  const listed = ['authority', ...columns].map((column) => `"${sqlName(column)}"`).join(', ');
  return `CREATE INDEX IF NOT EXISTS ${table}_by_${sqlName(by)} ON ${table} (${listed})`;
}

function createRowTable(kind: RowKind): string {
  const types: Readonly<Record<string, ColumnType>> = rowColumns[kind];
  const own = Object.entries(types).map(([column, type]) => `"${sqlName(column)}" ${sqlType(type)}`);
  return `CREATE TABLE IF NOT EXISTS ${tables[kind].name} (
  authority TEXT NOT NULL, child TEXT NOT NULL, key TEXT NOT NULL,
  known_from INTEGER NOT NULL, known_to INTEGER NOT NULL,
  ${own.join(', ')},
  sources TEXT NOT NULL,
  PRIMARY KEY (authority, child, key, known_from)) WITHOUT ROWID`;
}

function sqlType(type: ColumnType): string {
  const isNumber = /^(?:number|flag|instant)/.test(type);
  return `${isNumber ? 'INTEGER' : 'TEXT'}${type.endsWith('or none') ? '' : ' NOT NULL'}`;
}

/** Each child's facts together, in the order recorded, without personal texts: what rows are folded from again. */
const factsTable = `CREATE TABLE IF NOT EXISTS facts (
  authority TEXT NOT NULL, child TEXT NOT NULL, revision INTEGER NOT NULL,
  id TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL,
  recorded_at INTEGER NOT NULL, recorded_by TEXT NOT NULL, known_from INTEGER NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (authority, child, revision)) WITHOUT ROWID`;

/** Where in the store each further instant was reached: turns a position into the instant known by it. */
const checkpointsTable =
  'CREATE TABLE IF NOT EXISTS checkpoints (position INTEGER PRIMARY KEY, known_at INTEGER NOT NULL)';

const projectionTable = `CREATE TABLE IF NOT EXISTS projection (
  name TEXT PRIMARY KEY, store TEXT, reading TEXT NOT NULL, position INTEGER, known_at INTEGER NOT NULL,
  facts INTEGER NOT NULL, state TEXT NOT NULL, error TEXT, updated INTEGER NOT NULL)`;
