import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { serverEvents, whenOver } from '#http';
import type { LiveEvent } from './live-events.ts';

/** Takes an answer over and writes events to it until they end or the reader leaves. */
export function answerEvents(reply: FastifyReply, events: Observable<LiveEvent>): void {
  const { raw } = reply;
  const subscription = events.subscribe({
    next: serverEvents(reply),
    error: () => raw.end(),
    complete: () => raw.end(),
  });
  whenOver(reply, () => {
    subscription.unsubscribe();
  });
}
