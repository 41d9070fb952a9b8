/** A record of a CSV file, and the line it begins on. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The records of a CSV text as RFC 4180 says; lines that end in LF alone are read too. Throws `NotCsv`. */
export function csvRecords(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let [line, begun, cell] = [1, 1, ''];
  let cells: string[] = [];
  let isQuoted = false;
  const endCell = (): void => {
    cells.push(cell);
    cell = '';
  };
  const endRecord = (): void => {
    endCell();
    if (cells.length > 1 || cells[0] !== '') records.push({ line: begun, cells });
    cells = [];
    begun = line;
  };
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at];
    if (letter === '\n') line += 1;
    if (isQuoted) {
      if (letter !== '"') cell += String(letter);
      else if (source[at + 1] === '"') [cell, at] = [`${cell}"`, at + 1];
      else isQuoted = false;
    } else if (letter === '"' && cell === '') isQuoted = true;
    else if (letter === ',') endCell();
    else if (letter === '\n') endRecord();
    else cell += String(letter);
  }
  if (isQuoted) throw new NotCsv(begun);
  endRecord();
  return records;
}

/** A quoted cell is never closed. */
export class NotCsv extends Error {
  constructor(readonly line: number) {
    super(`line ${String(line)}: a quoted cell that begins in this record is never closed`);
    this.name = 'NotCsv';
  }
}
