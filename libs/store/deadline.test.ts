import fc from 'fast-check';
import { backOffMs, pause, within } from './deadline.ts';

describe('the pause before the next try', () => {
  it('grows from tens of milliseconds to some seconds, and no further', () => {
    const longest = [0, 1, 2, 3, 20, 2_000].map((failures) => backOffMs(failures, () => 1 - Number.EPSILON));
    expect(longest.map(Math.round)).toEqual([50, 100, 200, 400, 5_000, 5_000]);
  });

  it('is left half to chance, so that many who lost the store at once do not return at once', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, chance) => {
        const least = backOffMs(failures, () => 0);
        const ms = backOffMs(failures, () => chance);
        expect(ms).toBeGreaterThanOrEqual(least);
        expect(ms).toBeLessThanOrEqual(2 * least);
      }),
    );
  });

  it('ends when the signal says so, and does not begin after it', async () => {
    const stop = new AbortController();
    const pausing = pause(1_000_000, stop.signal);
    stop.abort();
    await expect(pausing).resolves.toBeUndefined();
    await expect(pause(1_000_000, stop.signal)).resolves.toBeUndefined();
  });
});

describe('a call with a deadline', () => {
  const late = (): Error => new Error('late');

  it('gives the answer, or the failure, that comes in time', async () => {
    await expect(within(Promise.resolve(1), 1_000, late)).resolves.toBe(1);
    await expect(within(Promise.reject(new Error('no')), 1_000, late)).rejects.toThrow('no');
  });

  it('fails when none comes, and is not troubled by one that comes later', async () => {
    let fail = (_: Error): void => undefined;
    const never = new Promise<number>((_, reject) => {
      fail = reject;
    });
    await expect(within(never, 1, late)).rejects.toThrow('late');
    fail(new Error('much later'));
    await new Promise(setImmediate);
  });
});
