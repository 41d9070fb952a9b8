import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { User } from '../access/users.ts';
import { frame } from './frames.ts';
import { headerText, STATUS, statusMessage, type Status } from './status.ts';

/** One remote procedure call, seen from the node. After `end` or `fail`, or once closed, everything is a no-op. */
export type Call = {
  readonly headers: IncomingHttpHeaders;
  /** Who is calling; undefined on a node without users. */
  readonly user?: User;
  /** True once the caller went away, or the call was answered. */
  readonly closed: boolean;
  send(message: Uint8Array): void;
  /** Sends messages that already carry their gRPC heads. */
  sendFramed(frames: Buffer): void;
  /** Resolves when the caller has room for more: this is what bounds a slow reader's memory. */
  drained(): Promise<void>;
  end(): void;
  fail(status: Status, text: string, trailers?: Readonly<Record<string, string>>): void;
  onClose(listener: () => void): void;
  /** Stops and resumes reading what the caller sends. */
  pause(): void;
  resume(): void;
};

/** What an RPC does with the caller's messages. */
export type Behaviour = { message(bytes: Buffer): void; end?(): void };
export type Rpc = (call: Call) => Behaviour;

export function callOver(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Call {
  const listeners: (() => void)[] = [];
  let answered = false;
  let gone = false;
  let corked: Buffer[] = [];
  let waiting: (() => void)[] = [];

  /** A stream that was reset shows it at once, and its 'close' comes some turns later. */
  const isLost = (): boolean => gone || stream.closed || stream.destroyed;

  function release(): void {
    const resolvers = waiting;
    waiting = [];
    for (const resolve of resolvers) resolve();
  }

  stream.on('drain', release);
  stream.on('error', () => {
    // A reset by the caller is reported here and, with 'close', handled below.
  });
  stream.on('close', () => {
    gone = true;
    release();
    for (const listener of listeners.splice(0)) listener();
  });

  function flush(): void {
    if (corked.length === 0) return;
    const frames = corked;
    corked = [];
    write(frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames));
  }

  function write(frames: Buffer): void {
    if (isLost()) return;
    if (!stream.headersSent) stream.respond(RESPONSE, { waitForTrailers: true });
    stream.write(frames);
  }

  function finish(trailers: Record<string, string>): void {
    if (answered) return;
    flush();
    answered = true;
    if (isLost()) return;
    if (!stream.headersSent) {
      stream.respond({ ...RESPONSE, ...trailers }, { endStream: true });
    } else {
      stream.once('wantTrailers', () => {
        if (!stream.destroyed) stream.sendTrailers(trailers);
      });
      stream.end();
    }
    // What the caller still sends is read and dropped, so that it can hear the answer.
    stream.resume();
  }

  return {
    headers,
    get closed() {
      return answered || isLost();
    },
    send(message) {
      if (answered) return;
      corked.push(frame(message));
      // Messages sent in one turn, such as the acknowledgements of one commit, share a write.
      if (corked.length === 1) queueMicrotask(flush);
    },
    sendFramed(frames) {
      if (answered) return;
      flush();
      write(frames);
    },
    drained: () =>
      gone || answered || !stream.writableNeedDrain
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push(resolve)),
    end: () => {
      finish({ 'grpc-status': String(STATUS.ok) });
    },
    fail: (status, text, trailers = {}) => {
      const fields = Object.entries(trailers).map(([name, value]) => [name, headerText(value)]);
      finish({
        'grpc-status': String(status),
        'grpc-message': statusMessage(text),
        ...(Object.fromEntries(fields) as Record<string, string>),
      });
    },
    onClose: (listener) => {
      if (gone) listener();
      else listeners.push(listener);
    },
    pause: () => {
      stream.pause();
    },
    resume: () => {
      stream.resume();
    },
  };
}

const RESPONSE = { ':status': 200, 'content-type': 'application/grpc+proto' };
