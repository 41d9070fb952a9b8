import fc from 'fast-check';
import { suppressionRule, type Release, type ReleasedCount } from './release.ts';
import { hiddenCounts } from './suppress.ts';

const { mostHidden, possibilities } = suppressionRule;

/** A release and the counts it is all made of: whoever tries to undo the hiding tries every value of these. */
interface Made {
  readonly release: Release;
  readonly base: readonly string[];
}

type Shape = readonly (readonly [id: string, told: boolean, weight: number, of: readonly string[]])[];

/** Counts made of base counts; every count of several is a sum of them. */
function made(values: Readonly<Record<string, number>>, shape: Shape, sums: Release['sums']): Made {
  const counts = shape.map(([id, isTold, weight, of]): ReleasedCount => ({
    id,
    isTold,
    weight,
    count: of.reduce((sum, each) => sum + Number(values[each]), 0),
  }));
  return { release: { counts, sums }, base: Object.keys(values) };
}

const share = (numerator: number, rest: number): Made =>
  made(
    { n: numerator, r: rest },
    [
      ['n', true, 0, ['n']],
      ['r', false, 0, ['r']],
      ['d', true, 3, ['n', 'r']],
    ],
    [{ whole: 'd', parts: ['n', 'r'] }],
  );

const groups = (of: readonly number[]): Made => {
  const names = of.map((_, index) => `g${String(index)}`);
  const values = Object.fromEntries(of.map((count, index) => [`g${String(index)}`, count]));
  return made(
    values,
    [...names.map((name) => [name, true, 0, [name]] as const), ['all', true, 10, names]],
    [{ whole: 'all', parts: names }],
  );
};

/** Two quarters and their year, or two groups and their whole, of a share: numerators, rests and denominators all add up. */
const twice = ([n1, r1, n2, r2]: readonly [number, number, number, number]): Made =>
  made(
    { n1, r1, n2, r2 },
    [
      ['n1', true, 0, ['n1']],
      ['n2', true, 0, ['n2']],
      ['r1', false, 0, ['r1']],
      ['r2', false, 0, ['r2']],
      ['d1', true, 3, ['n1', 'r1']],
      ['d2', true, 3, ['n2', 'r2']],
      ['n', true, 1, ['n1', 'n2']],
      ['r', false, 1, ['r1', 'r2']],
      ['d', true, 4, ['n1', 'r1', 'n2', 'r2']],
    ],
    [
      { whole: 'd1', parts: ['n1', 'r1'] },
      { whole: 'd2', parts: ['n2', 'r2'] },
      { whole: 'n', parts: ['n1', 'n2'] },
      { whole: 'r', parts: ['r1', 'r2'] },
      { whole: 'd', parts: ['d1', 'd2'] },
      { whole: 'd', parts: ['n', 'r'] },
    ],
  );

/** Every value each count can have, for one who knows what is told, every sum, and that what is hidden is not zero. */
function possible(
  { release, base }: Made,
  shape: ReadonlyMap<string, readonly string[]>,
  hidden: ReadonlySet<string>,
): Map<string, Set<number>> {
  const found = new Map(release.counts.map(({ id }) => [id, new Set<number>()]));
  const most =
    Math.max(...release.counts.flatMap(({ id, count }) => (base.includes(id) ? [count] : [])), mostHidden) + 3;
  const values: Record<string, number> = {};
  const tryAll = (index: number): void => {
    const name = base[index];
    if (name !== undefined) {
      for (let value = 0; value <= most; value += 1) {
        values[name] = value;
        tryAll(index + 1);
      }
      return;
    }
    const sums = release.counts.map(({ id }) =>
      (shape.get(id) ?? []).reduce((sum, each) => sum + Number(values[each]), 0),
    );
    const fits = release.counts.every(({ id, count, isTold }, place) => {
      if (!isTold) return true;
      if (!hidden.has(id)) return sums[place] === count;
      return count === 0 || Number(sums[place]) > 0;
    });
    if (fits) release.counts.forEach(({ id }, place) => found.get(id)?.add(Number(sums[place])));
  };
  tryAll(0);
  return found;
}

