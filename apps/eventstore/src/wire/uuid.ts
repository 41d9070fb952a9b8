import { eachField, MalformedMessage, WireReader } from './reader.ts';
import { message } from './writer.ts';

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads `event_store.client.UUID`, in either of its forms, as canonical lower-case text. */
export function readUuid(uuid: Buffer): string {
  let text = '';
  eachField(uuid, (field, reader) => {
    if (field === 2) text = reader.text().toLowerCase();
    else if (field === 1) text = readStructured(reader.bytes());
    else return false;
    return true;
  });
  if (!CANONICAL.test(text)) throw new MalformedMessage(`'${text.slice(0, 60)}' is not a UUID`);
  return text;
}

/** The structured form, which some clients ask for when they read. */
export function structuredUuid(text: string): Buffer {
  const bits = Buffer.from(text.replaceAll('-', ''), 'hex');
  const halves = message().number64(1, bits.readBigInt64BE(0)).number64(2, bits.readBigInt64BE(8));
  return message().message(1, halves).done();
}

function readStructured(structured: Buffer): string {
  const halves = [0n, 0n];
  const reader = new WireReader(structured);
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 8) halves[0] = reader.varint64();
    else if (tag === 16) halves[1] = reader.varint64();
    else reader.skip(tag % 8);
  }
  const hex = halves.map((half) => half.toString(16).padStart(16, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
