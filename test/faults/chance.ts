import { randomInt } from 'node:crypto';

/** Everything a suite leaves to chance, the same for the same seed. */
export interface Chance {
  /** A whole number from 0 up to, and not including, `bound`. */
  readonly below: (bound: number) => number;
  readonly between: (least: number, most: number) => number;
  readonly oneOf: <T>(choices: readonly T[]) => T;
  /** True so many times in a hundred. */
  readonly inHundred: (times: number) => boolean;
}

export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  /** Mulberry32. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    oneOf: <T>(choices: readonly T[]) => choices[below(choices.length)] as T,
    inHundred: (times) => below(100) < times,
  };
}

/** `npm run test:faults`: every suite goes on for long. */
export const isLong = process.env['FAULTS_LONG'] === '1';

/**
 * The seeds to run: the one in FAULTS_SEED, where a failure is to be had again; otherwise the fixed ones, and in the
 * long form as many new ones as asked for. The short form leaves nothing to chance: `npm test` does the same every time.
 */
export function seeds(fixed: readonly number[], fresh: { readonly long: number }): number[] {
  const given = process.env['FAULTS_SEED'];
  if (given !== undefined) return [Number(given)];
  return isLong ? [...fixed, ...Array.from({ length: fresh.long }, () => randomInt(2 ** 31))] : [...fixed];
}

/** What a failure says first: the seed, and how to have it again. */
export function replay(seed: number, suite: string): string {
  return (
    `Seed ${seed}. To run it again: FAULTS_SEED=${seed} npm run test:faults -- test/faults/${suite}.test.ts ` +
    '(the seed decides what is done and when; how the processes interleave is up to the machine)'
  );
}
