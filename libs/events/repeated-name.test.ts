import fc from 'fast-check';
import { repeatedNames } from './repeated-name.ts';

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
    expect(repeatedNames(text)).toEqual([pointer]);
  });

  it('is found wherever there is one, each place once', () => {
    const text = '{"facts":[{"on":1,"on":2,"on":3},{"data":{"a":{"b":1,"b":1},"a":{"b":1,"b":2}}}],"x":1,"x":2}';
    expect(repeatedNames(text)).toEqual(['/facts/0/on', '/facts/1/data/a/b', '/facts/1/data/a', '/x']);
  });

  it('is told of some pages alone where a hostile text has as many as fit in it, each far within', () => {
    const many = Array.from({ length: 20_000 }, (_, n) => `"k${String(n)}":1,"k${String(n)}":1`).join(',');
    const text = `{"${'long'.repeat(100_000)}":{${many}}}`;
    expect(repeatedNames(text)).toHaveLength(1);
    expect(repeatedNames(`{${many}}`).length).toBeGreaterThan(1_000);
  });

  it.each(['{"a":{"a":[{"a":"a"},{"a":"\\\\"}]},"b":"a"}', '["a","a"]', '"a"', 'null', '{}', '{"a":"\\",\\"a\\":"}'])(
    'is not in %s',
    (text) => {
      expect(repeatedNames(text)).toEqual([]);
    },
  );

  it('is in no text that was written from a value', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => expect(repeatedNames(text)).toEqual([])));
  });
});
