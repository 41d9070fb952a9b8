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
  let triesLeft = mostTries;
  return move(place, value) ? values : undefined;

  function move(at: number, to: number): boolean {
    const [least, most] = bounds[at] ?? [0, 0];
    triesLeft -= 1;
    if (triesLeft < 0 || to < least || to > most || moved.includes(at)) return false;
    const before = Number(values[at]);
    values[at] = to;
    moved.push(at);
    if (settle()) return true;
    values[at] = before;
    moved.pop();
    return false;
  }

  /** Finds a sum that no longer comes out, and tries whichever of its counts could make up for it. */
  function settle(): boolean {
    const broken = firstBroken();
    if (broken === undefined) return isTaken(values);
    const { whole, parts } = broken;
    const missing = Number(values[whole]) - total(parts, values);
    return (
      parts.some((part) => move(part, Number(values[part]) + missing)) || move(whole, Number(values[whole]) - missing)
    );
  }

  function firstBroken(): PlacedSum | undefined {
    for (const at of moved) {
      const broken = sumsOf[at]?.find(({ whole, parts }) => values[whole] !== total(parts, values));
      if (broken !== undefined) return broken;
    }
    return undefined;
  }
}

const mostTries = 300;

function total(parts: readonly number[], of: readonly number[]): number {
  return parts.reduce((sum, part) => sum + Number(of[part]), 0);
}