function shapeOf({ release, base }: Made): ReadonlyMap<string, readonly string[]> {
  const of = new Map<string, readonly string[]>(base.map((name) => [name, [name]]));
  for (let isMoving = true; isMoving;) {
    isMoving = false;
    for (const { whole, parts } of release.sums) {
      if (of.has(whole) || !parts.every((part) => of.has(part))) continue;
      of.set(
        whole,
        parts.flatMap((part) => of.get(part) ?? []),
      );
      isMoving = true;
    }
  }
  return of;
}

const isSmall = (count: number): boolean => count >= 1 && count <= mostHidden;

/** That nobody can work out a hidden count, nor a small one that is told of nowhere. */
function expectSafe(given: Made): void {
  const hidden = hiddenCounts(given.release);
  const values = possible(given, shapeOf(given), hidden);
  const givenAway = given.release.counts.filter(({ id, count, isTold }) => {
    if (!hidden.has(id) && (isTold || !isSmall(count))) return false;
    return Number(values.get(id)?.size) < (isSmall(count) ? possibilities : 2);
  });
  expect({ hidden: [...hidden], givenAway }).toEqual({ hidden: [...hidden], givenAway: [] });
  const told = given.release.counts.filter(({ id, isTold }) => isTold && !hidden.has(id));
  expect(told.filter(({ count }) => isSmall(count))).toEqual([]);
}

const small = fc.nat({ max: 7 });

/** Groups two ways across: sums that hang in a ring, which ranges alone would not see through. */
const crossed = ([a, b, c, d]: readonly [number, number, number, number]): Made =>
  made(
    { a, b, c, d },
    [
      ...['a', 'b', 'c', 'd'].map((name) => [name, true, 0, [name]] as const),
      ['ab', true, 4, ['a', 'b']],
      ['cd', true, 4, ['c', 'd']],
      ['ac', true, 4, ['a', 'c']],
      ['bd', true, 4, ['b', 'd']],
      ['bc', true, 4, ['b', 'c']],
    ],
    [
      { whole: 'ab', parts: ['a', 'b'] },
      { whole: 'cd', parts: ['c', 'd'] },
      { whole: 'ac', parts: ['a', 'c'] },
      { whole: 'bd', parts: ['b', 'd'] },
      { whole: 'bc', parts: ['b', 'c'] },
    ],
  );

