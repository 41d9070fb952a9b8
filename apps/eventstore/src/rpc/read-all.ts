import type { Call } from '../http2/call.ts';
import type { Log } from '../storage/log.ts';
import type { Row } from '../storage/reads.ts';
import { encodeEventPage } from '../wire/event-page.ts';
import type { ReadRequest } from '../wire/read-request.ts';
import { eventFilter, type EventFilter } from './event-filter.ts';
import { entryOf, type Reading } from './event-page.ts';
import { nextTurn } from './turn.ts';
import { streamOf } from '../wire/recorded-event.ts';

/** Reads `$all` as it stood when the read began. */
export async function readAll(log: Log, call: Call, request: Reading): Promise<void> {
  const filter = request.filter === undefined ? undefined : eventFilter(request.filter);
  const shown = { ...request, positions: true };
  const stop = log.head();
  let left = request.count ?? Infinity;
  let from = beginning(request, stop);
  while (left > 0 && !call.closed) {
    const page = request.backwards ? log.reads.allBackward(from) : log.reads.allForward(from);
    const rows = page.rows.filter((row) => row.position <= stop && passes(row, filter)).slice(0, left);
    if (rows.length > 0) call.sendFramed(encodeEventPage(rows.map((row) => entryOf(log, row, shown))));
    left -= rows.length;
    const last = page.rows.at(-1);
    if (page.end || last === undefined || (!request.backwards && last.position >= stop)) break;
    from = request.backwards ? last.position : last.position + 1;
    await call.drained();
    await nextTurn();
  }
  call.end();
}

export function passes(row: Row, filter: EventFilter | undefined): boolean {
  return filter === undefined || filter(row.type, () => streamOf(row.record));
}

/** Reading backwards begins before the given position, reading forwards at it. */
function beginning({ from, backwards }: ReadRequest, stop: number): number {
  if (from === 'start') return 0;
  if (from === 'end') return stop + 1;
  return backwards ? Math.min(from, stop + 1) : from;
}
