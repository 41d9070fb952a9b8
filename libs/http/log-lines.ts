import { writeSync } from 'node:fs';

/** Where a log's lines go, each whole: what pino writes to. */
export interface LogLines {
  readonly write: (line: string) => void;
}

/** Writes as `writeSync` does: how many bytes were taken, or an error with its code. */
export type WriteBytes = (fd: number, bytes: Uint8Array) => number;

/**
 * The lines of a log, on stderr. A line that cannot be written, because the disk is full or nobody reads what it is
 * written into, is left out, and how many were is told with the next that can be: a log must never stop, or hold up,
 * what it tells of. (pino's own destination ends the process then, and waits for space before it lets it end.)
 */
export function logLines(fd = 2, write: WriteBytes = writeSync): LogLines {
  let leftOut = 0;
  /** The last line was taken in part, so the next begins on a line of its own. */
  let isCut = false;

  function taken(text: string): boolean {
    let bytes: Uint8Array = Buffer.from(isCut ? `\n${text}` : text);
    const whole = bytes.length;
    try {
      while (bytes.length > 0) bytes = bytes.subarray(write(fd, bytes));
    } catch {
      isCut ||= bytes.length < whole;
      return false;
    }
    isCut = false;
    return true;
  }

  return {
    write: (line) => {
      if (
        leftOut > 0 &&
        taken(`${JSON.stringify({ level: 40, leftOut, msg: 'lines of this log could not be written' })}\n`)
      ) {
        leftOut = 0;
      }
      if (leftOut > 0 || !taken(line)) leftOut += 1;
    },
  };
}
