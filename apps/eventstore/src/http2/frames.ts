import { MalformedMessage } from '../wire/reader.ts';

/** Larger than any append that is allowed, so that the append limit is what a sender hears of. */
const MESSAGE_LIMIT = 16 * 1024 * 1024;
const HEAD = 5;

export type MessageCutter = {
  readonly take: (chunk: Buffer) => void;
  /** To be called when no more will come: a message of which only the beginning came is a fault. */
  readonly end: () => void;
};

/** Cuts an incoming byte stream into gRPC messages, each with a five-byte head, wherever the chunks happen to fall. */
export function messageCutter(deliver: (message: Buffer) => void): MessageCutter {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = HEAD;

  function take(chunk: Buffer): void {
    chunks.push(chunk);
    held += chunk.length;
    // Joining only once a whole message has come keeps a large message linear in its size.
    if (held < wanted) return;
    const joined = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    let at = 0;
    wanted = HEAD;
    while (joined.length - at >= HEAD) {
      const length = messageLength(joined, at);
      if (joined.length - at - HEAD < length) {
        wanted = HEAD + length;
        break;
      }
      deliver(joined.subarray(at + HEAD, at + HEAD + length));
      at += HEAD + length;
    }
    const rest = joined.subarray(at);
    chunks = rest.length === 0 ? [] : [rest];
    held = rest.length;
  }

  return {
    take,
    end: () => {
      if (held > 0) throw new MalformedMessage('the call ended before it did');
    },
  };
}

/** One message with its head, ready to be written. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(HEAD + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, HEAD);
  return framed;
}

function messageLength(joined: Buffer, at: number): number {
  if (joined[at] !== 0) throw new MalformedMessage('it is compressed, which this node does not accept');
  const length = joined.readUInt32BE(at + 1);
  if (length > MESSAGE_LIMIT) throw new MalformedMessage(`it is larger than ${String(MESSAGE_LIMIT)} bytes`);
  return length;
}
