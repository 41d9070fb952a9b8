import { LINK, linkTarget } from '../rpc/event-page.ts';
import type { Log } from '../storage/log.ts';
import type { Row } from '../storage/reads.ts';
import { decodeRecordedEvent, streamOf } from '../wire/recorded-event.ts';
import type { Strategy } from './settings.ts';

/**
 * What a pinned event is pinned by: its correlation, where that is the strategy and it has one, otherwise its stream. A
 * link counts as its target, so that a category's streams are shared out and not the category as a whole.
 */
export function affinityOf(log: Log, row: Row, strategy: Strategy): string {
  const correlation = strategy === 'PinnedByCorrelation' ? correlationOf(row) : undefined;
  if (correlation !== undefined) return correlation;
  const target = row.type === LINK ? linkTarget(row.record) : undefined;
  return target?.stream ?? streamOf(row.record);
}

function correlationOf({ record }: Row): string | undefined {
  try {
    const metadata: unknown = JSON.parse(decodeRecordedEvent(record).metadata.toString('utf8'));
    const { $correlationId } = metadata as { $correlationId?: unknown };
    return typeof $correlationId === 'string' ? $correlationId : undefined;
  } catch {
    return undefined;
  }
}
