/** What such a share of the times lie below: 0.5 is the median. Not a number where there are none. */
export function quantile(took: readonly number[], share: number): number {
  const inOrder = [...took].sort((a, b) => a - b);
  return inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * share))] ?? Number.NaN;
}
