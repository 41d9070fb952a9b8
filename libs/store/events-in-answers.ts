import type { AllStreamResolvedEvent } from '@eventstore/db-client';

/**
 * The event that an answer of the store's to a read holds, exactly as the client would take it out: by its protocol's wire
 * format, which is read here once and for what it is, where the client makes some ten objects of it and turns them over.
 * Undefined where an answer is another, or holds anything that is not of an ordinary event of JSON: a link, binary data,
 * data that is not JSON, a number beyond those that are safe, a field unknown. The client takes those.
 */
export function eventIn(answer: Buffer): AllStreamResolvedEvent | undefined {
  try {
    return resolvedIn(new Wire(answer));
  } catch {
    return undefined;
  }
}

/** What an answer holds first, as a rule: tells events from all else that a store answers. */
export const eventTag = 0x0a;

function resolvedIn(wire: Wire): AllStreamResolvedEvent {
  wire.expect(eventTag);
  const end = wire.end();
  if (end !== wire.bytes.length) throw forTheClient;
  let event: object | undefined;
  let commit: number | undefined;
  while (wire.at < end) {
    switch (wire.varint()) {
      case 0x0a:
        event = recordedIn(wire, wire.end());
        break;
      case 0x18:
        commit = wire.varint();
        break;
      case 0x22:
        commit = undefined;
        wire.at = wire.end();
        break;
      default:
        throw forTheClient;
    }
  }
  if (event === undefined || wire.at !== end) throw forTheClient;
  return (commit === undefined ? { event } : { event, commitPosition: BigInt(commit) }) as AllStreamResolvedEvent;
}

/** A recorded event, up to where it ends: its fields in whatever order, those that are nothing left out. */
function recordedIn(wire: Wire, end: number): object {
  let id: string | undefined;
  let streamId: string | undefined;
  let type: string | undefined;
  let created: number | undefined;
  let isJson = false;
  let [revision, prepare, commit] = [0, 0, 0];
  let metadata: unknown;
  let data: unknown;
  while (wire.at < end) {
    switch (wire.varint()) {
      case 0x0a: {
        const after = wire.end();
        wire.expect(0x12);
        id = wire.text(after);
        break;
      }
      case 0x12: {
        const after = wire.end();
        wire.expect(0x1a);
        streamId = wire.text(after);
        break;
      }
      case 0x18:
        revision = wire.varint();
        break;
      case 0x20:
        prepare = wire.varint();
        break;
      case 0x28:
        commit = wire.varint();
        break;
      case 0x32: {
        const after = wire.end();
        wire.expect(0x0a);
        if (wire.isNext(typeProperty)) {
          wire.expect(0x12);
          type = wire.text(after);
        } else if (wire.isNext(createdProperty)) {
          wire.expect(0x12);
          created = wire.milliseconds(after);
        } else if (wire.isNext(contentTypeProperty)) {
          wire.expect(0x12);
          if (!wire.isNext(ofJson) || wire.at !== after) throw forTheClient;
          isJson = true;
        } else {
          wire.at = after;
        }
        break;
      }
      case 0x3a:
        metadata = JSON.parse(wire.text());
        break;
      case 0x42:
        data = JSON.parse(wire.text());
        break;
      default:
        throw forTheClient;
    }
  }
  if (id === undefined || streamId === undefined || type === undefined || created === undefined) throw forTheClient;
  if (!isJson || data === undefined || wire.at !== end) throw forTheClient;
  const commitAt = BigInt(commit);
  return {
    streamId,
    id,
    revision: BigInt(revision),
    type,
    data,
    metadata,
    isJson,
    created: new Date(created),
    position: { commit: commitAt, prepare: prepare === commit ? commitAt : BigInt(prepare) },
  };
}

/** Ends the attempt; told to nobody. */
const forTheClient = new Error('This answer is for the client to read.');

const typeProperty = Buffer.from('type');
const createdProperty = Buffer.from('created');
const contentTypeProperty = Buffer.from('content-type');
const ofJson = Buffer.from('application/json');

/** A place in a message. Each of these takes what is there and goes on, or gives up where it is not as expected. */
class Wire {
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** A number that is safe. */
  varint(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw forTheClient;
      this.at += 1;
      value += (byte & 0x7f) * unit;
      if (value > Number.MAX_SAFE_INTEGER) throw forTheClient;
      if (byte < 0x80) return value;
    }
  }

  /** Where what begins with its length ends. */
  end(): number {
    const length = this.varint();
    const end = this.at + length;
    if (end > this.bytes.length) throw forTheClient;
    return end;
  }

  expect(byte: number): void {
    if (this.bytes[this.at] !== byte) throw forTheClient;
    this.at += 1;
  }

  /** A text, which must end where it is said to. */
  text(expected?: number): string {
    const end = this.end();
    if (expected !== undefined && end !== expected) throw forTheClient;
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end;
    return text;
  }

  /** Whether this text is next; passed over then. */
  isNext(text: Buffer): boolean {
    const { bytes, at } = this;
    if (bytes[at] !== text.length) return false;
    for (let place = 0; place < text.length; place += 1) {
      if (bytes[at + 1 + place] !== text[place]) return false;
    }
    this.at = at + 1 + text.length;
    return true;
  }

  /** An instant that is told in decimal digits, in units of 100 nanoseconds: those beyond the millisecond are dropped. */
  milliseconds(expected: number): number {
    const end = this.end();
    if (end !== expected || end - this.at <= digitsBeyond) throw forTheClient;
    let value = 0;
    for (; this.at < end; this.at += 1) {
      const digit = (this.bytes[this.at] ?? 0) - 0x30;
      if (!(digit >= 0 && digit <= 9)) throw forTheClient;
      if (this.at < end - digitsBeyond) value = value * 10 + digit;
    }
    if (value > Number.MAX_SAFE_INTEGER) throw forTheClient;
    return value;
  }
}

const digitsBeyond = 4;
