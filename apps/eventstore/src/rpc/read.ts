import { refuseAccess, type Access } from '../access/access.ts';
import type { Call, Rpc } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import type { Log } from '../storage/log.ts';
import { MalformedMessage } from '../wire/reader.ts';
import { readReadRequest } from '../wire/read-request.ts';
import type { Reading } from './event-page.ts';
import { readAll } from './read-all.ts';
import { readStream } from './read-stream.ts';
import { subscribeToAll } from './subscribe-all.ts';
import { subscribeToStream } from './subscribe-stream.ts';

/** `Streams/Read`: reads and catch-up subscriptions, of one stream or of `$all`. */
export function readRpc(log: Log, access: Access, onDefect: (error: unknown) => void): Rpc {
  return (call) => ({
    message(bytes) {
      const request = readReadRequest(bytes);
      if (refuseAccess(access, call, 'read', request.stream ?? '$all')) return;
      const mayRead = (stream: string): boolean => access.allows(call.user, 'read', stream);
      serve(log, call, { ...request, mayRead }).catch((error: unknown) => {
        if (error instanceof MalformedMessage) {
          call.fail(STATUS.invalidArgument, error.message);
          return;
        }
        onDefect(error);
        call.fail(STATUS.internal, 'The event store node failed on this read; its log says why.');
      });
    },
  });
}

async function serve(log: Log, call: Call, request: Reading): Promise<void> {
  const { stream } = request;
  if (stream === undefined) return request.subscribe ? subscribeToAll(log, call, request) : readAll(log, call, request);
  const ofStream = { ...request, stream };
  return request.subscribe ? subscribeToStream(log, call, ofStream) : readStream(log, call, ofStream);
}
