/** How an append that could not be confirmed ended: certainly not stored, or nobody here can tell. */
export type AppendOutcome = 'not-stored' | 'unknown';

/** The event store cannot be reached, or did not answer in time. What was asked may be asked again later. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
  /** `unknown`: read the stream before appending again, for the events may be there. Reads are always `not-stored`. */
  readonly outcome: AppendOutcome;
  readonly retryAfterSeconds: number;

  constructor(what: string, options: { outcome: AppendOutcome; retryAfterSeconds?: number; cause?: unknown }) {
    const next =
      options.outcome === 'unknown'
        ? 'It may or may not have been stored: read the stream, then decide whether to append again.'
        : 'Nothing was stored. Try again shortly, and check that the event store runs at EVENTSTORE_URL.';
    super(`The event store is unavailable: ${what}. ${next}`, { cause: options.cause });
    this.outcome = options.outcome;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 2;
  }
}

/** The store fell silent: our own deadline, for the client would go on waiting for most of a minute. */
export class Silence extends StoreUnavailable {
  constructor(
    what: string,
    /** When we began to wait, on the clock that is never set back. */
    readonly since: number,
    waitedMs: number,
  ) {
    super(`${what}: nothing came for ${String(waitedMs)} ms`, { outcome: 'not-stored' });
  }
}

/** Somebody else appended first: the stream does not end where the caller said it does. Nothing was stored. */
export class WrongRevision extends Error {
  override readonly name = 'WrongRevision';

  constructor(
    readonly stream: string,
    readonly expected: 'no-stream' | number,
    readonly actual: 'no-stream' | number,
  ) {
    super(
      `Stream ${stream} was expected at ${String(expected)} and stands at ${String(actual)}. ` +
        'Nothing was stored: read the stream again, judge again, then append.',
    );
  }
}

/** The event is not something the store can keep and give back unchanged. Nothing was sent to the store. */
export class Unstorable extends Error {
  override readonly name: string = 'Unstorable';

  constructor(
    what: string,
    /** Where the fault is: a JSON pointer into the list of events. */
    readonly pointer: string,
    options?: ErrorOptions,
  ) {
    super(`${what}${pointer === '' ? '' : ` (at ${pointer})`}. Nothing was stored.`, options);
  }
}

/** The events of one append are together larger than the store takes. */
export class TooLargeToStore extends Unstorable {
  override readonly name = 'TooLargeToStore';

  constructor(
    stream: string,
    /** The most bytes the store takes in one append. */
    readonly limit: number,
    options?: ErrorOptions,
  ) {
    super(
      `The events for ${stream} are together larger than the ${String(limit)} bytes the store takes at once; ` +
        'append fewer or shorter facts',
      '',
      options,
    );
  }
}

/** The stream was deleted for good, so it can be neither read nor appended to. Waymark itself never does this. */
export class StreamDeleted extends Error {
  override readonly name = 'StreamDeleted';

  constructor(
    readonly stream: string,
    options?: ErrorOptions,
  ) {
    super(
      `Stream ${stream} was deleted in the event store. Restore the store from a backup, or use another id.`,
      options,
    );
  }
}

/** The store will not serve us: credentials, rights, certificate, or it is no EventStoreDB. Asking again does not help. */
export class StoreRefused extends Error {
  override readonly name: string = 'StoreRefused';

  constructor(
    what: string,
    options: ErrorOptions = {},
    whatToDo = 'Check the address, user and rights in EVENTSTORE_URL.',
  ) {
    super(`The event store refused: ${what}. ${whatToDo}`, options);
  }
}

/** The store wants to know who we are, and was told nothing, or a wrong password. */
export class NotSignedIn extends StoreRefused {
  override readonly name = 'NotSignedIn';

  constructor(what: string, options?: ErrorOptions) {
    super(
      `it does not know the user and password it was given for ${what}`,
      options,
      'Check both in EVENTSTORE_URL, as esdb://user:password@host; in a password write : as %3A, @ as %40 and / as %2F.',
    );
  }
}

/** The store knows us, and the stream's access list does not name us. */
export class NoRight extends StoreRefused {
  override readonly name = 'NoRight';

  constructor(what: string, options?: ErrorOptions) {
    super(
      `its user has no right for ${what}`,
      options,
      'Give EVENTSTORE_URL a user of the group $admins, which Waymark needs to follow all streams.',
    );
  }
}

