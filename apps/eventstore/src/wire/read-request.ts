import { eachField } from './reader.ts';
import { readStreamName } from './requests.ts';

/** Where a read or subscription begins. For a stream the number is a revision, for `$all` a commit position. */
export type From = 'start' | 'end' | number;

/** A server-side filter on `$all`. */
export type FilterRequest = {
  readonly on: 'stream' | 'type';
  readonly prefixes: readonly string[];
  readonly regex: string | undefined;
  /** Events considered between checkpoints are `window × interval`. */
  readonly window: number;
  readonly interval: number;
};

export type ReadRequest = {
  /** `undefined` reads `$all`. */
  readonly stream: string | undefined;
  readonly from: From;
  readonly backwards: boolean;
  readonly resolveLinks: boolean;
  /** `undefined` where the request is a subscription. */
  readonly count: number | undefined;
  readonly subscribe: boolean;
  readonly filter: FilterRequest | undefined;
  readonly structuredIds: boolean;
};

type Draft = { -readonly [K in keyof ReadRequest]: ReadRequest[K] };

/** EventStoreDB's own default when a client states no search window. */
const DEFAULT_WINDOW = 32;

export function readReadRequest(bytes: Buffer): ReadRequest {
  const draft: Draft = {
    stream: undefined,
    from: 'start',
    backwards: false,
    resolveLinks: false,
    count: undefined,
    subscribe: false,
    filter: undefined,
    structuredIds: true,
  };
  eachField(bytes, (field, reader) => {
    if (field !== 1) return false;
    readOptions(reader.bytes(), draft);
    return true;
  });
  return draft;
}

function readOptions(bytes: Buffer, draft: Draft): void {
  eachField(bytes, (field, reader) => {
    if (field === 1) Object.assign(draft, readStreamOptions(reader.bytes()));
    else if (field === 2) Object.assign(draft, { stream: undefined, from: readAllOptions(reader.bytes()) });
    else if (field === 3) draft.backwards = reader.varint() === 1;
    else if (field === 4) draft.resolveLinks = reader.varint() === 1;
    else if (field === 5) draft.count = reader.varint();
    else if (field === 6) {
      reader.bytes();
      draft.subscribe = true;
    } else if (field === 7) draft.filter = readFilter(reader.bytes());
    else if (field === 9) draft.structuredIds = !hasField(reader.bytes(), 2);
    else return false;
    return true;
  });
}

export function readStreamOptions(bytes: Buffer): { stream: string; from: From } {
  const options: { stream: string; from: From } = { stream: '', from: 'start' };
  eachField(bytes, (field, reader) => {
    if (field === 1) options.stream = readStreamName(reader.bytes());
    else if (field === 2) options.from = reader.varint();
    else if (field === 3 || field === 4) {
      reader.bytes();
      options.from = field === 3 ? 'start' : 'end';
    } else return false;
    return true;
  });
  return options;
}

export function readAllOptions(bytes: Buffer): From {
  let from: From = 'start';
  eachField(bytes, (field, reader) => {
    if (field < 1 || field > 3) return false;
    const inner = reader.bytes();
    from = field === 1 ? readPosition(inner) : field === 2 ? 'start' : 'end';
    return true;
  });
  return from;
}

export function readFilter(bytes: Buffer): FilterRequest {
  const filter = { on: 'type' as 'stream' | 'type', prefixes: [] as string[], window: DEFAULT_WINDOW, interval: 1 };
  let regex: string | undefined;
  eachField(bytes, (field, reader) => {
    if (field === 1 || field === 2) {
      filter.on = field === 1 ? 'stream' : 'type';
      eachField(reader.bytes(), (part, expression) => {
        if (part === 1) regex = expression.text();
        else if (part === 2) filter.prefixes.push(expression.text());
        else return false;
        return true;
      });
    } else if (field === 3) filter.window = Math.max(1, reader.varint());
    else if (field === 5) filter.interval = Math.max(1, reader.varint());
    else return false;
    return true;
  });
  return { ...filter, regex: regex === '' ? undefined : regex };
}

function readPosition(bytes: Buffer): number {
  let commit = 0;
  eachField(bytes, (field, reader) => {
    if (field !== 1) return false;
    commit = reader.varint();
    return true;
  });
  return commit;
}

function hasField(bytes: Buffer, wanted: number): boolean {
  let found = false;
  eachField(bytes, (field) => {
    found ||= field === wanted;
    return false;
  });
  return found;
}
