import { randomUUID } from 'node:crypto';
import { deny } from '../access/access.ts';
import type { Call } from '../http2/call.ts';
import type { Log, Visible } from '../storage/log.ts';
import { encodeEventPage } from '../wire/event-page.ts';
import type { ReadRequest } from '../wire/read-request.ts';
import { caughtUp, confirmation } from '../wire/responses.ts';
import { entryOf, hasExpired, type Reading } from './event-page.ts';
import { refuseDeleted } from './refusal.ts';
import { nextTurn } from './turn.ts';
import { commitWatch } from './watch.ts';

/** Follows one stream, which need not exist yet. It ends when the stream is tombstoned. */
export async function subscribeToStream(log: Log, call: Call, request: Reading & { stream: string }): Promise<void> {
  const watch = commitWatch(log, call);
  const shown = { ...request, positions: false };
  const atStart = log.visible(request.stream, Date.now());
  let next = beginning(request, atStart);
  let live = false;
  if (atStart.kind !== 'deleted') call.send(confirmation(randomUUID()));
  while (!call.closed) {
    // Access may have been taken away meanwhile.
    if (!request.mayRead(request.stream)) {
      deny(call);
      return;
    }
    const seen = watch.seen();
    const visible = log.visible(request.stream, Date.now());
    if (visible.kind === 'deleted') {
      refuseDeleted(call, request.stream);
      return;
    }
    if (visible.kind === 'present' && visible.last >= next) {
      // Who follows is shown every event that comes, also those that a later one of the same moment truncates.
      const page = log.reads.streamForward(visible.sid, live ? next : Math.max(next, visible.first), visible.last);
      const rows = page.rows.filter((row) => live || !hasExpired(row, visible.notBefore));
      if (rows.length > 0) call.sendFramed(encodeEventPage(rows.map((row) => entryOf(log, row, shown))));
      next = (page.rows.at(-1)?.revision ?? visible.last) + 1;
      await call.drained();
      await nextTurn();
    } else {
      if (!live) call.send(caughtUp());
      live = true;
      await watch.after(seen);
    }
  }
}

function beginning({ from }: ReadRequest, visible: Visible): number {
  if (from === 'start') return 0;
  if (from === 'end') return visible.kind === 'present' ? visible.last + 1 : 0;
  return from + 1;
}