describe('nothing that is hidden can be worked out', () => {
  it('from a share and what it is of', () => {
    fc.assert(
      fc.property(fc.nat({ max: 14 }), fc.nat({ max: 14 }), (numerator, rest) => expectSafe(share(numerator, rest))),
      {
        numRuns: 400,
      },
    );
  });

  it('from groups that add up', () => {
    fc.assert(
      fc.property(fc.array(small, { minLength: 2, maxLength: 4 }), (of) => expectSafe(groups(of))),
      { numRuns: 200 },
    );
  });

  it('from quarters and their year, with numerators, denominators and what lies between them', () => {
    fc.assert(
      fc.property(fc.tuple(small, small, small, small), (of) => expectSafe(twice(of))),
      { numRuns: 40 },
    );
  });

  it('from groups two ways across, whose sums hang in a ring', () => {
    fc.assert(
      fc.property(fc.tuple(small, small, small, small), (of) => expectSafe(crossed(of))),
      { numRuns: 40 },
    );
  });

  it('from groups beside a whole that is told as it is without them', () => {
    fc.assert(
      fc.property(fc.tuple(small, small, small, small), (of) => {
        const { release, base } = twice(of);
        const whole = share(of[0] + of[2], of[1] + of[3]).release;
        const hidden = hiddenCounts(whole);
        const counts = release.counts.map((count): ReleasedCount => {
          if (!['n', 'd'].includes(count.id)) return count;
          return { ...count, settled: hidden.has(count.id) ? 'hidden' : 'told' };
        });
        const given = { release: { ...release, counts }, base };
        for (const id of ['n', 'd']) expect(hiddenCounts(given.release).has(id)).toBe(hidden.has(id));
        expectSafe(given);
      }),
      { numRuns: 60 },
    );
  });

  it('which would be worked out, were small counts alone hidden', () => {
    const lone = groups([3, 20, 30]);
    expect(possible(lone, shapeOf(lone), new Set(['g0'])).get('g0')).toEqual(new Set([3]));
    expect(possible(lone, shapeOf(lone), hiddenCounts(lone.release)).get('g0')?.size).toBeGreaterThan(possibilities);
  });

  it('even by one who knows how it was hidden, and hides every other table the same way', () => {
    const views = new Map<string, Map<string, Set<number>>>();
    const most = 13;
    for (let a = 0; a <= most; a += 1)
      for (let b = 0; b <= most; b += 1)
        for (let c = 0; c <= most; c += 1) {
          const { counts, sums } = groups([a, b, c]).release;
          const hidden = hiddenCounts({ counts, sums });
          const view = counts.map(({ id, count }) => (hidden.has(id) ? 'c' : count)).join(' ');
          const seen = views.get(view) ?? new Map<string, Set<number>>();
          views.set(view, seen);
          for (const { id, count } of counts) if (hidden.has(id)) seen.set(id, (seen.get(id) ?? new Set()).add(count));
        }
    const alone = [...views].flatMap(([view, seen]) =>
      [...seen]
        .filter(([, values]) => values.size === 1)
        .map(([id, values]) => `${view}: ${id} is ${[...values].join()}`),
    );
    // Beside the largest value tried, its neighbours are missing: nothing is said of those.
    expect(alone.filter((each) => Number(each.split(':')[0]?.split(' ').at(-1)) < most + mostHidden)).toEqual([]);
  });
});

const toldOf = ({ release }: Made): readonly (string | number)[] => {
  const hidden = hiddenCounts(release);
  return release.counts.filter(({ isTold }) => isTold).map(({ id, count }) => (hidden.has(id) ? 'c' : count));
};

describe('no more is hidden than must be', () => {
  it.each([
    ['4 of 19: the count goes, what it is of stays', share(4, 15), ['c', 19]],
    ['258 of 261: three are left, and the count would tell it', share(258, 3), ['c', 261]],
    ['5 of 10, the rest as small as the count', share(5, 5), ['c', 10]],
    ['nobody of 24', share(0, 24), [0, 24]],
    ['all 297', share(297, 0), [297, 297]],
    ['3 of 3', share(3, 0), ['c', 'c']],
    ['250 of 261', share(250, 11), [250, 261]],
  ] as const)('%s', (_, given, told) => {
    expect(toldOf(given)).toEqual(told);
  });

  it.each([
    ['nothing small', [12, 0, 7], [12, 0, 7, 19]],
    ['one small group, and one beside it', [3, 0, 20, 30], ['c', 0, 'c', 30, 53]],
    ['two small groups that cover one another', [3, 4, 20, 30], ['c', 'c', 20, 30, 57]],
    ['two groups of one: their sum would tell it, so a third', [1, 1, 20, 30], ['c', 'c', 'c', 30, 52]],
    ['a small whole', [3, 0, 0], ['c', 0, 0, 'c']],
  ] as const)('%s', (_, of, told) => {
    expect(toldOf(groups(of))).toEqual(told);
  });

  it('tells again whatever it hid for another and need not have', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 40 }), { minLength: 3, maxLength: 6 }), (of) => {
        const smallOnes = of.filter(isSmall);
        const hidden = hiddenCounts(groups(of).release);
        if (smallOnes.length === 0) expect([...hidden]).toEqual([]);
        expect(hidden.size).toBeLessThanOrEqual(smallOnes.length + 2);
      }),
      { numRuns: 200 },
    );
  });
});
