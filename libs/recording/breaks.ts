import type { Store } from '#store';

/**
 * How often this process lost its line to the store: that of any following or reading. After each, what was remembered of the
 * end of a stream may be of a past that is over: the store that is back may be an older copy that grew to the same revision.
 */
export function breaksOf({ metrics }: Pick<Store, 'metrics'>): number {
  return metrics.resubscriptions + metrics.replacedLines;
}
