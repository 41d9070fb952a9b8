import fc from 'fast-check';
import { repeatedName } from './repeated-name.ts';

describe('a name given twice in one object', () => {
  it.each([
    ['{"on":"2026-01-07","on":"2026-01-08"}', '/on'],
    [
      '{"facts":[{"type":"A","data":{}},{"type":"B","data":{"on":1, "note":"{\\"a\\":1,\\"a\\":2}","\\u006fn":2}}]}',
      '/facts/1/data/on',
    ],
    ['[[1,2],{"a":{"b":[]},"c":0,"a":1}]', '/1/a'],
    ['{"a/b~":1,"a/b~":2}', '/a~1b~0'],
    ['{"":1,"":2}', '/'],
  ])('of %s is found at %s', (text, pointer) => {
    expect(repeatedName(text)).toBe(pointer);
  });

  it.each(['{"a":{"a":[{"a":"a"},{"a":"\\\\"}]},"b":"a"}', '["a","a"]', '"a"', 'null', '{}', '{"a":"\\",\\"a\\":"}'])(
    'is not in %s',
    (text) => {
      expect(repeatedName(text)).toBeUndefined();
    },
  );

  it('is in no text that was written from a value', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => expect(repeatedName(text)).toBeUndefined()));
  });
});
