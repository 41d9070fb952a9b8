import { varintSize, writeVarint } from './varint.ts';

/** One event of a page being sent: the event, the link that led to it, and its `$all` position where one is shown. */
export type PageEntry = {
  readonly event: Uint8Array | undefined;
  readonly link?: Uint8Array | undefined;
  readonly position?: number | undefined;
  /** How often a persistent subscription has offered it before; only such reads show it. */
  readonly retries?: number | undefined;
};

/**
 * Encodes a page of `ReadResp{event}` messages with their gRPC frame headers into one buffer, to be written at once.
 * One write per page instead of one per event is what keeps the node's processor share low.
 */
export function encodeEventPage(entries: readonly PageEntry[]): Buffer {
  const inner = entries.map(entrySize);
  const total = inner.reduce((sum, size) => sum + FRAME + 1 + varintSize(size) + size, 0);
  const target = Buffer.allocUnsafe(total);
  let at = 0;
  entries.forEach((entry, index) => {
    at = writeEntry(target, at, entry, inner[index] ?? 0);
  });
  return target;
}

const FRAME = 5;

function entrySize({ event, link, position, retries }: PageEntry): number {
  return (
    partSize(event) +
    partSize(link) +
    (position === undefined ? 2 : 1 + varintSize(position)) +
    (retries === undefined ? 0 : 1 + varintSize(retries))
  );
}

function partSize(part: Uint8Array | undefined): number {
  return part === undefined ? 0 : 1 + varintSize(part.length) + part.length;
}

function writeEntry(target: Buffer, start: number, entry: PageEntry, size: number): number {
  let at = start;
  target[at] = 0;
  target.writeUInt32BE(1 + varintSize(size) + size, at + 1);
  at += FRAME;
  target[at++] = 0x0a;
  at = writeVarint(target, at, size);
  at = writePart(target, at, 0x0a, entry.event);
  at = writePart(target, at, 0x12, entry.link);
  if (entry.position === undefined) {
    target[at++] = 0x22;
    target[at++] = 0;
  } else {
    target[at++] = 0x18;
    at = writeVarint(target, at, entry.position);
  }
  if (entry.retries !== undefined) {
    target[at++] = 0x28;
    at = writeVarint(target, at, entry.retries);
  }
  return at;
}

function writePart(target: Buffer, at: number, tag: number, part: Uint8Array | undefined): number {
  if (part === undefined) return at;
  target[at] = tag;
  const start = writeVarint(target, at + 1, part.length);
  target.set(part, start);
  return start + part.length;
}
