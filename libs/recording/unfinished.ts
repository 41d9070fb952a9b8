/** Something stopped a request that writes for several children after some of it may have been written. */
export class LeftUnfinished extends Error {
  constructor(cause: unknown) {
    super(
      'What was asked for several children was stopped half-way. Ask again with the same Idempotency-Key: it completes ' +
        'what is missing and repeats nothing.',
      { cause },
    );
    this.name = 'LeftUnfinished';
  }
}
