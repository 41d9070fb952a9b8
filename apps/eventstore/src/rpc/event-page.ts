import type { Log } from '../storage/log.ts';
import type { Row } from '../storage/reads.ts';
import { decodeRecordedEvent, withStructuredId } from '../wire/recorded-event.ts';
import type { PageEntry } from '../wire/event-page.ts';
import type { ReadRequest } from '../wire/read-request.ts';

/** How a reader wants its events shown. */
export type Shown = {
  readonly resolveLinks: boolean;
  readonly structuredIds: boolean;
  readonly positions: boolean;
  /** Whether the reader may see the stream that a link points into. */
  readonly mayRead: (stream: string) => boolean;
};

/** A request, and what its sender may see. */
export type Reading = ReadRequest & Pick<Shown, 'mayRead'>;

export const LINK = '$>';

/** A stored row as it is sent: its link followed if wished, its id in the wished form, with or without position. */
export function entryOf(log: Log, row: Row, shown: Shown): PageEntry {
  const form = shown.structuredIds ? withStructuredId : (record: Uint8Array) => record;
  const position = shown.positions ? row.position : undefined;
  if (!shown.resolveLinks || row.type !== LINK) return { event: form(row.record), position };
  const target = linked(log, row.record, shown.mayRead);
  // A link to an event that is gone, or not for this reader, is sent without one, so that readers can count it.
  return { event: target === undefined ? undefined : form(target), link: form(row.record), position };
}

function linked(log: Log, link: Uint8Array, mayRead: Shown['mayRead']): Uint8Array | undefined {
  const target = linkTarget(link);
  return target !== undefined && mayRead(target.stream) ? linkedRow(log, link)?.record : undefined;
}

/** The event that a link points to; undefined where it was deleted, truncated or never there. */
export function linkedRow(log: Log, link: Uint8Array): Row | undefined {
  const target = linkTarget(link);
  if (target === undefined) return undefined;
  const visible = log.visible(target.stream, Date.now());
  if (visible.kind !== 'present' || target.revision < visible.first) return undefined;
  const row = log.reads.at(visible.sid, target.revision);
  return row === undefined || hasExpired(row, visible.notBefore) ? undefined : row;
}

/** An event older than its stream's `$maxAge` is no longer read. */
export function hasExpired(row: Row, notBefore: number | undefined): boolean {
  return notBefore !== undefined && Number(decodeRecordedEvent(row.record).created) / 10_000 < notBefore;
}

/** A link's data is `revision@stream`. */
export function linkTarget(link: Uint8Array): { readonly stream: string; readonly revision: number } | undefined {
  const [, digits = '', stream = ''] = /^(\d+)@(.+)$/su.exec(decodeRecordedEvent(link).data.toString('utf8')) ?? [];
  const revision = Number(digits);
  return digits === '' || !Number.isSafeInteger(revision) ? undefined : { stream, revision };
}
