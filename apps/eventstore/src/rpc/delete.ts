import { refuseAccess, type Access } from '../access/access.ts';
import type { Call, Rpc } from '../http2/call.ts';
import type { Log } from '../storage/log.ts';
import { readDeletion, type StreamTarget } from '../wire/requests.ts';
import { deleted } from '../wire/responses.ts';
import { refuseDeadline, refuseDeleted, refuseFault, refuseRevision } from './refusal.ts';
import { refuseStreamName } from './stream-name.ts';

/** `Streams/Delete` (soft: the stream may be written again) and `Streams/Tombstone` (for ever). */
export function deleteRpc(log: Log, access: Access, kind: 'delete' | 'tombstone'): Rpc {
  return (call) => ({
    message(bytes) {
      const target = readDeletion(bytes);
      if (refuseStreamName(call, target.stream) || refuseAccess(access, call, 'delete', target.stream)) return;
      void remove(log, call, target, kind);
    },
  });
}

async function remove(log: Log, call: Call, target: StreamTarget, kind: 'delete' | 'tombstone'): Promise<void> {
  const outcome = await log.change({ kind, ...target, events: [] });
  if (outcome.kind === 'recorded') {
    call.send(deleted(outcome.position ?? log.head()));
    call.end();
  } else if (outcome.kind === 'wrong-revision') refuseRevision(call, target.stream, target.expected, outcome.current);
  else if (outcome.kind === 'stream-deleted') refuseDeleted(call, target.stream);
  else if (outcome.kind === 'too-late') refuseDeadline(call);
  else refuseFault(call, outcome.fault);
}
