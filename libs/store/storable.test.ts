import fc from 'fast-check';
import { Unstorable } from './errors.ts';
import { assertStorable, type NewEvent } from './storable.ts';
import { referral } from './test-support.ts';

const pointerOf = (data: unknown): string => faultIn([referral(), referral(0, { data })]);

const faultIn = (events: readonly NewEvent[]): string => {
  try {
    assertStorable('journey-855.a', 'no-stream', events);
  } catch (error) {
    if (error instanceof Unstorable) return error.pointer;
    throw error;
  }
  return 'storable';
};

const itself: Record<string, unknown> = {};
itself['itself'] = itself;

describe('what the store can keep and give back unchanged', () => {
  it.each([
    ['a whole number beyond JSON', { n: 1n }, '/1/data/n'],
    ['not a number', { n: NaN }, '/1/data/n'],
    ['an endless number', { list: [0, Infinity] }, '/1/data/list/1'],
    ['a date object', { on: new Date(0) }, '/1/data/on'],
    ['a map', { 'a/b~c': new Map() }, '/1/data/a~1b~0c'],
    ['a function', { deep: { er: [{ f: () => 1 }] } }, '/1/data/deep/er/0/f'],
    ['a symbol', { s: Symbol('s') }, '/1/data/s'],
    ['undefined in a list', { list: [undefined] }, '/1/data/list/0'],
    ['bytes', { b: new Uint8Array(1) }, '/1/data/b'],
    ['something that writes itself otherwise', { toJSON: () => 1 }, '/1/data'],
    ['no object', 'text', '/1/data'],
    ['nothing', undefined, '/1/data'],
    ['a list', [], '/1/data'],
  ])('is not %s, and the refusal points at it', (_, data, pointer) => {
    expect(pointerOf(data)).toBe(pointer);
  });

  it('is not data that contains itself', () => {
    expect(pointerOf(itself)).toMatch('/1/data/itself/itself');
  });

  it('is an object of plain values, with properties left undefined as good as not given', () => {
    expect(pointerOf({ a: null, b: [{ c: 'd' }], e: undefined, f: -1.5, g: true })).toBe('storable');
  });

  it('is whatever JSON gives back equal, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
        ),
        (data) => {
          if (pointerOf(data) !== 'storable') return;
          const back: unknown = JSON.parse(JSON.stringify(data));
          expect(back).toEqual(JSON.parse(JSON.stringify(back)));
          // Equal but for what JSON takes for the same: -0 and 0, undefined and absent.
          expect(JSON.stringify(back)).toBe(JSON.stringify(data));
        },
      ),
    );
  });

  it.each([
    ['an id that is no UUID', [referral(0, { id: 'one' })], '/0/id'],
    ['a type without a name', [referral(0, { type: '' })], '/0/type'],
    ['a type of the store’s own', [referral(0, { type: '$metadata' })], '/0/type'],
    ['metadata that JSON cannot carry', [referral(0, { metadata: { at: new Date(0) } })], '/0/metadata/at'],
    ['no events', [], ''],
  ])('does not include %s', (_, events, pointer) => {
    expect(faultIn(events)).toBe(pointer);
  });

  it.each([
    ['', 0],
    ['$all', 0],
    ['journey-855.a', -1],
    ['journey-855.a', 0.5],
    ['journey-855.a', NaN],
  ] as const)('does not go to stream %j at %j', (stream, expected) => {
    expect(() => {
      assertStorable(stream, expected, [referral()]);
    }).toThrow(Unstorable);
  });
});
