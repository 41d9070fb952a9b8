/**
 * Where a JSON text names one member of an object more than once: each such place once, as a JSON pointer. `JSON.parse`
 * keeps the last of them and passes over the others, so what a caller said would be lost unseen. The text is JSON: it
 * was parsed before. Of a hostile one the first places alone are told, as many as make up some pages.
 */
export function repeatedNames(text: string): readonly string[] {
  const found = new Set<string>();
  let told = 0;
  const open: Open[] = [];
  let within: Open | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === quote) {
      const end = endOfString(text, at);
      if (within?.names !== undefined && within.isNameNext) {
        within.place = nameIn(text, at, end);
        within.isNameNext = false;
        const times = (within.names.get(within.place) ?? 0) + 1;
        within.names.set(within.place, times);
        if (times === 2) {
          const pointer = pointerOf(open);
          found.add(pointer);
          told += pointer.length;
          if (told > mostTold) return [...found];
        }
      }
      at = end;
    } else if (sign === openBrace || sign === openBracket) {
      within = { names: sign === openBrace ? new Map() : undefined, place: 0, isNameNext: true };
      open.push(within);
    } else if (sign === closeBrace || sign === closeBracket) {
      open.pop();
      within = open.at(-1);
    } else if (sign === comma && within !== undefined) {
      within.isNameNext = true;
      if (typeof within.place === 'number') within.place += 1;
    }
  }
  return [...found];
}

/** The same of a file that somebody wrote by hand, each place in a sentence with what to do. */
export function repeatedInWords(text: string): readonly { readonly pointer: string; readonly says: string }[] {
  return repeatedNames(text).map((pointer) => ({ pointer, says: `"${pointer}" is given twice. Give it once.` }));
}

/** Characters of pointers: each may be as long as the text, and there may be as many. */
const mostTold = 16_384;

/** An object or a list that the text is within. */
interface Open {
  /** The names an object has had, and how often; a list has none. */
  readonly names: Map<string, number> | undefined;
  /** The name, or the number in the list, of the value that is being read. */
  place: string | number;
  isNameNext: boolean;
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

function endOfString(text: string, begin: number): number {
  let end = begin + 1;
  while (text.charCodeAt(end) !== quote) end += text.charCodeAt(end) === backslash ? 2 : 1;
  return end;
}

/** A name may be written in several ways: `on` is also `\u006fn`. */
function nameIn(text: string, begin: number, end: number): string {
  const plain = text.slice(begin + 1, end);
  return plain.includes('\\') ? String(JSON.parse(text.slice(begin, end + 1))) : plain;
}

function pointerOf(open: readonly Open[]): string {
  return open.map(({ place }) => `/${String(place).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
