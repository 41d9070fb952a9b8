import { DELETED_REVISION } from './recorded-event.ts';
import type { Expected } from './requests.ts';
import { message, type WireWriter } from './writer.ts';

/** What became of an append, where it is not a refusal. */
export type Recorded = {
  /** The stream's last revision; -1 while it has no events. */
  readonly revision: number;
  /** `undefined` when nothing was written (an append of no events). */
  readonly position: number | undefined;
};

export function appended(recorded: Recorded): Buffer {
  return message().message(1, success(recorded)).done();
}

export function appendedElsewhere(expected: Expected, current: number): Buffer {
  const wrong = message();
  if (current < 0) wrong.mark(7);
  else revision(wrong, 6, current);
  if (expected === 'any') wrong.mark(9);
  else if (expected === 'stream-exists') wrong.mark(10);
  else if (expected === 'no-stream') wrong.mark(11);
  else wrong.number(8, expected);
  return message().message(2, wrong).done();
}

export function deleted(position: number): Buffer {
  return message().message(1, positions(position)).done();
}

export function batchAppended(correlation: Uint8Array, stream: string, recorded: Recorded): Buffer {
  return message().bytes(1, correlation).message(3, success(recorded)).message(4, streamIdentifier(stream)).done();
}

/** A `google.rpc.Status` in answer to one append of a batch stream. */
export function batchRefused(correlation: Uint8Array, stream: string, status: WireWriter): Buffer {
  return message().bytes(1, correlation).message(2, status).message(4, streamIdentifier(stream)).done();
}

export function streamNotFound(stream: string): Buffer {
  return message()
    .message(4, message().message(1, streamIdentifier(stream)))
    .done();
}

export function confirmation(subscriptionId: string): Buffer {
  return message().message(2, message().text(1, subscriptionId)).done();
}

export function checkpoint(position: number): Buffer {
  return message().message(3, positions(position)).done();
}

export function caughtUp(): Buffer {
  return message().mark(8).done();
}

export function streamIdentifier(stream: string): WireWriter {
  return message().text(3, stream);
}

/** `WrongExpectedVersion` as packed into a `google.rpc.Status`. */
export function wrongExpectedVersion(expected: Expected, current: number): WireWriter {
  const wrong = message();
  if (current < 0) wrong.mark(2);
  else revision(wrong, 1, current);
  if (expected === 'any') wrong.mark(4);
  else if (expected === 'stream-exists') wrong.mark(5);
  else if (expected === 'no-stream') wrong.mark(6);
  else wrong.number(3, expected);
  return wrong;
}

function success({ revision: current, position }: Recorded): WireWriter {
  const result = message();
  if (current < 0) result.mark(2);
  else revision(result, 1, current);
  if (position === undefined) result.mark(4);
  else result.message(3, positions(position));
  return result;
}

function revision(target: WireWriter, field: number, value: number): void {
  if (value === DELETED_REVISION) target.number64(field, 0x7fffffffffffffffn);
  else target.number(field, value);
}

function positions(position: number): WireWriter {
  return message().number(1, position).number(2, position);
}
