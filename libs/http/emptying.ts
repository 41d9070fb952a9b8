import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
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
  const connections = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });

  /** A connection is idle only once its answer has left, which may be after the server began to close. */
  function hangUpIdle(): void {
    server.closeIdleConnections();
    for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
  }

  return {
    async emptied(admission, drainMs) {
      admission.leave();
      await pause(drainMs);
      admission.endStreams();
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

const lookEveryMs = 20;
const longestMs = 10_000;
