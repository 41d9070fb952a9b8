import type { Transform, TransformCallback } from 'node:stream';
import type { AllStreamResolvedEvent, EventStoreDBClient } from '@eventstore/db-client';
import { eventIn, eventTag } from './events-in-answers.ts';

/**
 * Takes events out of the answers to a client's reads and subscriptions by ourselves: of all that the client does for an
 * event it reads, three fifths of the processor's time go there. Connection, calls, flow, failures, and every other answer
 * stay the client's own. The client offers no door for this: its call for reading is given another decoding, and where a
 * later client should not have that place, opening fails loudly.
 */
export function takeEventsOurselves(client: EventStoreDBClient): void {
  const callsOf: unknown = client['getGRPCClient'];
  if (typeof callsOf !== 'function') throw new Error(another);
  client['getGRPCClient'] = async (...asked: readonly unknown[]): Promise<unknown> => {
    const calls = (await callsOf.apply(client, asked)) as object;
    // The client keeps it for the next call.
    if ('read' in calls && !Object.hasOwn(calls, 'read')) readOurselves(calls as Calls);
    return calls;
  };
}

const another = 'This @eventstore/db-client is not the one libs/store was written for: pin 6.2.1.';

/** gRPC's client of the streams, by what is needed of it. */
interface Calls {
  read: Read;
  readonly makeServerStreamRequest: (
    path: string,
    encode: unknown,
    decode: Decode,
    ...asked: readonly unknown[]
  ) => unknown;
}
interface Read {
  (...asked: readonly unknown[]): unknown;
  readonly path?: string;
  readonly requestSerialize?: unknown;
  readonly responseDeserialize?: Decode;
}
type Decode = (answer: Buffer) => unknown;

const ofStreams = '/event_store.client.streams.Streams/Read';

function readOurselves(calls: Calls): void {
  const { path, requestSerialize, responseDeserialize } = calls.read;
  if (path === undefined || requestSerialize === undefined || responseDeserialize === undefined)
    throw new Error(another);
  // A group is read by a call of this name too, which both sides write to: that one stays the client's.
  if (path !== ofStreams) return;
  const decode: Decode = (answer) => {
    const resolved = answer[0] === eventTag ? eventIn(answer) : undefined;
    return resolved === undefined ? responseDeserialize(answer) : new TakenEvent(resolved, answer, responseDeserialize);
  };
  calls.read = (...asked) => calls.makeServerStreamRequest(path, requestSerialize, decode, ...asked);
}

/** An answer with an event, taken out already. Whoever asks it as the client does is answered as by the client's own. */
class TakenEvent {
  readonly resolved: AllStreamResolvedEvent;
  readonly #answer: Buffer;
  readonly #decode: Decode;

  constructor(resolved: AllStreamResolvedEvent, answer: Buffer, decode: Decode) {
    this.resolved = resolved;
    this.#answer = answer;
    this.#decode = decode;
  }

  hasEvent(): boolean {
    return true;
  }

  getEvent(): unknown {
    return (this.#decode(this.#answer) as { readonly getEvent: () => unknown }).getEvent();
  }
}

/** The same stream of the client's, which lets events that were taken out already pass as they are. */
export function passingTaken<S extends object>(stream: S): S {
  const passing = stream as unknown as Pick<Transform, '_transform'>;
  const transform: unknown = passing._transform;
  if (typeof transform !== 'function') throw new Error(another);
  passing._transform = (answer: unknown, encoding: BufferEncoding, next: TransformCallback) => {
    if (answer instanceof TakenEvent) next(null, answer.resolved);
    else transform.call(stream, answer, encoding, next);
  };
  return stream;
}
