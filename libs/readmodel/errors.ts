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
  constructor(authority: string, child: string, expected: number, found: number) {
    super(
      `Fact ${String(found)} of child ${child} in authority ${authority} came where fact ${String(expected)} was due. ` +
        'The store or the read model is damaged: verify the store, then make the read model anew with `npx waymark rebuild`.',
    );
    this.name = 'GapInJourney';
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
