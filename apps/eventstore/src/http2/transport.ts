import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { MalformedMessage } from '../wire/reader.ts';
import { callOver, type Call, type Rpc } from './call.ts';
import { timeoutOf } from './deadline.ts';
import { messageCutter } from './frames.ts';
import { STATUS } from './status.ts';

export type Transport = {
  readonly port: number;
  /** How many connections and calls are open. */
  load(): Load;
  /** Refuses new calls from now on. */
  refuse(reason: string): void;
  /** Cuts every connection at once. */
  dropConnections(): void;
  /** Ends what is still open, after giving callers a moment to hear their answers. */
  close(): Promise<void>;
};

export type Load = { readonly connections: number; readonly calls: number };

/** A certificate and its key, in PEM. */
export type Tls = { readonly cert: Buffer; readonly key: Buffer };

export type TransportOptions = {
  readonly host: string;
  readonly port: number;
  readonly tls?: Tls | undefined;
  readonly onDefect: (error: unknown) => void;
  /** How often a connection is asked whether it is still there; one that has not answered by the next time is dead. */
  readonly pingMs?: number;
};

/**
 * The protocol's own settings. The window of a call is what it may send before it is read, and so what each of many
 * waiting calls can cost; that of a connection is generous. The limit to a connection's memory, in megabytes, is one that
 * is never reached: Node.js goes on counting what was not yet sent of an answer that its caller broke off, so that after
 * some thousand of those it refused calls (ENHANCE_YOUR_CALM), and then closed the connection. What an answer holds is
 * bounded by `drained`.
 */
const HTTP2 = {
  settings: { initialWindowSize: 128 * 1024, maxConcurrentStreams: 10_000 },
  maxSessionMemory: 2 ** 32 - 1,
};
const CONNECTION_WINDOW = 8 * 1024 * 1024;
const PING_MS = 10_000;
const FAREWELL_MS = 500;

/** gRPC over node:http2 without a gRPC library: a page of events is one write. */
export async function listen(rpcs: ReadonlyMap<string, Rpc>, options: TransportOptions): Promise<Transport> {
  const server: Http2Server =
    options.tls === undefined
      ? createServer(HTTP2)
      : createSecureServer({ ...HTTP2, ...options.tls, minVersion: 'TLSv1.2' });
  const sessions = new Set<ServerHttp2Session>();
  const open = new Set<Call>();
  let refusal: string | undefined;

  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(CONNECTION_WINDOW);
    session.on('error', () => session.destroy());
    const stopPings = keepAlive(session, options.pingMs ?? PING_MS);
    session.on('close', () => {
      stopPings();
      sessions.delete(session);
    });
  });
  server.on('stream', (stream, headers) => {
    if (!(headers['content-type'] ?? '').startsWith('application/grpc')) {
      refuseMedia(stream);
      return;
    }
    const call = callOver(stream, headers);
    open.add(call);
    call.onClose(() => open.delete(call));
    if (refusal !== undefined) call.fail(STATUS.unavailable, refusal);
    else answer(call, stream, headers, rpcs, options.onDefect);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  server.on('error', options.onDefect);
  return {
    port: (server.address() as AddressInfo).port,
    load: () => ({ connections: sessions.size, calls: open.size }),
    refuse: (reason) => {
      refusal = reason;
    },
    dropConnections: () => {
      for (const session of sessions) session.destroy();
    },
    close: () => close(server, sessions, open, refusal ?? 'The event store node is stopping. Connect again shortly.'),
  };
}

/** Whoever speaks HTTP/2 but not gRPC hears so in HTTP, as the protocol asks. */
function refuseMedia(stream: ServerHttp2Stream): void {
  stream.on('error', () => undefined);
  stream.respond({ ':status': 415 }, { endStream: true });
  stream.resume();
}

function answer(
  call: Call,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rpcs: ReadonlyMap<string, Rpc>,
  onDefect: (error: unknown) => void,
): void {
  const path = headers[':path'] ?? '';
  const rpc = rpcs.get(path);
  if (rpc === undefined) {
    call.fail(STATUS.unimplemented, `This node does not offer ${path}.`);
    return;
  }
  limit(call, timeoutOf(headers['grpc-timeout']));
  const guarded = guard(call, onDefect);
  const behaviour = guarded(() => rpc(call));
  if (behaviour === undefined) return;
  const cut = messageCutter((bytes) => {
    if (!call.closed) behaviour.message(bytes);
  });
  stream.on('data', (chunk: Buffer) => {
    guarded(() => {
      cut.take(chunk);
    });
  });
  stream.on('end', () => {
    guarded(() => {
      // node:http2 also ends what can be read of a stream that was reset or whose connection is gone.
      if (call.closed) return;
      cut.end();
      behaviour.end?.();
    });
  });
}

/** A caller's mistake is told to the caller; anything else is a defect of the node, told to both. */
function guard(call: Call, onDefect: (error: unknown) => void) {
  return <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (error instanceof MalformedMessage) call.fail(STATUS.invalidArgument, error.message);
      else {
        onDefect(error);
        call.fail(STATUS.internal, 'The event store node failed on this call; its log says why.');
      }
      return undefined;
    }
  };
}

function limit(call: Call, timeout: number | undefined): void {
  if (timeout === undefined) return;
  const timer = setTimeout(() => {
    call.fail(STATUS.deadlineExceeded, 'Deadline Exceeded');
  }, timeout);
  call.onClose(() => {
    clearTimeout(timer);
  });
}

/** Finds connections whose other end vanished without a word; their subscriptions end with them. */
function keepAlive(session: ServerHttp2Session, pingMs: number): () => void {
  let answered = true;
  const timer = setInterval(() => {
    // Between its end and its 'close' a session still stands here, and throws when it is pinged.
    if (session.destroyed) return;
    if (!answered) {
      session.destroy();
      return;
    }
    answered = false;
    session.ping(() => {
      answered = true;
    });
  }, pingMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function close(
  server: Http2Server,
  sessions: ReadonlySet<ServerHttp2Session>,
  open: ReadonlySet<Call>,
  reason: string,
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  for (const call of open) call.fail(STATUS.unavailable, reason);
  for (const session of sessions) session.close();
  const timer = setTimeout(() => {
    for (const session of sessions) session.destroy();
  }, FAREWELL_MS);
  await closed;
  clearTimeout(timer);
}
