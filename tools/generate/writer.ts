import type { LoadPost } from '../../seeds/england/load.ts';
import type { ToldChild } from '../../seeds/england/family-told.ts';

/** Takes a load wave by wave, each in the order typed, and stores it. */
export interface LoadWriter {
  /** Resolves once the wave is stored. */
  readonly write: (wave: readonly LoadPost[]) => Promise<void>;
  /** Lets go of what it holds. What was written is then as safe as it will be. */
  readonly close: () => Promise<void>;
}

/** Who posts a load. */
export const by = { user: 'generator', role: 'manager' } as const;

/** A post's key: run again with the same seed, a load that goes through recording repeats nothing. */
export function keyOf({ of, number }: LoadPost): string {
  return `load-${of.child}-${number}`;
}

/**
 * Does each child's posts one after another and those of many children side by side, about in the order given: no child's
 * next post begins before its last is done.
 */
export async function inLanes(
  posts: readonly LoadPost[],
  lanes: number,
  work: (post: LoadPost) => Promise<void>,
): Promise<void> {
  const doing = new Map<ToldChild, Promise<void>>();
  const waiting = posts.values();
  const lane = async (): Promise<void> => {
    for (const post of waiting) {
      const before = doing.get(post.of);
      const mine = (before ?? Promise.resolve()).then(() => work(post));
      doing.set(post.of, mine);
      await mine;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
