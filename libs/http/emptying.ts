import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Admission } from './admission.ts';

/** How an application that is to stop becomes empty. */
export interface Emptying {
  /**
   * Answers for a while yet, until whoever shares out requests has noticed that it is not ready; then takes no more
   * connections, ends the answers that go on for ever, and resolves when all it took on is answered. Whoever reads an
   * answer for too long after that is hung up on.
   */
  readonly emptied: (admission: Admission, drainMs: number) => Promise<void>;
}

/** Watches the connections of an application from the start, for one on which nothing was ever asked is no idle one. */
export function emptying(fastify: FastifyInstance): Emptying {
  const { server } = fastify;
  /** Each with how often it was looked at and nothing had been asked on it yet. */
  const connections = new Map<Socket, number>();
  server.on('connection', (connection: Socket) => {
    connections.set(connection, 0);
    connection.once('close', () => connections.delete(connection));
  });

  /**
   * A connection is idle only once its answer has left, which may be after the server began to close. On one that is new a
   * request may have arrived that was not read yet: it is given until the next look.
   */
  function hangUpIdle(): void {
    server.closeIdleConnections();
    for (const [connection, silent] of connections) {
      if (connection.bytesRead > 0) continue;
      if (silent > 0) connection.destroy();
      else connections.set(connection, silent + 1);
    }
  }

  return {
    async emptied(admission, drainMs) {
      admission.leave();
      if (drainMs > 0) await pause(drainMs);
      admission.endStreams();
      await whatArrivedIsRead();
      const idle = setInterval(hangUpIdle, lookEveryMs);
      const slow = setTimeout(() => {
        server.closeAllConnections();
      }, longestMs);
      await fastify.close();
      clearInterval(idle);
      clearTimeout(slow);
    },
  };
}

/**
 * Connections that wait are taken in one turn of the event loop, and what was asked on them is read in the next: closing
 * before would leave them unanswered, though they came while the server still listened. The turn that is under way may be past both.
 */
async function whatArrivedIsRead(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await turn();
}

const lookEveryMs = 20;
const longestMs = 10_000;
