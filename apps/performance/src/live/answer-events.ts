import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import type { LiveEvent } from './live-events.ts';

/** Whoever leaves more than this unread is hung up on, and may go on later from where it was. */
const mostUnreadBytes = 4 * 1024 * 1024;

/**
 * Takes an answer over and writes events to it until they end or the reader leaves. Nest's own `@Sse()` has sent its
 * headers before a question that takes a moment to ask can be refused, so it could no longer be told so.
 */
export function answerEvents(reply: FastifyReply, events: Observable<LiveEvent>): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Readonly<Record<string, string>>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 2000\n\n');
  const subscription = events.subscribe({
    next: ({ type, id, data }) => {
      if (raw.destroyed || raw.writableEnded) return;
      raw.write(`event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
      if (raw.writableLength > mostUnreadBytes) raw.destroy();
    },
    error: () => raw.end(),
    complete: () => raw.end(),
  });
  raw.on('close', () => {
    subscription.unsubscribe();
  });
}
