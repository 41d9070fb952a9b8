/** Choices that look like chance and are the same on every run: the same seed gives the same journeys, byte for byte. */
export interface Chance {
  /** A whole number from 0 up to but not including `n`. */
  readonly below: (n: number) => number;
  /** A whole number from `low` to `high`, both included; `low` when `high` is lower. */
  readonly between: (low: number, high: number) => number;
  /** True so many times in a hundred. */
  readonly percent: (share: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  /** The same things in another order; `from` is left as it is. */
  readonly shuffled: <T>(from: readonly T[]) => T[];
}

/** A stream of choices from a seed (mulberry32: 32 bits of state, one multiplication each). */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    between: (low, high) => low + (high > low ? below(high - low + 1) : 0),
    percent: (share) => next() * 100 < share,
    pick: <T>(from: readonly T[]): T => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new RangeError('Nothing to pick from: give at least one thing.');
      return picked;
    },
    shuffled: <T>(from: readonly T[]): T[] => {
      const order = [...from];
      for (let last = order.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [order[last], order[other]] = [order[other] as T, order[last] as T];
      }
      return order;
    },
  };
}
