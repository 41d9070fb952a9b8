import type { FastifyReply } from 'fastify';
import { whenOver } from '#http';
import { at, type Services } from '../services/services.ts';

/**
 * Hands the stream of deadlines on to a page, as the services tell it to the person: for each turn of a clock the child it
 * is of. Ends with whichever side ends first; the browser asks again by itself, and goes on where it was.
 */
export async function followChanges(services: Services, authority: string, reply: FastifyReply): Promise<void> {
  const { raw, request } = reply;
  const lastId = request.headers['last-event-id'];
  const upstream = await services.open(at`/authorities/${authority}/deadlines/stream`, {
    // It goes on for as long as the page is open, unlike other answers.
    init: { signal: null },
    headers: { accept: 'text/event-stream', ...(typeof lastId === 'string' && { 'last-event-id': lastId }) },
  });
  const reader = upstream.body?.getReader();
  if (reader === undefined) return;
  // The reader of the body itself: cancelling what it is piped through leaves it open until it next says something.
  const stop = (): void => void reader.cancel().catch(() => undefined);
  reply.hijack();
  whenOver(reply, stop);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  try {
    for await (const message of messagesIn(reader)) raw.write(message);
  } catch {
    // The services went away: the browser asks again.
  }
  raw.end();
}

/** The messages of a stream, each with its id, and of its data the child alone. */
async function* messagesIn(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) yield told(part);
  }
}

function told(message: string): string {
  const line = (name: string): string | undefined => new RegExp(`^${name}: ?(.*)$`, 'm').exec(message)?.[1];
  const id = line('id');
  const data = line('data');
  const { child } = (data === undefined ? {} : JSON.parse(data)) as { readonly child?: unknown };
  const head = id === undefined ? '' : `id: ${id}\n`;
  if (typeof child === 'string') return `${head}event: changed\ndata: ${child}\n\n`;
  return line('event') === 'behind' ? `${head}event: behind\ndata: \n\n` : `${head}: stands\n\n`;
}
