import type { FastifyReply } from 'fastify';

/** A message of an answer that goes on for ever. By its id, whoever was cut off says what they last heard. */
export interface ServerEvent {
  readonly type: string;
  readonly id?: string;
  readonly data: object;
}

/** Whoever leaves more than this unread is hung up on, and may go on later from where they were. */
const mostUnreadBytes = 4 * 1024 * 1024;

/**
 * Takes an answer over as server-sent events, and answers how to send one. Nest's own `@Sse()` has sent its headers before
 * a question that takes a moment to ask can be refused, so it could no longer be told so.
 */
export function serverEvents(reply: FastifyReply): (event: ServerEvent) => void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Readonly<Record<string, string>>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 2000\n\n');
  return ({ type, id, data }) => {
    if (raw.destroyed || raw.writableEnded) return;
    raw.write(`event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
    if (raw.writableLength > mostUnreadBytes) raw.destroy();
  };
}
