/** How long a consumer took to answer for each of its latest events; the "extra statistics" of a group. */
export type Latencies = { add(milliseconds: number): void; measurements(): readonly (readonly [string, number])[] };

const WINDOW = 1000;

export function latencies(): Latencies {
  const latest: number[] = [];
  let next = 0;
  return {
    add(milliseconds) {
      latest[next] = milliseconds;
      next = (next + 1) % WINDOW;
    },
    measurements: () => measured([...latest].sort((a, b) => a - b)),
  };
}

const PERCENTILES = [90, 95, 99, 99.5, 99.9];

/** Under EventStoreDB's names; nothing before the first answer. */
function measured(sorted: readonly number[]): [string, number][] {
  if (sorted.length === 0) return [];
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return [
    ['Mean', Math.floor(sorted.reduce((sum, each) => sum + each, 0) / sorted.length)],
    ['Median', at(0.5)],
    ['Fastest', at(0)],
    ...[1, 2, 3, 4, 5].map((fifth): [string, number] => [`Quintile ${String(fifth)}`, at((fifth - 1) / 5)]),
    ...PERCENTILES.map((percent): [string, number] => [`${String(percent)}%`, at(percent / 100)]),
    ['Highest', at(1)],
  ];
}
