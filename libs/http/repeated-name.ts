/**
 * Where a JSON text names one member of an object twice, as a JSON pointer: the first such place, or nothing. `JSON.parse`
 * keeps the last of the two and passes over the first, so what a caller said would be lost unseen. The text is JSON: it
 * was parsed before.
 */
export function repeatedName(text: string): string | undefined {
  const open: Open[] = [];
  let within: Open | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === quote) {
      const end = endOfString(text, at);
      if (within?.names !== undefined && within.isNameNext) {
        within.place = nameIn(text, at, end);
        within.isNameNext = false;
        if (within.names.has(within.place)) return pointerOf(open);
        within.names.add(within.place);
      }
      at = end;
    } else if (sign === openBrace || sign === openBracket) {
      within = { names: sign === openBrace ? new Set() : undefined, place: 0, isNameNext: true };
      open.push(within);
    } else if (sign === closeBrace || sign === closeBracket) {
      open.pop();
      within = open.at(-1);
    } else if (sign === comma && within !== undefined) {
      within.isNameNext = true;
      if (typeof within.place === 'number') within.place += 1;
    }
  }
  return undefined;
}

/** An object or a list that the text is within. */
interface Open {
  /** The names an object has had; a list has none. */
  readonly names: Set<string> | undefined;
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
