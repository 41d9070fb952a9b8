import { varintSize, writeVarint } from './varint.ts';

/** A small message put together field by field; the frequent ones (events) are written by hand elsewhere. */
export class WireWriter {
  private readonly parts: Uint8Array[] = [];

  number(field: number, value: number): this {
    const part = Buffer.allocUnsafe(varintSize(field * 8) + varintSize(value));
    writeVarint(part, writeVarint(part, 0, field * 8), value);
    this.parts.push(part);
    return this;
  }

  /** A 64-bit field that may be negative or above 2^53. */
  number64(field: number, value: bigint): this {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    const tag = Buffer.allocUnsafe(varintSize(field * 8));
    writeVarint(tag, 0, field * 8);
    this.parts.push(tag, Uint8Array.from(bytes));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    const head = Buffer.allocUnsafe(varintSize(field * 8 + 2) + varintSize(value.length));
    writeVarint(head, writeVarint(head, 0, field * 8 + 2), value.length);
    this.parts.push(head, value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, value: WireWriter): this {
    return this.bytes(field, value.done());
  }

  /** A field whose presence is its whole meaning (`Empty`). */
  mark(field: number): this {
    return this.bytes(field, NOTHING);
  }

  done(): Buffer {
    return Buffer.concat(this.parts);
  }
}

const NOTHING = new Uint8Array(0);

export const message = (): WireWriter => new WireWriter();
