import { closeSync, openSync, writeSync } from 'node:fs';

/** The pages of a file of SQLite that nobody has open, written behind those it has. */
export interface PageFile {
  readonly pageSize: number;
  /** Writes a page at the next free place, and gives its number. */
  readonly add: (page: Buffer) => number;
  /** Writes a page in the place of one that is there. */
  readonly replace: (number: number, page: Buffer) => void;
  /** Writes what waits, says in the file how long it is now, and closes it. */
  readonly end: () => void;
  /** Closes, if that was not done; what was written is of no use. */
  readonly abandon: () => void;
}

/** A file that has so many pages, all in use. */
export function pageFile(file: string, pageSize: number, pages: number): PageFile {
  const handle = openSync(file, 'r+');
  const waiting = Buffer.allocUnsafe(pageSize * pagesAtOnce);
  let held = 0;
  let first = following(pages, pageSize);
  let last = pages;
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(handle);
    isOpen = false;
  };
  const flush = (): void => {
    writeAll(handle, waiting.subarray(0, held * pageSize), (first - 1) * pageSize);
    held = 0;
  };
  return {
    pageSize,
    add(page) {
      const number = following(last, pageSize);
      if (held === pagesAtOnce || number !== last + 1) flush();
      if (held === 0) first = number;
      page.copy(waiting, held * pageSize);
      held += 1;
      last = number;
      return number;
    },
    replace(number, page) {
      writeAll(handle, page, (number - 1) * pageSize);
    },
    end() {
      flush();
      const length = Buffer.alloc(4);
      length.writeUInt32BE(last);
      writeAll(handle, length, placeOfLength);
      close();
    },
    abandon: close,
  };
}

const pagesAtOnce = 64;

/** Where the header of a file says how many pages it has. */
const placeOfLength = 28;

/** The page after another: the one that holds the byte at 1 GiB is never used, as SQLite locks files there. */
function following(page: number, pageSize: number): number {
  return page === lockedByte / pageSize ? page + 2 : page + 1;
}

const lockedByte = 2 ** 30;

function writeAll(handle: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done, bytes.length - done, at + done);
}
