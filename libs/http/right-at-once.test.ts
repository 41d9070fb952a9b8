import fc from 'fast-check';
import { plainDate } from '#calendar';
import { catalogue, factTypes } from '#events';
import { factShapes, FactsDto, SeveralChildrenDto, type Moment, type Shape } from './index.ts';
import { isRightAtOnce } from './right-at-once.ts';
import { faultsOneByOne } from './shape.ts';

const moment: Moment = { now: Date.parse('2028-06-15T11:00:00Z'), today: plainDate('2028-06-15') };
const fact = { type: 'ReferralReceived', data: catalogue.ReferralReceived.example };
const bodies: readonly { readonly shape: Shape; readonly body: object }[] = [
  ...factTypes.map((type) => ({ shape: factShapes[type], body: catalogue[type].example })),
  { shape: FactsDto, body: { facts: [fact, fact] } },
  { shape: SeveralChildrenDto, body: { facts: [fact], children: [{ child: 'A1', facts: [fact] }, { child: 'A2' }] } },
];
const names = [
  ...new Set(bodies.flatMap(({ body }) => Object.keys(body))),
  'at',
  'lateReason',
  'unheardOf',
  'toString',
];
const values = [
  ...new Set(bodies.flatMap(({ body }) => Object.values(body) as unknown[])),
  ...[undefined, null, '', 'a', '2028-06-15', '2028-06-16', '25:00', 0, -1, true, [], ['a'], {}, { on: '2026-01-05' }],
];
const changed = fc.record({
  of: fc.constantFrom(...bodies),
  changes: fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...values)), { maxLength: 3 }),
});

describe('a body that is right at once', () => {
  it('is every example there is', () => {
    expect(bodies.filter(({ shape, body }) => !isRightAtOnce(shape, body, moment))).toEqual([]);
  });

  it('is one in which class-validator finds nothing, and no other', () => {
    let right = 0;
    fc.assert(
      fc.property(changed, ({ of: { shape, body }, changes }) => {
        // As a body comes: parsed from JSON, where nothing is undefined.
        const given = JSON.parse(JSON.stringify({ ...body, ...Object.fromEntries(changes) })) as object;
        const isRight = isRightAtOnce(shape, given, moment);
        right += Number(isRight);
        expect(isRight).toBe(faultsOneByOne(shape, given, moment).length === 0);
      }),
      { numRuns: 2_000 },
    );
    expect(right).toBeGreaterThan(200);
  });
});
