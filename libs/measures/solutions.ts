/** Counts by their place in a list, and the sums between them. */
export interface System {
  readonly sums: readonly PlacedSum[];
  /** The sums that each count stands in. */
  readonly sumsOf: readonly (readonly PlacedSum[])[];
}

export interface PlacedSum {
  readonly whole: number;
  readonly parts: readonly number[];
}

/** The least and the most a count may be. */
export type Bounds = readonly [least: number, most: number];

/** A table that fits, one count of another value, and what else must be so of the table that is looked for. */
export interface Sought {
  readonly near: readonly number[];
  readonly place: number;
  readonly value: number;
  readonly bounds: readonly Bounds[];
  readonly isTaken?: ((found: readonly number[]) => boolean) | undefined;
}

/**
 * Another table in which every sum comes out: the count at `place` has the value, and others move with it, each once and
 * within its bounds. Looks for a while and then gives up, so undefined is "none was found" and never a proof that there is
 * none: who hides counts errs on the side of hiding.
 */
export function solution({ sumsOf }: System, sought: Sought): readonly number[] | undefined {
  const { near, place, value, bounds, isTaken = () => true } = sought;
  const values = [...near];
  const moved: number[] = [];
  const hasMoved: boolean[] = [];
  let triesLeft = mostTries;
  return move(place, value) ? values : undefined;

  function move(at: number, to: number): boolean {
    const [least, most] = bounds[at] ?? [0, 0];
    triesLeft -= 1;
    if (triesLeft < 0 || to < least || to > most) return false;
    const before = Number(values[at]);
    values[at] = to;
    moved.push(at);
    hasMoved[at] = true;
    if (settle()) return true;
    values[at] = before;
    moved.pop();
    hasMoved[at] = false;
    return false;
  }

  /** Of the sums that no longer come out, takes the one that the fewest counts could make up for, and tries those. */
  function settle(): boolean {
    let fewest: readonly (readonly [at: number, to: number])[] | undefined;
    for (const at of moved) {
      for (const sum of sumsOf[at] ?? []) {
        const missing = Number(values[sum.whole]) - total(sum.parts, values);
        if (missing === 0) continue;
        const makeUp = movesFor(sum, missing);
        if (fewest === undefined || makeUp.length < fewest.length) fewest = makeUp;
        if (fewest.length === 0) return false;
      }
    }
    return fewest === undefined ? isTaken(values) : fewest.some(([at, to]) => move(at, to));
  }

  /** The counts of a sum that have not moved, each with the value that would make the sum come out, if it may have it. */
  function movesFor({ whole, parts }: PlacedSum, missing: number): readonly (readonly [at: number, to: number])[] {
    const ways: (readonly [number, number])[] = [];
    for (const at of [...parts, whole]) {
      const to = Number(values[at]) + (at === whole ? -missing : missing);
      const [least, most] = bounds[at] ?? [0, 0];
      if (to >= least && to <= most && !hasMoved[at]) ways.push([at, to]);
    }
    return ways;
  }
}

const mostTries = 120;

function total(parts: readonly number[], of: readonly number[]): number {
  return parts.reduce((sum, part) => sum + Number(of[part]), 0);
}
