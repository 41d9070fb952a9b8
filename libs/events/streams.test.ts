import fc from 'fast-check';
import { journeyStream, parseJourneyStream } from './streams.ts';

describe('the stream of a child’s journey', () => {
  it('is named after the authority and the child', () => {
    expect(journeyStream('855', 'c-1')).toBe('journey-855.c-1');
  });

  it('tells them again, whatever the child’s id', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{3}$/), fc.string({ minLength: 1 }), (authority, child) => {
        expect(parseJourneyStream(journeyStream(authority, child))).toEqual({ authority, child });
      }),
    );
  });

  it.each(['receipts-855', 'journey-', 'journey-855', 'journey-855.', 'journey-.a', '$$journey-855.a'])(
    'is not %s',
    (name) => {
      expect(parseJourneyStream(name)).toBeNull();
    },
  );

  it.each([
    ['', 'a'],
    ['8.5', 'a'],
    ['855', ''],
  ])('cannot be made of authority %j and child %j', (authority, child) => {
    expect(() => journeyStream(authority, child)).toThrow(RangeError);
  });
});
