import { columnsOf, rowColumns, rowKinds, type ColumnType, type Row, type RowKind, type RowVersion } from '#measures';
import { digestOfRows } from '#evidence';
import { postgres, type Dialect } from './dialect.ts';
import { familiesIndex } from './families.ts';
import { positionsIndex } from './kept-queries.ts';
import { unreadTables } from './unread.ts';

/** The table that holds each kind of row, with the indexes measures are counted by: each covers all they look at. */
export const tables: Readonly<Record<RowKind, RowTable>> = {
  // A child's own rows are looked up by the child, which their key begins with.
  child: { name: 'children', covering: [] },
  allocation: {
    name: 'allocations',
    covering: [['untilDay', 'fromDay', 'worker', 'team']],
    ordered: [
      ['knownTo', 'worker', 'untilDay', 'fromDay', 'child'],
      ['knownTo', 'team', 'untilDay', 'fromDay', 'child'],
    ],
  },
  family: { name: 'families', covering: [], ordered: [['knownTo', 'familyId', 'unlinkedOn', 'linkedOn', 'child']] },
  'looked-after': { name: 'looked_after', covering: [] },
  contact: { name: 'contacts', covering: [['receivedOn', 'ledToReferral', 'recordedAfter']] },
  referral: {
    name: 'referrals',
    covering: [
      [
        'receivedOn',
        'broughtForward',
        'firstOfDay',
        'monthsSincePrevious',
        'wholeMonthsSincePrevious',
        'daysSincePrevious',
        'noFurtherAction',
        'assessedNotInNeed',
        'recordedAfter',
      ],
      // What is open on a day is among what ended after it: of old days, most.
      ['closedOn', 'receivedOn'],
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
    ordered: [['knownTo', 'closedOn', 'receivedOn', 'child']],
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
        'recordedAfter',
      ],
      ['overdueFrom', 'awaitedUntil', 'single', 'overdueKnown'],
    ],
  },
  meeting: {
    name: 'meetings',
    covering: [
      [
        'heldOn',
        'strategyDiscussion',
        'decided',
        'quorumAsked',
        'attendanceKnown',
        'quorate',
        'recordedAfter',
        'attended',
      ],
    ],
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
      ['endedOn', 'startedOn', 'monthsLasted', 'monthsToEnd'],
    ],
  },
  // Looked up by the child, as the child's own rows are.
  'plan-category': { name: 'plan_categories', covering: [] },
  'review-clock': { name: 'review_clocks', covering: [['plan', 'dueOn', 'dueOnDays', 'metOn']] },
  clock: {
    name: 'clocks',
    covering: [['dueOn', 'duty', 'needed', 'how', 'late']],
    // What is known and runs, the most urgent first, with all that a worklist chooses by.
    ordered: [['knownTo', 'stoppedOn', 'overdueFrom', 'child', 'key', 'startedOn', 'duty', 'dueSoonFrom', 'dueKnown']],
  },
};

/** What the table of a kind is called. */
export function rowTable(kind: RowKind): string {
  return tables[kind].name;
}

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

/** The keys of the tables of rows, and of that of facts: what they are in the order of. */
export const rowKey = 'authority, child, key, known_from';
export const factKey = 'authority, child, revision';

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
  const values: (string | number | null)[] = [authority, child, row.key, knownFrom, knownTo];
  for (const column of columnsOf(row.kind)) values.push(columns[column] ?? null);
  values.push(JSON.stringify(row.sources));
  return values;
}

/** A stored record as the row it was. */
export function rowOf(kind: RowKind, record: Readonly<Record<string, unknown>>): Row {
  const columns = Object.fromEntries(columnsOf(kind).map((column) => [column, record[sqlName(column)]]));
  const sources = JSON.parse(String(record['sources'])) as readonly string[];
  return { kind, key: record['key'], ...columns, sources } as Row;
}

/** The statements that make the tables. Their order of rows is their key, which no position is part of. */
export function createTables(dialect: Dialect): string {
  const ofRows = rowKinds.map((kind) => createRowTable(kind, dialect));
  return [
    ...ofRows,
    ...[factsTable, checkpointsTable, projectionTable, unreadTables].map((table) => table(dialect)),
  ].join(';\n');
}

/** Changes whenever any table or index does: rows kept in others are made anew. */
export function shapeOfTables(): string {
  return digestOfRows(`${createTables(postgres)};\n${createIndexes()}`.split('\n'));
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
  return [...ofRows, familiesIndex, positionsIndex].join(';\n');
}

function index(table: string, by: string, columns: readonly string[]): string {
  const listed = ['authority', ...columns].map((column) => `"${sqlName(column)}"`).join(', ');
  return `CREATE INDEX IF NOT EXISTS ${table}_by_${sqlName(by)} ON ${table} (${listed})`;
}

function createRowTable(kind: RowKind, dialect: Dialect): string {
  const { text, large, key, inKeyOrder } = dialect;
  const types: Readonly<Record<string, ColumnType>> = rowColumns[kind];
  const own = Object.entries(types).map(([column, type]) => `"${sqlName(column)}" ${sqlType(type, dialect)}`);
  return `CREATE TABLE IF NOT EXISTS ${tables[kind].name} (
  authority ${text} NOT NULL, child ${text} NOT NULL, key ${text} NOT NULL,
  known_from ${large} NOT NULL, known_to ${large} NOT NULL,
  ${own.join(', ')},
  sources ${text} NOT NULL${key(rowKey)})${inKeyOrder}`;
}

function sqlType(type: ColumnType, { text, number, large }: Dialect): string {
  const isNumber = /^(?:number|flag)/.test(type);
  const held = type.startsWith('instant') ? large : isNumber ? number : text;
  return `${held}${type.endsWith('or none') ? '' : ' NOT NULL'}`;
}

/** Each child's facts together, in the order recorded, without personal texts: what rows are folded from again. */
const factsTable = ({ text, number, large, key, inKeyOrder }: Dialect): string => `CREATE TABLE IF NOT EXISTS facts (
  authority ${text} NOT NULL, child ${text} NOT NULL, revision ${number} NOT NULL,
  id ${text} NOT NULL, type ${text} NOT NULL, data ${text} NOT NULL,
  recorded_at ${large} NOT NULL, recorded_by ${text} NOT NULL, known_from ${large} NOT NULL, position ${large} NOT NULL,
  family ${text}${key(factKey)})${inKeyOrder}`;

/** Where in the store each further instant was reached: turns a position into the instant known by it. */
const checkpointsTable = ({ large }: Dialect): string =>
  `CREATE TABLE IF NOT EXISTS checkpoints (position ${large} PRIMARY KEY, known_at ${large} NOT NULL)`;

const projectionTable = ({ text, number, large }: Dialect): string => `CREATE TABLE IF NOT EXISTS projection (
  name ${text} PRIMARY KEY, store ${text}, reading ${text} NOT NULL, made ${text} NOT NULL, position ${large}, known_at ${large} NOT NULL,
  facts ${large} NOT NULL, state ${text} NOT NULL, error ${text}, updated ${large} NOT NULL,
  percent ${number}, expected ${large})`;
