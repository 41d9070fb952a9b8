import type { Call } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';

/** Why nothing can be recorded under a name, or undefined where it can. */
export function streamNameFault(stream: string): string | undefined {
  if (stream === '') return 'The stream name is empty. Give the stream a name.';
  if (stream === '$$') return "'$$' is not a stream name: it is the prefix of metadata streams.";
  if (stream === '$all') return "'$all' is made of every stream and cannot be written. Name the stream itself.";
  if (stream.includes('\0')) return 'The stream name holds a NUL character (U+0000). Give the stream a name without.';
  return undefined;
}

/** Answers the call where the name is no stream's; true means the call is over. */
export function refuseStreamName(call: Call, stream: string): boolean {
  const fault = streamNameFault(stream);
  if (fault !== undefined) call.fail(STATUS.invalidArgument, fault);
  return fault !== undefined;
}
