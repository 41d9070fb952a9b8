import { randomUUID } from 'node:crypto';
import { deny } from '../access/access.ts';
import type { Call } from '../http2/call.ts';
import type { Log } from '../storage/log.ts';
import type { Row } from '../storage/reads.ts';
import { encodeEventPage } from '../wire/event-page.ts';
import { caughtUp, checkpoint, confirmation } from '../wire/responses.ts';
import { eventFilter } from './event-filter.ts';
import { entryOf, type Reading } from './event-page.ts';
import { passes } from './read-all.ts';
import { nextTurn } from './turn.ts';
import { commitWatch } from './watch.ts';

const ALL = '$all';

/**
 * Follows `$all` from a position on. There is one way of reading, from the log, before and after the subscriber has
 * caught up; hence there is no seam at which an event could be lost or sent twice.
 */
export async function subscribeToAll(log: Log, call: Call, request: Reading): Promise<void> {
  const watch = commitWatch(log, call);
  const send = allSender(log, call, request);
  let next = request.from === 'start' ? 0 : request.from === 'end' ? log.head() + 1 : request.from + 1;
  let live = false;
  call.send(confirmation(randomUUID()));
  while (!call.closed) {
    if (!request.mayRead(ALL)) {
      deny(call);
      return;
    }
    const seen = watch.seen();
    const page = log.allForward(next);
    send(page.rows);
    next = (page.rows.at(-1)?.position ?? next - 1) + 1;
    await call.drained();
    if (!page.end) await nextTurn();
    else {
      if (!live) call.send(caughtUp());
      live = true;
      await watch.after(seen);
    }
  }
}

/** Sends rows as they come, and on a filtered subscription a checkpoint after every so many considered. */
function allSender(log: Log, call: Call, request: Reading): (rows: readonly Row[]) => void {
  const shown = { ...request, positions: true };
  if (request.filter === undefined) {
    return (rows) => {
      if (rows.length > 0) call.sendFramed(encodeEventPage(rows.map((row) => entryOf(log, row, shown))));
    };
  }
  const filter = eventFilter(request.filter);
  const interval = request.filter.window * request.filter.interval;
  let considered = 0;
  return (rows) => {
    let passed: Row[] = [];
    const flush = (): void => {
      if (passed.length > 0) call.sendFramed(encodeEventPage(passed.map((row) => entryOf(log, row, shown))));
      passed = [];
    };
    for (const row of rows) {
      if (passes(row, filter)) passed.push(row);
      considered += 1;
      if (considered < interval) continue;
      considered = 0;
      flush();
      call.send(checkpoint(row.position));
    }
    flush();
  };
}
