/** The rows were made from another store than the one now followed. */
export class OtherStore extends Error {
  constructor(
    readonly made: string,
    readonly followed: string,
  ) {
    super(
      `The read model was made from the store ${made}, and EVENTSTORE_URL leads to the store ${followed}. ` +
        'Correct EVENTSTORE_URL or READMODEL_URL, or make the read model anew with `npx waymark rebuild`.',
    );
    this.name = 'OtherStore';
  }
}

/** The rows were made by other code, bank holidays or rules than this process runs. */
export class OtherReading extends Error {
  constructor() {
    super(
      'The read model was made by another version of the rows, the bank holidays or the rules. ' +
        'Make it anew with `npx waymark rebuild`; the worker does so by itself when it starts.',
    );
    this.name = 'OtherReading';
  }
}

/** Somebody else moved the checkpoint: a rebuild was swapped in, or a second worker writes. */
export class CheckpointMoved extends Error {
  constructor(expected: number | null, found: number | null) {
    super(
      `The checkpoint of the read model stands at ${String(found)} where this worker left it at ${String(expected)}. ` +
        'Follow the store again from the checkpoint that stands.',
    );
    this.name = 'CheckpointMoved';
  }
}

/** A child's facts came with one missing between, or in another order than they were recorded. */
export class GapInJourney extends Error {
  constructor({ stream, revision, type }: FactNamed, expected: number) {
    super(
      `${type} at revision ${String(revision)} of ${stream} came where revision ${String(expected)} was due. ` +
        'The store or the read model is damaged: verify the store, then make the read model anew with `npx waymark rebuild`.',
    );
    this.name = 'GapInJourney';
  }
}

/** As much of a stored fact as names it. */
export interface FactNamed {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
}

/** A fact that could be read and not be joined to the rows. What comes before it is in them, and nothing after it. */
export class FactNotJoined extends Error {
  constructor(
    readonly fact: FactNamed,
    cause: unknown,
  ) {
    const { stream, revision, type } = fact;
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(
      `${type} at revision ${String(revision)} of ${stream} cannot be joined to the rows (${why}). ` +
        'Check it with `npx waymark verify`: if it is damaged compare it with a backup, and if it is not, report this as a defect.',
      { cause },
    );
    this.name = 'FactNotJoined';
  }
}

/** Whether a fact is to blame, rather than the database or another writer: then it can be named, and what is before it kept. */
export function isOfAFact(error: unknown): boolean {
  if (error instanceof CheckpointMoved || error instanceof ReadModelAway) return false;
  const { code, errcode, severity } = error as {
    readonly code?: unknown;
    readonly errcode?: unknown;
    readonly severity?: unknown;
  };
  // PostgreSQL's errors have a severity, and of them only those of a row's own values or keys are a fact's.
  if (severity !== undefined) return typeof code === 'string' && /^2[23]/.test(code);
  return code !== 'ERR_SQLITE_ERROR' || (typeof errcode === 'number' && (errcode & 0xff) === sqliteConstraint);
}

const sqliteConstraint = 19;

/** The database that keeps the rows does not answer, or lets this user do too little. Its message says which. */
export class ReadModelAway extends Error {
  constructor(says: string, cause?: unknown) {
    super(`The read model cannot be reached. ${says}`, { cause });
    this.name = 'ReadModelAway';
  }
}

/** There is no read model yet to answer from. */
export class NoReadModel extends Error {
  constructor() {
    super(
      'The read model does not exist yet: the performance worker makes it. Start the worker and ask again shortly.',
    );
    this.name = 'NoReadModel';
  }
}
