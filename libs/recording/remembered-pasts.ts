import type { Past } from './past.ts';

/**
 * The journeys this process recorded to last, so that the next post of a child needs no reading. What is remembered may
 * be behind the store, where another process recorded since. So only an append may rest on it, for the expected
 * revision proves it true; a refusal or a preview never does.
 */
export interface RememberedPasts {
  readonly of: (stream: string) => Past | undefined;
  readonly keep: (stream: string, past: Past) => void;
  readonly forget: (stream: string) => void;
}

/**
 * Keeps the journeys last recorded to, of so many facts in all; the longest unused goes first. `breaks` counts how often the
 * line to the store was lost: after each, nothing is remembered any more, for the store that is back may be an older copy
 * that grew to the same revision with other facts.
 */
export function rememberedPasts(mostFacts: number, breaks: () => number): RememberedPasts {
  const pasts = new Map<string, Past>();
  let held = 0;
  let broken = breaks();
  const forget = (stream: string): void => {
    held -= pasts.get(stream)?.facts.length ?? 0;
    pasts.delete(stream);
  };
  return {
    of(stream) {
      const now = breaks();
      if (now !== broken) for (const each of pasts.keys()) forget(each);
      broken = now;
      return pasts.get(stream);
    },
    keep(stream, past) {
      forget(stream);
      pasts.set(stream, past);
      held += past.facts.length;
      for (const oldest of pasts.keys()) {
        if (held <= mostFacts) break;
        forget(oldest);
      }
    },
    forget,
  };
}