/** Why the line to a store cannot be trusted. */
export type Distrust = 'untrusted' | 'expired' | 'other-name' | 'no-tls';

/** The other end of the line did not prove to be the store. Nothing was sent to it, no password either. */
export class StoreNotTrusted extends StoreRefused {
  override readonly name = 'StoreNotTrusted';

  constructor(
    readonly why: Distrust,
    options?: ErrorOptions,
  ) {
    super(distrust[why].what, options, distrust[why].whatToDo);
  }
}

const distrust: Readonly<Record<Distrust, { readonly what: string; readonly whatToDo: string }>> = {
  untrusted: {
    what: 'its certificate was not issued by an authority known here',
    whatToDo: 'Name the file of the authority that issued it in EVENTSTORE_URL, as tlsCAFile=/path/to/ca.crt.',
  },
  expired: {
    what: 'its certificate is not valid today',
    whatToDo: 'Renew the certificate of the store, and check the clock of this machine.',
  },
  'other-name': {
    what: 'its certificate is for a host of another name',
    whatToDo:
      'Write the host in EVENTSTORE_URL as the certificate names it, or have a certificate issued for this host.',
  },
  'no-tls': {
    what: 'it does not speak TLS',
    whatToDo: 'Check the port in EVENTSTORE_URL; for a store in the clear on this machine write tls=false.',
  },
};

/** EVENTSTORE_URL is not a connection string the client understands, or asks for something unsafe. */
export class UnusableStoreUrl extends Error {
  override readonly name = 'UnusableStoreUrl';

  constructor(what: string) {
    super(
      `EVENTSTORE_URL cannot be used: ${what}. Give it as esdb://host:port?tls=false or esdb+discover://host:port.`,
    );
  }
}

/** A second store was opened in this process. The client mixes up the appends of two, so there is only ever one. */
export class StoreAlreadyOpen extends Error {
  override readonly name = 'StoreAlreadyOpen';

  constructor() {
    super('A store is already open in this process. Pass that one on, or close it before opening another.');
  }
}

export class StoreClosed extends Error {
  override readonly name = 'StoreClosed';

  constructor() {
    super('The store was closed. Open it again, or stop using it before it is closed.');
  }
}

/** A checkpoint lies after the last event of the store: the store is another one, or was restored from an older backup. */
export class CheckpointBeyondStore extends Error {
  override readonly name = 'CheckpointBeyondStore';

  constructor(
    readonly checkpoint: number,
    readonly end: number,
  ) {
    super(
      `The checkpoint ${String(checkpoint)} lies beyond the last event of the store (${String(end)}): ` +
        'the store was replaced or restored from an older backup. Rebuild what is projected from it, from zero.',
    );
  }
}

/** The store no longer has what it had at a checkpoint: it was put back from an older copy, and may have grown past it. */
export class PastReplaced extends Error {
  override readonly name = 'PastReplaced';

  constructor(readonly checkpoint: number) {
    super(
      `The store does not hold any more what was read from it up to the checkpoint ${String(checkpoint)}: it was replaced or ` +
        'restored from an older backup. Rebuild what is projected from it, from zero.',
    );
  }
}

/** The store gave a position that cannot be held exactly as a number. */
export class UnusablePosition extends Error {
  override readonly name = 'UnusablePosition';

  constructor(what: string) {
    super(
      `The store gave ${what}, which Waymark cannot keep as a checkpoint. Copy the store with \`npx waymark move\`.`,
    );
  }
}

/** A stored fact that this version of the code cannot read. It is never skipped: whoever reads it stops. */
export class UndecodableFact extends Error {
  override readonly name = 'UndecodableFact';

  constructor(
    readonly stream: string,
    readonly revision: number,
    readonly type: string,
    readonly wrong: string,
    whatToDo: string,
    options?: ErrorOptions,
  ) {
    super(`${type} at revision ${String(revision)} of ${stream} cannot be read: ${wrong}. ${whatToDo}`, options);
  }
}

/** A move into this store was broken off: it holds a part of another's events, and nobody may take it for whole. */
export class HalfMoved extends Error {
  override readonly name = 'HalfMoved';

  constructor() {
    super(
      'This event store holds a part of another: a move into it was broken off. Run npx waymark move again with the ' +
        'same --to, from the store that is left, or go on with that one.',
    );
  }
}
