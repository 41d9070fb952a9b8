import type { ProposedEvent } from './proposed-event.ts';
import { eachField, WireReader } from './reader.ts';
import { structuredUuid } from './uuid.ts';
import { delimitedSize, varintSize, writeVarint } from './varint.ts';
import { message } from './writer.ts';

/** The revision of the event that ends a stream for ever; on the wire it is the largest signed 64-bit number. */
export const DELETED_REVISION = Number.MAX_SAFE_INTEGER;

/** Where an event stands, once recorded. */
export type Place = {
  /** The stream's name. */
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** 100-nanosecond ticks since 1970, as decimal text. */
  readonly created: string;
};

/** A recorded event taken apart, for the few places that look inside one. */
export type RecordedEvent = {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly contentType: string;
  readonly created: string;
  readonly metadata: Buffer;
  readonly data: Buffer;
};

/**
 * Encodes `ReadResp.ReadEvent.RecordedEvent`. Events are stored in this form, so that a read copies bytes and encodes
 * nothing: id=1{string=2}, stream=2{name=3}, revision=3, prepare=4, commit=5, properties=6, metadata=7, data=8.
 */
export function encodeRecordedEvent(event: ProposedEvent, place: Place): Buffer {
  const streamLength = Buffer.byteLength(place.stream);
  const typeLength = Buffer.byteLength(event.type);
  const contentTypeLength = Buffer.byteLength(event.contentType);
  const size =
    ID_SIZE +
    delimitedSize(delimitedSize(streamLength)) +
    (place.revision === DELETED_REVISION ? 10 : 1 + varintSize(place.revision)) +
    2 * (1 + varintSize(place.position)) +
    propertySize(TYPE, typeLength) +
    propertySize(CONTENT_TYPE, contentTypeLength) +
    propertySize(CREATED, place.created.length) +
    (event.metadata.length > 0 ? delimitedSize(event.metadata.length) : 0) +
    (event.data.length > 0 ? delimitedSize(event.data.length) : 0);
  const target = Buffer.allocUnsafe(size);
  let at = writeId(target, event.id);
  at = writeHead(target, at, 0x12, delimitedSize(streamLength));
  at = writeText(target, at, 0x1a, place.stream, streamLength);
  at = writeRevision(target, at, place.revision);
  target[at++] = 0x20;
  at = writeVarint(target, at, place.position);
  target[at++] = 0x28;
  at = writeVarint(target, at, place.position);
  at = writeProperty(target, at, TYPE, event.type, typeLength);
  at = writeProperty(target, at, CONTENT_TYPE, event.contentType, contentTypeLength);
  at = writeProperty(target, at, CREATED, place.created, place.created.length);
  if (event.metadata.length > 0) at = writeBytes(target, at, 0x3a, event.metadata);
  if (event.data.length > 0) writeBytes(target, at, 0x42, event.data);
  return target;
}

/** Takes a stored event apart. */
export function decodeRecordedEvent(record: Uint8Array): RecordedEvent {
  const found = { id: '', stream: '', revision: 0, position: 0, metadata: NOTHING, data: NOTHING };
  const properties = new Map<string, string>();
  eachField(asBuffer(record), (field, reader) => {
    if (field === 1) found.id = innerText(reader.bytes(), 2);
    else if (field === 2) found.stream = innerText(reader.bytes(), 3);
    else if (field === 3) found.revision = Math.min(reader.varint(), DELETED_REVISION);
    else if (field === 5) found.position = reader.varint();
    else if (field === 6) {
      const entry = reader.bytes();
      properties.set(innerText(entry, 1), innerText(entry, 2));
    } else if (field === 7) found.metadata = reader.bytes();
    else if (field === 8) found.data = reader.bytes();
    else return false;
    return true;
  });
  return {
    ...found,
    type: properties.get('type') ?? '',
    contentType: properties.get('content-type') ?? '',
    created: properties.get('created') ?? '0',
  };
}

/** The event's id alone, without reading the rest: it stands at a fixed place in every stored event. */
export function idOf(record: Uint8Array): string {
  return asBuffer(record).toString('latin1', 4, ID_SIZE);
}

/**
 * The name of the event's stream, which follows the id. Filters by stream ask it of every event: read from here it costs
 * a tenth of what asking the file for it costs, and no memory to remember it in.
 */
export function streamOf(record: Uint8Array): string {
  const reader = new WireReader(asBuffer(record).subarray(ID_SIZE));
  reader.varint();
  reader.varint();
  reader.varint();
  return reader.text();
}

/** The same event with its id in the structured form, for the clients that ask for it. */
export function withStructuredId(record: Uint8Array): Buffer {
  const id = message()
    .bytes(1, structuredUuid(idOf(record)))
    .done();
  return Buffer.concat([id, record.subarray(ID_SIZE)]);
}

/** SQLite gives plain byte arrays; this is a view, not a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

const NOTHING: Buffer = Buffer.alloc(0);
const TYPE = Buffer.from('type');
const CONTENT_TYPE = Buffer.from('content-type');
const CREATED = Buffer.from('created');
const UUID_LENGTH = 36;
const ID_SIZE = 4 + UUID_LENGTH;

function propertySize(name: Buffer, valueLength: number): number {
  return delimitedSize(delimitedSize(name.length) + delimitedSize(valueLength));
}

function writeId(target: Buffer, id: string): number {
  target[0] = 0x0a;
  target[1] = UUID_LENGTH + 2;
  target[2] = 0x12;
  target[3] = UUID_LENGTH;
  return 4 + target.write(id, 4, 'latin1');
}

function writeRevision(target: Buffer, at: number, revision: number): number {
  target[at] = 0x18;
  if (revision !== DELETED_REVISION) return writeVarint(target, at + 1, revision);
  target.fill(0xff, at + 1, at + 9);
  target[at + 9] = 0x7f;
  return at + 10;
}

function writeHead(target: Buffer, at: number, tag: number, length: number): number {
  target[at] = tag;
  return writeVarint(target, at + 1, length);
}

function writeBytes(target: Buffer, at: number, tag: number, value: Uint8Array): number {
  const start = writeHead(target, at, tag, value.length);
  target.set(value, start);
  return start + value.length;
}

function writeProperty(target: Buffer, at: number, name: Buffer, value: string, valueLength: number): number {
  const start = writeHead(target, at, 0x32, delimitedSize(name.length) + delimitedSize(valueLength));
  const afterName = writeBytes(target, start, 0x0a, name);
  return writeText(target, afterName, 0x12, value, valueLength);
}

function writeText(target: Buffer, at: number, tag: number, text: string, length: number): number {
  const start = writeHead(target, at, tag, length);
  return start + target.write(text, start, 'utf8');
}

function innerText(bytes: Buffer, wanted: number): string {
  let text = '';
  eachField(bytes, (field, reader) => {
    if (field !== wanted) return false;
    text = reader.text();
    return true;
  });
  return text;
}
