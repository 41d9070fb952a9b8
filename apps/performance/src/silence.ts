/** How long nothing has been heard of the worker, in ms, now that its rows say they were last written at this instant. */
export type Silence = (updated: number) => number;

/**
 * A worker that lives writes the instant into its rows, again and again; one that does not, or hangs, leaves it as it is.
 * Timed by this process alone from when it first saw that instant, since two machines' clocks may differ.
 */
export function silenceOfWorker(stopwatch = (): number => performance.now()): Silence {
  let heard: number | undefined;
  let since = 0;
  return (updated) => {
    if (updated !== heard) [heard, since] = [updated, stopwatch()];
    return stopwatch() - since;
  };
}

/** Six of the worker's signs of life (`projection.ts`). */
export const longestSilenceMs = 60_000;
