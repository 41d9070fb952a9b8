/** The events file cannot be used as it is. The message says what is wrong and what to do next. */
export class EventFileFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EventFileFault';
  }
}

/** Why the disk refused a write, in words an administrator can act on. */
export type StorageFault = { readonly kind: 'full' | 'read-only' | 'unwritable' | 'defect'; readonly reason: string };

const NOT_A_DATABASE = 26;

/** Turns an SQLite error into what it means for the events file. */
export function storageFault(error: unknown): StorageFault {
  const text = error instanceof Error ? error.message : String(error);
  switch (primaryCode(error)) {
    case 13:
      return {
        kind: 'full',
        reason: 'The disk that holds the events file is full. Free some space; no restart is needed.',
      };
    case 8:
      return { kind: 'read-only', reason: 'The events file is read-only. Make it writable; no restart is needed.' };
    case 10:
    case 14:
      return {
        kind: 'unwritable',
        reason: `The events file cannot be written (${text}). Check the disk; no restart is needed.`,
      };
    default:
      return { kind: 'defect', reason: `The events file refused the write: ${text}. Please report this.` };
  }
}

/** True where SQLite says the file is damaged, or is not a database at all. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 11 || code === NOT_A_DATABASE;
}

export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 5 || code === 6;
}

/** The low byte of an SQLite result code is its kind; the rest is detail. */
function primaryCode(error: unknown): number | undefined {
  const code =
    (error as { sqliteCode?: unknown; errcode?: unknown } | null)?.sqliteCode ??
    (error as { errcode?: unknown } | null)?.errcode;
  if (typeof code === 'number') return code & 0xff;
  const { message } = (error ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? codeOfText[message] : undefined;
}

/** Where a reading fails half way, the library leaves the code out and gives SQLite's text alone. */
const codeOfText: Readonly<Record<string, number>> = {
  'database is locked': 5,
  'disk I/O error': 10,
  'database disk image is malformed': 11,
  'database or disk is full': 13,
  'file is not a database': NOT_A_DATABASE,
};
