/** How far a rebuild has come. */
export interface BuildProgress {
  readonly stage: 'reading' | 'folding' | 'indexing' | 'swapping';
  /** Of the stage at hand. */
  readonly facts: number;
  /** Of the whole, from 0 to 100. */
  readonly percent: number;
  /** Undefined while too little is done to tell. */
  readonly secondsLeft: number | undefined;
}

/** What each stage takes of the whole, as measured on ten million facts: enough to tell how long it may last. */
const stages = { reading: [0, 0.45], folding: [0.45, 0.76], indexing: [0.76, 0.99], swapping: [0.99, 1] } as const;

export type Track = (stage: BuildProgress['stage'], facts: number, share: number) => void;

/** Turns how much of a stage is done, from 0 to 1, into progress with the time left, by the time taken so far. */
export function tracking(onProgress: (progress: BuildProgress) => void, elapsedMs: () => number): Track {
  const began = elapsedMs();
  let reached = 0;
  return (stage, facts, share) => {
    const [from, to] = stages[stage];
    // Never backwards: the store grows meanwhile, and folding may begin again.
    reached = Math.max(reached, from + (to - from) * Math.min(1, Math.max(0, share)));
    const took = elapsedMs() - began;
    const tells = took >= tellsAfterMs && reached > 0.01;
    const secondsLeft = tells ? Math.ceil((took * (1 - reached)) / reached / 1000) : undefined;
    onProgress({ stage, facts, percent: Math.floor(reached * 100), secondsLeft });
  };
}

const tellsAfterMs = 1_000;
