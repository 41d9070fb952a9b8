/** Holds work back while it is shut, or for a time, and lets it through in order. */
export type Gate = {
  pass(work: () => void): void;
  /** Lets what is held through, if the gate stands open now. */
  release(): void;
  /** Resolves when nothing is held. */
  drained(): Promise<void>;
};

export function gate(isShut: () => boolean, delay: () => number): Gate {
  let held: (() => void)[] = [];
  let late = 0;
  const waiting: (() => void)[] = [];

  function settle(): void {
    if (held.length > 0 || late > 0) return;
    for (const resolve of waiting.splice(0)) resolve();
  }

  function release(): void {
    if (isShut()) return;
    const work = held;
    held = [];
    for (const each of work) each();
    settle();
  }

  return {
    pass(work) {
      const milliseconds = delay();
      if (milliseconds > 0 || late > 0) {
        late += 1;
        // Timers of one length fire in the order they were set, so answers keep theirs.
        setTimeout(() => {
          late -= 1;
          held.push(work);
          release();
        }, milliseconds);
      } else if (isShut() || held.length > 0) held.push(work);
      else work();
    },
    release,
    drained: () =>
      held.length === 0 && late === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
}
