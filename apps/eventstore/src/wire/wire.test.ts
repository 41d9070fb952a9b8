import fc from 'fast-check';
import { messageCutter, frame } from '../http2/frames.ts';
import { encodeEventPage } from './event-page.ts';
import { readProposedEvent } from './proposed-event.ts';
import { eachField, MalformedMessage, WireReader } from './reader.ts';
import {
  decodeRecordedEvent,
  DELETED_REVISION,
  encodeRecordedEvent,
  idOf,
  streamOf,
  withStructuredId,
} from './recorded-event.ts';
import { readAppendMessage, readBatchMessage, readDeletion } from './requests.ts';
import { readReadRequest } from './read-request.ts';
import { readUuid, structuredUuid } from './uuid.ts';
import { varintSize, writeVarint } from './varint.ts';
import { message } from './writer.ts';

const whole = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(300),
  fc.constantFrom(0, 127, 128, 2 ** 28, 2 ** 31, 2 ** 32, 2 ** 53 - 1),
);
const bytes = fc.uint8Array({ maxLength: 300 });
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const event = fc.record({ id: fc.uuid(), type: text, contentType: text, metadata: bytes, data: bytes });

describe('numbers', () => {
  it('come back as they were written, in the size that was foretold', () => {
    fc.assert(
      fc.property(whole, (value) => {
        const target = Buffer.alloc(12);
        const end = writeVarint(target, 0, value);
        expect(end).toBe(varintSize(value));
        expect(new WireReader(target.subarray(0, end)).varint()).toBe(value);
        expect(new WireReader(target.subarray(0, end)).varint64()).toBe(BigInt(value));
      }),
    );
  });

  it('of 64 bits come back, negative ones too', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const written = message().number64(1, value).done();
        expect(BigInt.asIntN(64, new WireReader(written.subarray(1)).varint64())).toBe(value);
      }),
    );
  });
});

describe('recorded events', () => {
  it('come back as they were recorded', () => {
    const place = fc.record({
      stream: text,
      revision: fc.oneof(fc.nat(), fc.constant(DELETED_REVISION)),
      position: fc.maxSafeNat(),
      created: fc.bigInt({ min: 0n, max: 2n ** 60n }).map(String),
    });
    fc.assert(
      fc.property(event, place, (proposed, { stream, ...rest }) => {
        const record = encodeRecordedEvent(proposed, { ...rest, stream });
        const { metadata, data, ...found } = decodeRecordedEvent(record);
        const { metadata: givenMetadata, data: givenData, ...given } = proposed;
        expect(found).toEqual({ ...given, ...rest, stream });
        expect(Buffer.from(givenMetadata).equals(metadata)).toBe(true);
        expect(Buffer.from(givenData).equals(data)).toBe(true);
        expect(idOf(record)).toBe(proposed.id);
        expect(streamOf(record)).toBe(stream);
      }),
    );
  });

  it('keep all but the form of their id when it is asked for in the structured form', () => {
    fc.assert(
      fc.property(event, (proposed) => {
        const place = { stream: 's', revision: 3, position: 400, created: '5' };
        const record = encodeRecordedEvent(proposed, place);
        expect(decodeRecordedEvent(withStructuredId(record)).type).toBe(proposed.type);
        eachField(withStructuredId(record), (field, reader) => {
          if (field === 1) expect(readUuid(reader.bytes())).toBe(proposed.id);
          return field === 1;
        });
      }),
    );
  });

  it('are cut from a page one by one', () => {
    const entry = fc.record({
      event: fc.option(bytes, { nil: undefined }),
      link: fc.option(bytes, { nil: undefined }),
      position: fc.option(fc.maxSafeNat(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
        const cut: Buffer[] = [];
        messageCutter((each) => cut.push(each)).take(encodeEventPage(entries));
        expect(cut).toHaveLength(entries.length);
        cut.forEach((each, index) => {
          const found = fieldsOf(fieldsOf(each).get(1) as Buffer);
          expect(found.get(1)).toEqual(maybe(entries[index]?.event));
          expect(found.get(2)).toEqual(maybe(entries[index]?.link));
          expect(found.get(3)).toEqual(entries[index]?.position);
          expect(found.has(4)).toBe(entries[index]?.position === undefined);
        });
      }),
    );
  });
});

describe('requests', () => {
  it('give proposed events as they were proposed', () => {
    fc.assert(
      fc.property(event, fc.boolean(), (proposed, structured) => {
        const id = structured ? structuredUuid(proposed.id) : message().text(2, proposed.id.toUpperCase()).done();
        const property = (name: string, value: string) => message().text(1, name).text(2, value);
        const written = message()
          .bytes(1, id)
          .message(2, property('type', proposed.type))
          .message(2, property('content-type', proposed.contentType))
          .bytes(3, proposed.metadata)
          .bytes(4, proposed.data);
        const found = readProposedEvent(written.done());
        expect({ ...found, metadata: [...found.metadata], data: [...found.data] }).toEqual({
          ...proposed,
          metadata: [...proposed.metadata],
          data: [...proposed.data],
        });
      }),
    );
  });

  it('of any bytes are read or refused as malformed, and nothing else', () => {
    const readers = [readAppendMessage, readDeletion, readReadRequest, (b: Buffer) => readBatchMessage(b, 0)];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...readers), (any, read) => {
        try {
          read(Buffer.from(any));
        } catch (error) {
          expect((error as Error).name).toMatch(/^(MalformedMessage|RequiredPropertyMissing)$/);
        }
      }),
    );
  });

  it('are cut from the stream wherever its chunks fall', () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1 }), fc.array(fc.nat(50), { minLength: 1 }), (messages, sizes) => {
        const stream = Buffer.concat(messages.map(frame));
        const cut: Buffer[] = [];
        const feed = messageCutter((each) => cut.push(Buffer.from(each))).take;
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = (sizes[turn % sizes.length] ?? 0) + 1;
          feed(stream.subarray(at, at + size));
          at += size;
        }
        expect(cut).toEqual(messages.map((each) => Buffer.from(each)));
      }),
    );
  });

  it('of which the last was cut in two are refused when no more comes', () => {
    const stream = Buffer.concat([frame(Buffer.from('whole')), frame(Buffer.from('cut'))]);
    for (let missing = 1; missing < 8; missing++) {
      const cutter = messageCutter(() => undefined);
      cutter.take(stream.subarray(0, -missing));
      expect(() => cutter.end()).toThrow(MalformedMessage);
      cutter.take(stream.subarray(-missing));
      expect(() => cutter.end()).not.toThrow();
    }
  });

  it('that are compressed or enormous are refused before they are read', () => {
    const feed = (...head: number[]) => messageCutter(() => undefined).take(Buffer.from(head));
    expect(() => feed(1, 0, 0, 0, 0)).toThrow(MalformedMessage);
    expect(() => feed(0, 0x7f, 0, 0, 0)).toThrow(MalformedMessage);
  });
});

const maybe = (value: Uint8Array | undefined) => (value === undefined ? undefined : Buffer.from(value));

function fieldsOf(bytes: Buffer): Map<number, Buffer | number> {
  const reader = new WireReader(bytes);
  const found = new Map<number, Buffer | number>();
  while (reader.more) {
    const tag = reader.varint();
    found.set(Math.floor(tag / 8), tag % 8 === 0 ? reader.varint() : reader.bytes());
  }
  return found;
}
