/** Things of which the least is wanted again and again while it grows: a heap, so that each time costs few comparisons. */
export interface LeastFirst<T> {
  readonly least: () => T | undefined;
  /** The least has grown: another may be the least now. */
  readonly grown: () => void;
  /** Takes the least away. */
  readonly drop: () => void;
}

export function leastFirst<T>(things: readonly T[], isBefore: (one: T, other: T) => boolean): LeastFirst<T> {
  const heap = [...things];
  const sink = (from: number): void => {
    const sinking = heap[from];
    if (sinking === undefined) return;
    let at = from;
    for (;;) {
      let below = 2 * at + 1;
      let least = heap[below];
      const right = heap[below + 1];
      if (least === undefined) break;
      if (right !== undefined && isBefore(right, least)) {
        least = right;
        below += 1;
      }
      if (!isBefore(least, sinking)) break;
      heap[at] = least;
      at = below;
    }
    heap[at] = sinking;
  };
  for (let at = heap.length >> 1; at >= 0; at -= 1) sink(at);
  return {
    least: () => heap[0],
    grown: () => {
      sink(0);
    },
    drop() {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
      sink(0);
    },
  };
}
