import type { EventEmitter } from 'node:events';
import { EventStoreDBClient } from '@eventstore/db-client';
import { StoreUnavailable, UnusableStoreUrl } from './errors.ts';
import { takeEventsOurselves } from './taking-events.ts';

/** One client with its one connection. A line believed dead is put down, and a new one taken up. */
export interface Line {
  readonly client: EventStoreDBClient;
  /** Ends every call still on the line and closes its connection. Bounded; never throws. */
  readonly putDown: () => Promise<void>;
}

/** Takes up a fresh line, connecting only at its first call. Throws `UnusableStoreUrl`. */
export function takeUpLine(url: string): Line {
  lineCount += 1;
  requireWholePassword(url);
  const client = clientFor(withOwnConnection(url, lineCount));
  // With failures as answers the client reports revision 1 whatever happened.
  if (!client['throwOnAppendFailure']) {
    throw new UnusableStoreUrl('throwOnAppendFailure=false hides failed appends; leave it out');
  }
  keepQueuedWritesFromEndingTheProcess(client);
  keepLookingForALeaderFromEndingTheProcess(client);
  sayWhyNoLeaderIsFound(client, url);
  takeEventsOurselves(client);
  return { client, putDown: () => putDown(client) };
}

/**
 * Takes up a line in place of another. The files the url names are read anew, so that a renewed certificate is used; where
 * they cannot be read at this moment, the store is as good as away. Throws `StoreUnavailable`.
 */
export function takeUpAnother(url: string): Line {
  try {
    return takeUpLine(url);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreUnavailable(`no new line can be taken up (${why})`, { outcome: 'not-stored', cause });
  }
}

let lineCount = 0;
const keepAliveTimeoutMs = 10_000;
const putDownMs = 1_000;

/**
 * gRPC shares one connection among all clients of an address whose settings are equal, and goes on sharing it, and its
 * growing pauses between attempts, when the client is replaced. A stalled connection is left behind only by a client
 * whose settings differ, so each line's keep-alive timeout differs by a few milliseconds.
 */
function withOwnConnection(url: string, serial: number): string {
  const given = /[?&]keep[-_]?alive[-_]?timeout=(-?\d+)/i.exec(url)?.[1];
  const base = given === undefined ? keepAliveTimeoutMs : Number(given);
  if (base < 0) return url;
  return `${url.trim()}${url.includes('?') ? '&' : '?'}keepAliveTimeout=${String(base + (serial % 1_000))}`;
}

/** The client cuts a password at its second colon, and signs in with what is left. */
function requireWholePassword(url: string): void {
  const [, signIn = ''] = /^\s*esdb(?:\+discover)?:\/\/([^@]*)@/.exec(url) ?? [];
  if (signIn.split(':').length > 2) {
    throw new UnusableStoreUrl('its password holds a colon that is not written as %3A');
  }
}

function clientFor(url: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    // The client's own message may quote the password.
    const why = error instanceof Error && 'location' in error ? 'it is not a connection string' : String(error);
    throw new UnusableStoreUrl(why);
  }
}

/**
 * While a stream of appends is full the client queues writes, and when the stream then dies it rejects each of them
 * where nobody can catch it, which by Node's rule ends the process. The appends themselves are rejected by another way,
 * so the queue, which listens for one error, is kept from hearing of it. The client offers no door for this: it is done
 * where it notes each new stream, and opening fails loudly should a later client not have that place.
 */
function keepQueuedWritesFromEndingTheProcess(client: EventStoreDBClient): void {
  const streams: unknown = client['disposableStreams'];
  if (!(streams instanceof Set))
    throw new Error('This @eventstore/db-client is not the one libs/store was written for: pin 6.2.1.');
  const add = streams.add.bind(streams);
  streams.add = (stream: EventEmitter) => {
    const once = stream.once.bind(stream);
    stream.once = (event: string, listener: (...told: unknown[]) => void) =>
      event === 'error' && 'write' in stream ? stream : once(event, listener);
    return add(stream);
  };
}

/**
 * When a call fails, the client compares its connection with the newest one, without anybody waiting for the outcome.
 * If the newest is still being looked for among a cluster's nodes, and none is found, that too would end the process.
 */
function keepLookingForALeaderFromEndingTheProcess(client: EventStoreDBClient): void {
  const handleError = client['handleError'];
  client['handleError'] = async (...failure: Parameters<typeof handleError>) => {
    await handleError(...failure).catch(() => undefined);
  };
}

/** Looking for a cluster's leader hides why it failed: each node is asked once more by itself, and the first reason told. */
function sayWhyNoLeaderIsFound(client: EventStoreDBClient, url: string): void {
  const resolveUri = client['resolveUri'];
  client['resolveUri'] = async () => {
    try {
      return await resolveUri();
    } catch (error) {
      throw (await failureOfFirst(url)) ?? error;
    }
  };
}

async function failureOfFirst(url: string): Promise<unknown> {
  const [whole, scheme = '', hosts = '', rest = ''] =
    /^(\s*esdb)\+?[a-z]*:\/\/((?:[^@/?]*@)?[^/?,]+)[^/?]*(.*)$/.exec(url) ?? [];
  if (whole === undefined) return undefined;
  const direct = clientFor(`${scheme}://${hosts}${rest}`);
  try {
    await direct['capabilities'];
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await putDown(direct);
  }
}

async function putDown(client: EventStoreDBClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const longEnough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, putDownMs);
  });
  const quietly = async (): Promise<void> => {
    await client.dispose();
    // Disposing ends the calls but leaves the connection open.
    (await client['getChannel']()).close();
  };
  await Promise.race([quietly().catch(() => undefined), longEnough]);
  clearTimeout(timer);
}
