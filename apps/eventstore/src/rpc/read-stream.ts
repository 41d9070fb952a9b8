import type { Call } from '../http2/call.ts';
import type { Log, Visible } from '../storage/log.ts';
import type { Page } from '../storage/reads.ts';
import { encodeEventPage } from '../wire/event-page.ts';
import type { ReadRequest } from '../wire/read-request.ts';
import { streamNotFound } from '../wire/responses.ts';
import { entryOf, hasExpired, type Reading } from './event-page.ts';
import { refuseDeleted } from './refusal.ts';
import { nextTurn } from './turn.ts';

type Present = Extract<Visible, { kind: 'present' }>;

/** Reads one stream as it stood when the read began, page by page, as fast as the caller takes it. */
export async function readStream(log: Log, call: Call, request: Reading & { stream: string }): Promise<void> {
  const visible = log.visible(request.stream, Date.now());
  if (visible.kind === 'deleted') {
    refuseDeleted(call, request.stream);
    return;
  }
  if (visible.kind === 'absent') call.send(streamNotFound(request.stream));
  else await sendStream(log, call, request, visible);
  call.end();
}

async function sendStream(log: Log, call: Call, request: Reading, visible: Present): Promise<void> {
  const shown = { ...request, positions: false };
  let left = request.count ?? Infinity;
  let from = beginning(request, visible);
  while (left > 0 && !call.closed) {
    const page = pageOf(log, request.backwards, visible, from);
    const rows = page.rows.filter((row) => !hasExpired(row, visible.notBefore)).slice(0, left);
    if (rows.length > 0) call.sendFramed(encodeEventPage(rows.map((row) => entryOf(log, row, shown))));
    left -= rows.length;
    const last = page.rows.at(-1);
    if (page.end || last === undefined) return;
    from = request.backwards ? last.revision - 1 : last.revision + 1;
    await call.drained();
    await nextTurn();
  }
}

function beginning({ from, backwards }: ReadRequest, { first, last }: Present): number {
  if (backwards) return from === 'end' ? last : from === 'start' ? first : Math.min(from, last);
  return from === 'end' ? last + 1 : from === 'start' ? first : Math.max(from, first);
}

function pageOf(log: Log, backwards: boolean, { sid, first, last }: Present, from: number): Page {
  return backwards ? log.reads.streamBackward(sid, from, first) : log.reads.streamForward(sid, from, last);
}
