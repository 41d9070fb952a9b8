import { SaxesParser } from 'saxes';
import { CensusUnreadable, type Place } from './census-fault.ts';

/** What is met while an XML document streams by. */
export interface XmlListener {
  readonly opened: (name: string, place: Place) => void;
  readonly closed: (name: string, text: string) => void;
}

export interface XmlStream {
  /** Takes the next bytes. Throws `CensusUnreadable`. */
  readonly push: (bytes: Uint8Array) => void;
  /** Says that there are no more. Throws `CensusUnreadable` where the document is not whole. */
  readonly end: () => void;
}

/** No census needs more: whatever is larger is an attack or a mistake, and is not taken into memory. */
const mostDepth = 16;
const mostBetweenTags = 65_536;
const piece = 16_384;

/**
 * Reads XML as it arrives, holding no more of it than one element's text. Attributes, comments and processing instructions
 * are read past. A document type declaration is refused wherever it stands, and with it every entity but XML's own five.
 */
export function xmlStream(listener: XmlListener): XmlStream {
  const parser = new SaxesParser({ position: true });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const texts: string[] = [];
  let head: Uint8Array | undefined = new Uint8Array(0);
  let lastTagAt = 0;
  let isOver = false;
  const here = (): Place => ({ line: parser.line, column: parser.column });

  parser.on('error', (error) => {
    throw malformed(error.message, here(), isOver);
  });
  parser.on('doctype', () => {
    throw new CensusUnreadable('doctype', withoutDoctype, here());
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) throw wrongEncoding(`says it is ${encoding}`);
  });
  parser.on('opentagstart', ({ name }) => {
    if (texts.length === mostDepth) {
      throw new CensusUnreadable(
        'too-deep',
        `Elements stand within one another over ${String(mostDepth)} deep.`,
        here(),
      );
    }
    texts.push('');
    // The character after the name has been read, and it may have ended the line.
    const { line, column } = here();
    const place =
      column === 0 ? { line: line - 1, column: 1 } : { line, column: Math.max(1, column - name.length - 1) };
    listener.opened(name, place);
  });
  parser.on('opentag', () => {
    lastTagAt = parser.position;
  });
  const collect = (text: string): void => {
    const last = texts.length - 1;
    if (last >= 0) texts[last] = (texts[last] ?? '') + text;
  };
  parser.on('text', collect);
  parser.on('cdata', collect);
  parser.on('closetag', ({ name }) => {
    lastTagAt = parser.position;
    listener.closed(name, texts.pop() ?? '');
  });

  const write = (text: string): void => {
    for (let from = 0; from < text.length; from += piece) {
      parser.write(text.slice(from, from + piece));
      if (parser.position - lastTagAt > mostBetweenTags) {
        throw new CensusUnreadable(
          'too-large',
          'A text, attribute or comment is over 64 KiB long. No census needs that.',
          here(),
        );
      }
    }
  };
  const decoded = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw wrongEncoding(`holds bytes after line ${String(parser.line)} that are not UTF-8`);
    }
  };
  return {
    push(bytes) {
      if (head === undefined) {
        write(decoded(bytes));
        return;
      }
      head = joined(head, bytes);
      if (head.length < 4) return;
      checkStart(head);
      const start = head;
      head = undefined;
      write(decoded(start));
    },
    end() {
      isOver = true;
      if (head !== undefined) {
        checkStart(head);
        write(decoded(head));
      }
      write(decoded());
      parser.close();
    },
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** What the first bytes tell of a file that is no XML in UTF-8. */
function checkStart(bytes: Uint8Array): void {
  const [a = 0, b = 0, c = 0] = bytes;
  if (bytes.length === 0) throw new CensusUnreadable('empty', 'The file is empty.');
  if (a === 0x1f && b === 0x8b)
    throw new CensusUnreadable('compressed', 'The file is gzipped. Unpack it first (gunzip).');
  if (a === 0x50 && b === 0x4b) throw new CensusUnreadable('compressed', 'The file is a zip archive. Unpack it first.');
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0) throw wrongEncoding('is UTF-16');
  const first = a === 0xef && b === 0xbb && c === 0xbf ? bytes[3] : a;
  const isSpace = first === 0x20 || first === 0x09 || first === 0x0a || first === 0x0d;
  if (first !== undefined && first !== 0x3c && !isSpace) {
    throw new CensusUnreadable('not-xml', 'The file is not XML: it does not begin with "<".', { line: 1, column: 1 });
  }
}

const withoutDoctype =
  'The file has a document type declaration. No census has one, and its entities could read other files or fill the memory: ' +
  'remove the <!DOCTYPE …> and make the file again.';

function wrongEncoding(what: string): CensusUnreadable {
  return new CensusUnreadable(
    'wrong-encoding',
    `The file ${what}. Save it as UTF-8, and let its first line say encoding="UTF-8".`,
  );
}

function malformed(message: string, place: Place, isOver: boolean): CensusUnreadable {
  const said = message.replace(/^\d+:\d+: /, '');
  if (isOver) {
    return new CensusUnreadable(
      'truncated',
      `The file ends before it is whole (${said}). Fetch the whole file and import it again.`,
      place,
    );
  }
  return new CensusUnreadable('malformed', `This is not well-formed XML (${said}).`, place);
}
