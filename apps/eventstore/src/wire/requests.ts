import { readProposedEvent, type ProposedEvent } from './proposed-event.ts';
import { eachField, type WireReader } from './reader.ts';

/** What a writer expects of the stream before its events: a revision, or one of three statements. */
export type Expected = number | 'any' | 'no-stream' | 'stream-exists';

export type StreamTarget = { readonly stream: string; readonly expected: Expected };

/** `AppendReq`: the first message carries the options, each later one an event. */
export type AppendMessage =
  | { readonly kind: 'options'; readonly target: StreamTarget }
  | { readonly kind: 'event'; readonly event: ProposedEvent }
  | { readonly kind: 'nothing' };

export function readAppendMessage(bytes: Buffer): AppendMessage {
  let result: AppendMessage = { kind: 'nothing' };
  eachField(bytes, (field, reader) => {
    if (field === 1) result = { kind: 'options', target: readTarget(reader.bytes()) };
    else if (field === 2) result = { kind: 'event', event: readProposedEvent(reader.bytes()) };
    else return false;
    return true;
  });
  return result;
}

/** `DeleteReq` and `TombstoneReq` have one layout. */
export function readDeletion(bytes: Buffer): StreamTarget {
  let target: StreamTarget = { stream: '', expected: 'any' };
  eachField(bytes, (field, reader) => {
    if (field !== 1) return false;
    target = readTarget(reader.bytes());
    return true;
  });
  return target;
}

/** `BatchAppendReq`: options on the first message of a correlation id, events on any, `isFinal` on the last. */
export type BatchMessage = {
  readonly correlation: Buffer;
  readonly options?: StreamTarget & { readonly deadline: number };
  /** Left encoded, so that a fault in one is answered for this correlation id alone. */
  readonly proposed: readonly Buffer[];
  readonly isFinal: boolean;
};

export function readBatchMessage(bytes: Buffer, now: number): BatchMessage {
  const result: { correlation: Buffer; options?: BatchMessage['options']; proposed: Buffer[]; isFinal: boolean } = {
    correlation: Buffer.alloc(0),
    proposed: [],
    isFinal: false,
  };
  eachField(bytes, (field, reader) => {
    if (field === 1) result.correlation = reader.bytes();
    else if (field === 2) result.options = readBatchOptions(reader.bytes(), now);
    else if (field === 3) result.proposed.push(reader.bytes());
    else if (field === 4) result.isFinal = reader.varint() === 1;
    else return false;
    return true;
  });
  return result as BatchMessage;
}

/** `StreamIdentifier{name=3}`. */
export function readStreamName(bytes: Buffer): string {
  let name = '';
  eachField(bytes, (field, reader) => {
    if (field !== 3) return false;
    name = reader.text();
    return true;
  });
  return name;
}

function readTarget(bytes: Buffer): StreamTarget {
  const target: { stream: string; expected: Expected } = { stream: '', expected: 'any' };
  eachField(bytes, (field, reader) => readTargetField(field, reader, target));
  return target;
}

function readTargetField(field: number, reader: WireReader, into: { stream: string; expected: Expected }): boolean {
  if (field === 1) into.stream = readStreamName(reader.bytes());
  else if (field === 2) into.expected = reader.varint();
  else if (field >= 3 && field <= 5) {
    reader.bytes();
    into.expected = field === 3 ? 'no-stream' : field === 4 ? 'any' : 'stream-exists';
  } else return false;
  return true;
}

/** The deadline is an instant (6) from clients up to 21.10, a duration (7) from later ones. */
function readBatchOptions(bytes: Buffer, now: number): StreamTarget & { deadline: number } {
  const options = { stream: '', expected: 'any' as Expected, deadline: Infinity };
  eachField(bytes, (field, reader) => {
    if (field === 6) options.deadline = readSeconds(reader.bytes());
    else if (field === 7) options.deadline = now + readSeconds(reader.bytes());
    else return readTargetField(field, reader, options);
    return true;
  });
  return options;
}

/** Timestamp and Duration alike: seconds=1, nanoseconds=2. In milliseconds. */
function readSeconds(bytes: Buffer): number {
  let milliseconds = 0;
  eachField(bytes, (field, reader) => {
    if (field === 1) milliseconds += Number(BigInt.asIntN(64, reader.varint64())) * 1000;
    else if (field === 2) milliseconds += reader.varint() / 1e6;
    else return false;
    return true;
  });
  return milliseconds;
}
