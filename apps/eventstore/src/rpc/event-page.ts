import type { Log } from '../storage/log.ts';
import type { Row } from '../storage/reads.ts';
import { decodeRecordedEvent, withStructuredId } from '../wire/recorded-event.ts';
import type { PageEntry } from '../wire/event-page.ts';

/** How a reader wants its events shown. */
export type Shown = { readonly resolveLinks: boolean; readonly structuredIds: boolean; readonly positions: boolean };

const LINK = '$>';

/** A stored row as it is sent: its link followed if wished, its id in the wished form, with or without position. */
export function entryOf(log: Log, row: Row, shown: Shown): PageEntry {
  const form = shown.structuredIds ? withStructuredId : (record: Uint8Array) => record;
  const position = shown.positions ? row.position : undefined;
  if (!shown.resolveLinks || row.type !== LINK) return { event: form(row.record), position };
  const target = linked(log, row.record);
  // A link to an event that is gone is sent without one, so that readers can count it.
  return { event: target === undefined ? undefined : form(target), link: form(row.record), position };
}

/** A link's data is `revision@stream`. */
function linked(log: Log, link: Uint8Array): Uint8Array | undefined {
  const text = decodeRecordedEvent(link).data.toString('utf8');
  const at = text.indexOf('@');
  const revision = Number(text.slice(0, at));
  const stream = log.stream(text.slice(at + 1));
  if (at < 1 || stream === undefined || !Number.isSafeInteger(revision)) return undefined;
  const visible = log.visible(stream.name, Date.now());
  if (visible.kind !== 'present' || revision < visible.first) return undefined;
  return log.reads.at(stream.sid, revision)?.record;
}
