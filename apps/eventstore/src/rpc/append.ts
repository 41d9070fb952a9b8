import { refuseAccess, type Access } from '../access/access.ts';
import type { Call, Rpc } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import type { Outcome } from '../storage/change.ts';
import type { Log } from '../storage/log.ts';
import { RequiredPropertyMissing, sizeOf, type ProposedEvent } from '../wire/proposed-event.ts';
import { readAppendMessage, type AppendMessage, type StreamTarget } from '../wire/requests.ts';
import { appended, appendedElsewhere } from '../wire/responses.ts';
import { entranceTo } from './entrance.ts';
import { APPEND_LIMIT, refuseDeadline, refuseDeleted, refuseFault, refuseMissing, refuseSize } from './refusal.ts';
import { refuseStreamName } from './stream-name.ts';
import { nextTurn } from './turn.ts';

/** `Streams/Append`: options, then events, then one answer. */
export function appendRpc(log: Log, access: Access): Rpc {
  const entrance = entranceTo(log);
  return (call) => {
    entrance.enter(call);
    const events: ProposedEvent[] = [];
    let target: StreamTarget | undefined;
    let size = 0;
    return {
      message(bytes) {
        const part = readPart(call, bytes);
        if (part?.kind === 'options') target = part.target;
        if (part?.kind !== 'event') return;
        size += sizeOf(part.event);
        if (size > APPEND_LIMIT) refuseSize(call);
        else events.push(part.event);
      },
      end() {
        if (target === undefined) call.fail(STATUS.invalidArgument, 'The append names no stream.');
        else if (!refuseStreamName(call, target.stream) && !refuseAccess(access, call, 'write', target.stream)) {
          void record(log, call, target, events).finally(() => {
            entrance.settled();
          });
          entrance.handedOver(call);
        }
      },
    };
  };
}

function readPart(call: Call, bytes: Buffer): AppendMessage | undefined {
  try {
    return readAppendMessage(bytes);
  } catch (error) {
    if (!(error instanceof RequiredPropertyMissing)) throw error;
    refuseMissing(call, error.properties);
    return undefined;
  }
}

/**
 * A caller that gives up half way may end its call, as if that were all, and reset it in the next breath: the append
 * waits a turn for that and is looked at again when it is made, or its half would be stored.
 */
async function record(log: Log, call: Call, target: StreamTarget, events: readonly ProposedEvent[]): Promise<void> {
  await nextTurn();
  if (call.closed) return;
  const outcome = await log.change({ kind: 'append', ...target, events, abandoned: () => call.closed });
  if (outcome.kind === 'recorded') reply(call, appended(outcome));
  else if (outcome.kind === 'wrong-revision') reply(call, appendedElsewhere(target.expected, outcome.current));
  else refuse(call, target.stream, outcome);
}

function reply(call: Call, answer: Buffer): void {
  call.send(answer);
  call.end();
}

function refuse(call: Call, stream: string, outcome: Exclude<Outcome, { kind: 'recorded' | 'wrong-revision' }>): void {
  if (outcome.kind === 'stream-deleted') refuseDeleted(call, stream);
  else if (outcome.kind === 'too-late') refuseDeadline(call);
  else refuseFault(call, outcome.fault);
}
