import { asBuffer, decodeRecordedEvent } from '../wire/recorded-event.ts';

/** What a metastream's last event says of its stream. */
export type StreamMetadata = {
  /** Events before this revision are not read; the largest value means the stream is soft-deleted. */
  readonly truncateBefore: number | undefined;
  readonly maxCount: number | undefined;
  /** In seconds. */
  readonly maxAge: number | undefined;
  readonly acl: unknown;
  /** The metadata as stored, so that rewriting it keeps what this node does not know. */
  readonly stored: Readonly<Record<string, unknown>>;
};

export const NO_METADATA: StreamMetadata = {
  truncateBefore: undefined,
  maxCount: undefined,
  maxAge: undefined,
  acl: undefined,
  stored: {},
};

/** A metastream keeps only its latest event. */
export const METASTREAM_METADATA: StreamMetadata = { ...NO_METADATA, maxCount: 1 };

/** Metadata that is not a JSON object is as none, as on a real server. */
export function readMetadata(record: Uint8Array): StreamMetadata {
  const stored = parseObject(decodeRecordedEvent(asBuffer(record)).data.toString('utf8'));
  return {
    truncateBefore: wholeNumber(stored['$tb']),
    maxCount: wholeNumber(stored['$maxCount']),
    maxAge: wholeNumber(stored['$maxAge']),
    acl: stored['$acl'],
    stored,
  };
}

/** EventStoreDB marks a soft delete by truncating before the largest 64-bit number, which JSON reads as about 2^63. */
export function isSoftDeleted(metadata: StreamMetadata): boolean {
  return (metadata.truncateBefore ?? 0) >= 2 ** 62;
}

/** The metadata of a stream that is being soft-deleted: nothing else of it is kept. The number does not survive JSON.stringify. */
export const SOFT_DELETION = Buffer.from('{"$tb":9223372036854775807}');

/** The metadata of a soft-deleted stream that is being written again from a revision. */
export function recreation(metadata: StreamMetadata, from: number): Buffer {
  return Buffer.from(JSON.stringify({ ...metadata.stored, $tb: from }));
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : undefined;
}
