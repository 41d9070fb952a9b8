import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/**
 * Calls back once, when an answer has left or whoever asked has hung up, be that before. It is asked of the connection too:
 * an answer that waits behind another on the same one (HTTP pipelining) is never told that its connection is gone.
 */
export function whenOver({ raw, request }: Pick<FastifyReply, 'raw' | 'request'>, call: () => void): void {
  const { socket } = request.raw;
  const unanswered = unansweredOn(socket);
  const over = (): void => {
    if (!unanswered.delete(over)) return;
    raw.off('close', over);
    call();
  };
  unanswered.add(over);
  if (raw.destroyed || socket.destroyed) over();
  else raw.once('close', over);
}

const connections = new WeakMap<Socket, Set<() => void>>();

/** One listener to each connection, however many answers wait on it. */
function unansweredOn(socket: Socket): Set<() => void> {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const unanswered = new Set<() => void>();
  connections.set(socket, unanswered);
  socket.once('close', () => {
    for (const over of [...unanswered]) over();
  });
  return unanswered;
}
