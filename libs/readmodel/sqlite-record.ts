import type { Value } from './statements.ts';

/** What of a column decides how its values are kept: SQLite would turn a number into text where the column says so. */
export interface RecordColumn {
  readonly isText: boolean;
  readonly mayBeNone: boolean;
}

/** A record in bytes that grow with what they are to hold. */
export interface RecordBytes {
  bytes: Buffer;
  begin: number;
  end: number;
}

/**
 * Writes values as a record of SQLite's file format (https://sqlite.org/fileformat2.html, 2.1), with so much room before
 * it. False where the values are not plain ones of their columns, and SQLite is to say what becomes of them.
 */
export function writeRecord(
  into: RecordBytes,
  room: number,
  columns: readonly RecordColumn[],
  values: readonly Value[],
): boolean {
  const types = typesOf(columns, values);
  if (types === undefined) return false;
  // Whose texts are ASCII, as most are, is known by how many bytes they took.
  if (put(into, room, types, values, 'utf8')) return true;
  const inBytes = values.map((value) => (typeof value === 'string' ? Buffer.from(value).toString('latin1') : value));
  return put(into, room, typesOf(columns, inBytes) ?? [], inBytes, 'latin1');
}

/** The type of each value, where texts take as many bytes as they have characters. */
function typesOf(columns: readonly RecordColumn[], values: readonly Value[]): readonly number[] | undefined {
  const types: number[] = [];
  for (let index = 0; index < columns.length; index += 1) {
    const [column, value] = [columns[index], values[index]];
    if (column === undefined || value === undefined) return undefined;
    if (value === null ? !column.mayBeNone : typeof value === 'string' ? !column.isText : isOdd(column, value)) {
      return undefined;
    }
    types.push(value === null ? 0 : typeof value === 'string' ? firstOfTexts + 2 * value.length : typeOf(value));
  }
  return types;
}

function isOdd({ isText }: RecordColumn, value: number): boolean {
  return isText || !Number.isSafeInteger(value);
}

const firstOfTexts = 13;

/**
 * Puts the types, and then the values. The texts are written at one go, with blanks where numbers stand: a call out of
 * JavaScript for each takes longer than most of them do. False where a text is not what it was taken for.
 */
function put(
  into: RecordBytes,
  room: number,
  types: readonly number[],
  values: readonly Value[],
  encoding: 'utf8' | 'latin1',
): boolean {
  let header = 1;
  let texts = '';
  for (let index = 0; index < types.length; index += 1) {
    const [type, value] = [types[index] ?? 0, values[index]];
    header += varintLength(type);
    texts += typeof value === 'string' ? value : (blanks[type] ?? '');
  }
  // No table of ours has so many columns that the header's own length would take two bytes; a NUL ends a text for SQLite's driver.
  if (header >= 128 || texts.includes('\0')) return false;
  const body = room + header;
  const end = body + texts.length;
  // Room for what it would take that is not ASCII too: cut short, it might seem to be.
  const most = body + texts.length * bytesOfUnit;
  if (into.bytes.length < most) into.bytes = Buffer.allocUnsafe(2 * most);
  const { bytes } = into;
  if (bytes.write(texts, body, encoding) !== texts.length) return false;
  bytes[room] = header;
  let place = room + 1;
  let at = body;
  for (let index = 0; index < types.length; index += 1) {
    const [type, value] = [types[index] ?? 0, values[index]];
    place = writeVarint(bytes, type, place);
    if (typeof value === 'string') at += value.length;
    else at = writeInteger(bytes, value ?? 0, bytesOfType[type] ?? 0, at);
  }
  into.begin = room;
  into.end = end;
  return true;
}

/** UTF-8 needs at most three bytes for each unit of UTF-16. */
const bytesOfUnit = 3;

/** How many bytes follow for each type of integer; 8 and 9 are the numbers 0 and 1 themselves. */
const bytesOfType = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];
const blanks = bytesOfType.map((size) => ' '.repeat(size));

/** The shortest type that holds an integer, as SQLite chooses it. */
function typeOf(value: number): number {
  if (value === 0 || value === 1) return 8 + value;
  const size = value < 0 ? -value - 1 : value;
  if (size < 2 ** 7) return 1;
  if (size < 2 ** 15) return 2;
  if (size < 2 ** 23) return 3;
  if (size < 2 ** 31) return 4;
  return size < 2 ** 47 ? 5 : 6;
}

function writeInteger(bytes: Buffer, value: number, size: number, at: number): number {
  const end = at + size;
  // Thirty-two bits at a time: beyond them, JavaScript has no shifts.
  let rest = value | 0;
  for (let place = end - 1; place >= at; place -= 1) {
    bytes[place] = rest;
    rest = place === end - 4 ? Math.floor(value / 2 ** 32) : rest >> 8;
  }
  return end;
}

/** A number of SQLite's: seven bits to a byte, the high bit set on all but the last. */
export function writeVarint(bytes: Buffer, value: number, at: number): number {
  if (value < 128) {
    bytes[at] = value;
    return at + 1;
  }
  const end = at + varintLength(value);
  let rest = value;
  for (let place = end - 1; place >= at; place -= 1) {
    bytes[place] = (rest % 128) + (place === end - 1 ? 0 : 128);
    rest = Math.floor(rest / 128);
  }
  return end;
}

export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length += 1;
  return length;
}
