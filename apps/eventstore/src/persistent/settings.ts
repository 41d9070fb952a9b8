import type { From } from '../wire/read-request.ts';
import type { FilterRequest } from '../wire/read-request.ts';

/** How events are shared out among the consumers of a group. */
export type Strategy = 'DispatchToSingle' | 'RoundRobin' | 'Pinned' | 'PinnedByCorrelation';

/** The first three in the order of the wire's enumeration; the last is known by its name only. */
export const STRATEGIES: readonly Strategy[] = ['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'];

/** The settings of a persistent subscription group, by EventStoreDB's meanings. */
export type GroupSettings = {
  readonly resolveLinks: boolean;
  readonly startFrom: From;
  readonly extraStatistics: boolean;
  /** Milliseconds a consumer has to answer for an event; 0 for as long as it likes. */
  readonly messageTimeout: number;
  readonly maxRetryCount: number;
  /** Milliseconds. */
  readonly checkpointAfter: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  /** 0 for any number. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: Strategy;
};

/** What a request means that says nothing: the wire leaves out zeros and the first of an enumeration. */
export const UNSAID_SETTINGS: GroupSettings = {
  resolveLinks: false,
  startFrom: 'start',
  extraStatistics: false,
  messageTimeout: 0,
  maxRetryCount: 0,
  checkpointAfter: 0,
  minCheckpointCount: 0,
  maxCheckpointCount: 0,
  maxSubscriberCount: 0,
  liveBufferSize: 0,
  readBatchSize: 0,
  historyBufferSize: 0,
  strategy: 'DispatchToSingle',
};

/** A group is named within its source: a stream, or `$all`. */
export type GroupKey = { readonly source: string; readonly group: string };

/** A group as it is kept: what it was created with, and the place (revision or position) it began at. */
export type GroupConfig = GroupKey & {
  readonly settings: GroupSettings;
  readonly filter: FilterRequest | undefined;
  readonly begin: number;
};

export const ALL = '$all';

export function nameOf({ source, group }: GroupKey): string {
  return `${source}::${group}`;
}

/** Why settings cannot be used, or undefined where they can. */
export function settingsFault(settings: GroupSettings): string | undefined {
  const { readBatchSize, liveBufferSize, historyBufferSize } = settings;
  if (readBatchSize < 1 || liveBufferSize < 0 || historyBufferSize < 1)
    return 'Buffers and batches must hold at least one event.';
  if (readBatchSize > historyBufferSize) return 'The read batch is larger than the buffer it is read into. Lower it.';
  return undefined;
}
