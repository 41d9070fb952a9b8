/** How often something was noted of late. */
export interface Lately {
  readonly note: () => void;
  /** How often within the last so many milliseconds, to a tenth of them. */
  readonly count: () => number;
}

const parts = 10;

/** Counts what is noted over the last `withinMs` of a clock in milliseconds. It keeps ten counts, however much is noted. */
export function lately(withinMs: number, now: () => number): Lately {
  const counts = new Array<number>(parts).fill(0);
  let at = partOf(now());
  let sum = 0;

  function partOf(ms: number): number {
    return Math.floor((ms * parts) / withinMs);
  }

  /** Forgets what was noted before: the part that is now begins empty. */
  function goOn(): void {
    const part = partOf(now());
    for (let passed = Math.min(part - at, parts); passed > 0; passed -= 1) {
      const oldest = (part - passed + 1) % parts;
      sum -= counts[oldest] ?? 0;
      counts[oldest] = 0;
    }
    at = Math.max(at, part);
  }

  return {
    note() {
      goOn();
      const part = at % parts;
      counts[part] = (counts[part] ?? 0) + 1;
      sum += 1;
    },
    count() {
      goOn();
      return sum;
    },
  };
}
