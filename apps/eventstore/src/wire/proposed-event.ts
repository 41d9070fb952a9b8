import { eachField, MalformedMessage, type WireReader } from './reader.ts';
import { readUuid } from './uuid.ts';

/** An event somebody asks to have recorded. */
export type ProposedEvent = {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
};

/** The protocol requires a type and a content type of every event. */
export class RequiredPropertyMissing extends Error {
  constructor(readonly properties: readonly string[]) {
    super(`Required Metadata Property is missing: ${properties.join(', ')}. Give every event a type and content type.`);
    this.name = 'RequiredPropertyMissing';
  }
}

/** `ProposedMessage`, which has one layout in Append and in BatchAppend. */
export function readProposedEvent(proposed: Buffer): ProposedEvent {
  let id = '';
  let metadata: Uint8Array = NOTHING;
  let data: Uint8Array = NOTHING;
  const properties = new Map<string, string>();
  eachField(proposed, (field, reader) => {
    if (field === 1) id = readUuid(reader.bytes());
    else if (field === 2) readProperty(reader, properties);
    else if (field === 3) metadata = reader.bytes();
    else if (field === 4) data = reader.bytes();
    else return false;
    return true;
  });
  if (id === '') throw new RequiredPropertyMissing(['id']);
  const missing = ['type', 'content-type'].filter((name) => (properties.get(name) ?? '') === '');
  if (missing.length > 0) throw new RequiredPropertyMissing(missing);
  const type = properties.get('type') ?? '';
  // It would be kept up to there alone: filters would find it by another type, and links of a type lead to another.
  if (type.includes('\0')) throw new MalformedMessage('the type of an event holds a NUL character (U+0000)');
  return { id, type, contentType: properties.get('content-type') ?? '', metadata, data };
}

/** The size that counts against the append limit, as EventStoreDB reckons it. */
export function sizeOf(event: ProposedEvent): number {
  return event.data.length + event.metadata.length + event.type.length * 2;
}

function readProperty(reader: WireReader, into: Map<string, string>): void {
  let name = '';
  let value = '';
  eachField(reader.bytes(), (field, entry) => {
    if (field === 1) name = entry.text();
    else if (field === 2) value = entry.text();
    else return false;
    return true;
  });
  into.set(name, value);
}

const NOTHING = new Uint8Array(0);
