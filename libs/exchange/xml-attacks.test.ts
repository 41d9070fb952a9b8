import { censusReader } from './census-reader.ts';
import { CensusUnreadable } from './census-fault.ts';

const header = (year: string) =>
  `<Header><CollectionDetails><Collection>CIN</Collection><Year>${year}</Year><ReferenceDate>${year}-03-31</ReferenceDate></CollectionDetails><Source><LEA>855</LEA></Source></Header>`;
const head = `<Message>${header('2025')}<Children>`;
const child = (id: string) =>
  `<Child><ChildIdentifiers><LAchildID>${id}</LAchildID><Sex>F</Sex></ChildIdentifiers><CINdetails><CINreferralDate>2024-05-06</CINreferralDate><ReferralNFA>1</ReferralNFA></CINdetails></Child>`;
const whole = `${head}${child('A1')}${child('A2')}</Children></Message>`;

/** Reads bytes in pieces of a size; the children read before it ended, and why it ended where it is no census. */
function read(
  bytes: Uint8Array,
  size = 7,
): { readonly children: readonly (string | undefined)[]; readonly code?: string; readonly message?: string } {
  const reader = censusReader('855');
  const children: (string | undefined)[] = [];
  try {
    for (let at = 0; at < bytes.length; at += size) {
      for (const each of reader.push(bytes.subarray(at, at + size))) children.push(each.id);
    }
    reader.end();
    return { children };
  } catch (error) {
    if (!(error instanceof CensusUnreadable)) throw error;
    return { children, code: error.code, message: error.message };
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, mark: boolean) => new Uint8Array(Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le'));

it.each([1, 2, 3, 5, 64, 100_000])('reads a file whatever pieces of %i bytes it comes in', (size) => {
  expect(read(utf8(whole), size)).toEqual({ children: ['A1', 'A2'] });
});

it('reads a file that begins with a byte order mark, says it is UTF-8, and has comments and line ends of any kind', () => {
  const text = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- made by hand -->\r\n${whole.replaceAll('><', '>\r\n<')}\r\n`;
  expect(read(utf8(text), 3)).toEqual({ children: ['A1', 'A2'] });
});

it.each([
  [
    'a child’s element of another name',
    'Children/Kind',
    whole.replace('<Child>', '<Kind>').replace('</Child>', '</Kind>'),
  ],
  [
    'a list of another name',
    'Message/children',
    whole.replace('<Children>', '<children>').replace('</Children>', '</children>'),
  ],
])('%s is told, not passed over in silence', (_, element, text) => {
  const reader = censusReader('855');
  const faults = reader.push(utf8(text.replace('<Children>', '\n<Children>'))).flatMap((each) => each.faults);
  reader.end();
  expect(faults.filter(({ code }) => code === 'unknown-element')).toEqual([
    expect.objectContaining({ element, line: element.startsWith('Children') ? 2 : 1, leftOut: 'item' }),
  ]);
});

describe('a file that is no census is refused with a clear error', () => {
  it.each<[string, string, Uint8Array]>([
    ['empty', 'empty', utf8('')],
    ['gzipped', 'compressed', new Uint8Array([0x1f, 0x8b, 8, 0, 0])],
    ['zipped', 'compressed', utf8('PK\u0003\u0004rest')],
    ['JSON', 'not-xml', utf8('{"Message": 1}')],
    ['CSV', 'not-xml', utf8('LAchildID,UPN\n1,2')],
    ['UTF-16 with a mark', 'wrong-encoding', utf16(whole, true)],
    ['UTF-16 without one', 'wrong-encoding', utf16(whole, false)],
    ['said to be in another encoding', 'wrong-encoding', utf8(`<?xml version="1.0" encoding="windows-1252"?>${whole}`)],
    [
      'in another encoding than it says',
      'wrong-encoding',
      new Uint8Array(Buffer.from(whole.replace('A2', 'é'), 'latin1')),
    ],
    ['of a document type', 'doctype', utf8(`<!DOCTYPE Message SYSTEM "file:///etc/passwd">${whole}`)],
    [
      'of entities that grow (a billion laughs)',
      'doctype',
      utf8(`<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${whole.replace('A1', '&b;')}`),
    ],
    ['of an entity nobody declared', 'malformed', utf8(whole.replace('A1', '&passwd;'))],
    ['cut off within an element', 'truncated', utf8(whole.slice(0, -30))],
    ['cut off within a tag', 'truncated', utf8(whole.slice(0, -5))],
    ['not well-formed', 'malformed', utf8(whole.replace('</Children>', '</Child>'))],
    ['over its end', 'malformed', utf8(`${whole}<More/>`)],
    ['of another root', 'wrong-root', utf8('<SSDA903><Header/></SSDA903>')],
    ['too deep', 'too-deep', utf8(`<Message>${'<a>'.repeat(40)}`)],
    ['of a huge attribute', 'too-large', utf8(`<Message><Header a="${'x'.repeat(200_000)}"/>`)],
    ['of a huge text', 'too-large', utf8(head.replace('855', '8'.repeat(200_000)))],
    ['of a huge comment', 'too-large', utf8(`${head}<!--${'x'.repeat(200_000)}-->`)],
    ['of a huge name', 'too-large', utf8(`<Message><${'x'.repeat(200_000)}>`)],
    ['of a child without end', 'too-large', utf8(`${head}<Child>${'<a/>'.repeat(30_000)}`)],
    ['without a header', 'wrong-header', utf8(`<Message><Children>${child('A1')}</Children></Message>`)],
    ['of two headers', 'wrong-header', utf8(whole.replace('<Children>', `${header('2026')}<Children>`))],
    [
      'of a header after its children',
      'wrong-header',
      utf8(whole.replace('</Message>', `${header('2026')}</Message>`)),
    ],
    ['of another authority', 'other-authority', utf8(whole.replace('855', '857'))],
    ['of another collection', 'other-collection', utf8(whole.replace('>CIN<', '>CLA<'))],
    ['of a year nobody knows', 'unknown-year', utf8(whole.replaceAll('2025', '2031'))],
    ['of another reference date than its year’s', 'wrong-header', utf8(whole.replace('2025-03-31', '2024-03-31'))],
  ])('%s', (_, code, bytes) => {
    const answer = read(bytes, 4096);
    expect(answer).toMatchObject({ code });
    expect(answer.message).toMatch(/^(Line \d+, column \d+: )?[A-Z].*[.)]$/);
  });

  it('and what came before the place stands', () => {
    expect(read(utf8(whole.slice(0, -40)))).toMatchObject({ children: ['A1'], code: 'truncated' });
  });
});
