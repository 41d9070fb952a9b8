/** A message that is not protobuf, or is cut short. Its sender made a mistake; the node answers INVALID_ARGUMENT. */
export class MalformedMessage extends Error {
  constructor(what: string) {
    super(`The request cannot be read: ${what}. Send it with an EventStoreDB client library.`);
    this.name = 'MalformedMessage';
  }
}

/** Reads protobuf fields one after another. Byte fields are views into the message, not copies. */
export class WireReader {
  private offset = 0;

  constructor(private readonly message: Buffer) {}

  get more(): boolean {
    return this.offset < this.message.length;
  }

  /** Unsigned; values above 2^53 lose their low digits, which no caller depends on. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.message[this.offset++];
      if (byte === undefined) throw new MalformedMessage('a number is cut short');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      if (scale > 2 ** 63) throw new MalformedMessage('a number is longer than 64 bits');
    }
  }

  /** All 64 bits, for values such as the halves of a structured UUID. */
  varint64(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.message[this.offset++];
      if (byte === undefined) throw new MalformedMessage('a number is cut short');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
      if (shift > 63n) throw new MalformedMessage('a number is longer than 64 bits');
    }
  }

  bytes(): Buffer {
    const length = this.varint();
    const start = this.offset;
    if (start + length > this.message.length) throw new MalformedMessage('a field is cut short');
    this.offset = start + length;
    return this.message.subarray(start, this.offset);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint64();
    else if (wireType === 1) this.offset += 8;
    else if (wireType === 2) this.bytes();
    else if (wireType === 5) this.offset += 4;
    else throw new MalformedMessage(`wire type ${String(wireType)} is unknown`);
  }
}

/**
 * Offers each field to `visit`, which reads it and returns true, or returns false to have it skipped: fields this
 * node does not know come from newer clients and are harmless.
 */
export function eachField(
  message: Buffer,
  visit: (field: number, reader: WireReader, wireType: number) => boolean,
): void {
  const reader = new WireReader(message);
  while (reader.more) {
    const tag = reader.varint();
    if (!visit(Math.floor(tag / 8), reader, tag % 8)) reader.skip(tag % 8);
  }
}
