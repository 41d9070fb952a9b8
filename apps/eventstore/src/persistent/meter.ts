/** Counts, and tells at each reading how much came since the reading before. */
export type Meter = { add(): void; readonly total: number; read(): MeterReading };

export type MeterReading = { readonly total: number; readonly since: number; readonly perSecond: number };

/** `now` is in milliseconds. */
export function meter(now: () => number = Date.now): Meter {
  let total = 0;
  let before = { total: 0, at: now() };
  return {
    add: () => {
      total += 1;
    },
    get total() {
      return total;
    },
    read() {
      const at = now();
      const since = total - before.total;
      const perSecond = at > before.at ? Math.floor((since * 1000) / (at - before.at)) : 0;
      before = { total, at };
      return { total, since, perSecond };
    },
  };
}
