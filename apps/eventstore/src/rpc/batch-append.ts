import type { Access } from '../access/access.ts';
import type { Call, Rpc } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import type { Outcome } from '../storage/change.ts';
import type { Log } from '../storage/log.ts';
import { readProposedEvent, RequiredPropertyMissing, sizeOf, type ProposedEvent } from '../wire/proposed-event.ts';
import { MalformedMessage } from '../wire/reader.ts';
import { readBatchMessage, type BatchMessage, type StreamTarget } from '../wire/requests.ts';
import { batchAppended, batchRefused, streamIdentifier, wrongExpectedVersion } from '../wire/responses.ts';
import { message, type WireWriter } from '../wire/writer.ts';
import { APPEND_LIMIT, faultStatus } from './refusal.ts';
import { streamNameFault } from './stream-name.ts';

/** An append whose events are still coming in. */
type Gathering = StreamTarget & { readonly deadline: number; readonly events: ProposedEvent[]; size: number };

/** What the unfinished appends of all calls may hold, in bytes, and what each counts for beside its events. */
const GATHERING_BYTES = 64 * 1024 * 1024;
const GATHERING_COST = 1024;

/** `Streams/BatchAppend`: many appends over one call, each answered under its correlation id. */
export function batchAppendRpc(log: Log, access: Access): Rpc {
  let gathered = 0;
  return (call) => {
    const gathering = new Map<string, Gathering>();
    call.onClose(() => {
      for (const key of [...gathering.keys()]) drop(key);
    });
    let unanswered = 0;
    let ended = false;

    async function record(correlation: Buffer, append: Gathering): Promise<void> {
      unanswered += 1;
      const { stream, expected, deadline, events } = append;
      const recorded = log.change({ kind: 'append', stream, expected, events, deadline });
      if (log.crowded()) call.pause();
      const outcome = await recorded;
      unanswered -= 1;
      // A call none of whose appends wait would hear of nothing that could make it go on.
      if (unanswered === 0 || !log.crowded()) call.resume();
      answer(call, correlation, append, outcome);
      if (ended && unanswered === 0) call.end();
    }

    function begin(key: string, options: NonNullable<BatchMessage['options']>): void {
      drop(key);
      gathering.set(key, { ...options, events: [], size: 0 });
      gathered += GATHERING_COST;
    }

    function drop(key: string): void {
      const append = gathering.get(key);
      if (append === undefined) return;
      gathering.delete(key);
      gathered -= append.size + GATHERING_COST;
    }

    function take(part: BatchMessage): void {
      const key = part.correlation.toString('latin1');
      if (part.options !== undefined) begin(key, part.options);
      const append = gathering.get(key);
      // Parts of an append that has been refused already are dropped.
      if (append === undefined) return;
      const before = append.size;
      const allowed = access.allows(call.user, 'write', append.stream);
      let fault = allowed ? gather(append, part.proposed) : DENIED;
      gathered += append.size - before;
      if (!part.isFinal && gathered > GATHERING_BYTES)
        fault ??= explained(STATUS.resourceExhausted, TOO_MUCH_UNFINISHED);
      if (fault !== undefined || part.isFinal) drop(key);
      if (fault !== undefined) call.send(batchRefused(part.correlation, append.stream, fault));
      else if (part.isFinal) void record(part.correlation, append);
    }

    return {
      message(bytes) {
        take(readBatchMessage(bytes, Date.now()));
      },
      end() {
        ended = true;
        if (unanswered === 0) call.end();
      },
    };
  };
}

/** Adds the events of one message; gives the status to answer with where the append cannot be made. */
function gather(append: Gathering, proposed: readonly Buffer[]): WireWriter | undefined {
  const nameFault = streamNameFault(append.stream);
  if (nameFault !== undefined) return explained(STATUS.invalidArgument, nameFault);
  if (append.deadline <= Date.now()) return packed(STATUS.deadlineExceeded, 'Timeout', message());
  try {
    for (const bytes of proposed) {
      const event = readProposedEvent(bytes);
      append.size += sizeOf(event);
      append.events.push(event);
    }
  } catch (error) {
    if (!(error instanceof RequiredPropertyMissing) && !(error instanceof MalformedMessage)) throw error;
    return explained(STATUS.invalidArgument, error.message);
  }
  if (append.size <= APPEND_LIMIT) return undefined;
  return packed(STATUS.invalidArgument, 'MaximumAppendSizeExceeded', message().number(1, APPEND_LIMIT));
}

function answer(call: Call, correlation: Buffer, append: Gathering, outcome: Outcome): void {
  call.send(
    outcome.kind === 'recorded'
      ? batchAppended(correlation, append.stream, outcome)
      : batchRefused(correlation, append.stream, refusal(append, outcome)),
  );
}

function refusal({ stream, expected }: StreamTarget, outcome: Exclude<Outcome, { kind: 'recorded' }>): WireWriter {
  switch (outcome.kind) {
    case 'wrong-revision':
      return packed(STATUS.failedPrecondition, 'WrongExpectedVersion', wrongExpectedVersion(expected, outcome.current));
    case 'stream-deleted':
      return packed(STATUS.failedPrecondition, 'StreamDeleted', message().message(1, streamIdentifier(stream)));
    case 'too-late':
      return packed(STATUS.deadlineExceeded, 'Timeout', message());
    case 'failed':
      return explained(faultStatus(outcome.fault), outcome.fault.reason);
  }
}

/** A `google.rpc.Status` with one of EventStoreDB's own details, by which clients choose an error class. */
function packed(code: number, name: string, detail: WireWriter): WireWriter {
  const any = message().text(1, `type.googleapis.com/event_store.client.${name}`).message(2, detail);
  return message().number(1, code).text(2, name).message(3, any);
}

/**
 * A `google.rpc.Status` with a reason to be read. EventStoreDB's `Unknown` would do, but the client drops the reason
 * then; with a detail it does not know it throws the same UnknownError and shows the reason.
 */
function explained(code: number, reason: string): WireWriter {
  const info = message().text(1, 'NOT_RECORDED').text(2, 'eventstore.waymark');
  const any = message().text(1, 'type.googleapis.com/google.rpc.ErrorInfo').message(2, info);
  return message().number(1, code).text(2, reason).message(3, any);
}

const TOO_MUCH_UNFINISHED =
  'Too many appends are begun and not finished. Finish some of them, then try this one again.';

const DENIED = packed(STATUS.permissionDenied, 'AccessDenied', message());
