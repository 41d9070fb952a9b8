import fc from 'fast-check';
import { canonical, NotCanonical } from './index.ts';

describe('the canonical form of RFC 8785', () => {
  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s (appendix B) as %s', (bits, written) => {
    expect(canonical(Buffer.from(bits, 'hex').readDoubleBE())).toBe(written);
  });

  it('writes the sample of section 3.2.2', () => {
    const sample: unknown = JSON.parse(
      String.raw`{ "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }`,
    );
    expect(canonical(sample)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('puts members in the order of section 3.2.3: by UTF-16 code units', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonical(sample)) as object)).toEqual([
      // ECMAScript itself puts whole numbers first when it reads them back.
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonical(sample).startsWith(String.raw`{"\r":"Carriage Return","1":"One"`)).toBe(true);
  });

  it.each([
    [{ b: 1, a: undefined }, '{"b":1}'],
    [{ a: undefined }, '{}'],
    [Object.assign(Object.create(null) as object, { b: 2, a: 1 }), '{"a":1,"b":2}'],
    [JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
    [[], '[]'],
    ['', '""'],
    [null, 'null'],
  ])('writes %j as %s', (value: unknown, written) => {
    expect(canonical(value)).toBe(written);
  });

  it('is the same whatever order the members were given in, and reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = canonical(value);
        expect(canonical(reversed(value))).toBe(written);
        // JSON itself cannot hold the minus sign of −0.
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('what JSON cannot carry whole', () => {
  const itself: { in?: unknown } = {};
  itself.in = [itself];

  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'the top is undefined'],
    ['undefined in an array', { a: [1, undefined] }, '/a/1 is undefined'],
    ['a hole in an array', { a: Array(1) }, '/a/0 is undefined'],
    ['NaN', { a: { b: Number.NaN } }, '/a/b is NaN'],
    ['infinity', [Number.NEGATIVE_INFINITY], '/0 is -Infinity'],
    ['a big integer', { n: 1n }, '/n is a bigint'],
    ['a function', { f: () => 1 }, '/f is a function'],
    ['a symbol', [Symbol('s')], '/0 is a symbol'],
    ['a lone high surrogate', { name: 'a\ud83d' }, '/name holds half of a character'],
    ['a lone low surrogate', { name: '\ude00\ud83d' }, '/name holds half of a character'],
    ['a lone surrogate in a name', { a: { '\ud83d': 1 } }, 'holds half of a character'],
    ['a map', { m: new Map() }, '/m is not a plain object'],
    ['an object of a class', { e: new Error('x') }, '/e is not a plain object'],
    ['names with a slash or tilde', { 'a/b': { '~': undefined, 'c~': Number.NaN } }, '/a~1b/c~0 is NaN'],
    ['itself', itself, 'nested over 200 deep, or in itself'],
  ])('%s is refused, and the place is named', (_what, value, sentence) => {
    expect(() => canonical(value)).toThrow(NotCanonical);
    expect(() => canonical(value)).toThrow(sentence);
  });

  it('is told as a pointer', () => {
    try {
      canonical({ data: { ages: [1, Number.NaN] } });
      throw new Error('not refused');
    } catch (error) {
      expect(error).toMatchObject({ name: 'NotCanonical', pointer: '/data/ages/1' });
    }
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
