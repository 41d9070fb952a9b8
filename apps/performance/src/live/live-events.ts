import {
  asyncScheduler,
  auditTime,
  concat,
  concatMap,
  distinctUntilChanged,
  filter,
  interval,
  map,
  merge,
  of,
  type Observable,
  type SchedulerLike,
} from 'rxjs';

/** A message of a stream: what is told, and an id by which whoever was cut off says what it last heard. */
export interface LiveEvent {
  readonly id?: string;
  readonly type: 'figure' | 'heartbeat';
  readonly data: object;
}

export interface Following<T> {
  /** Something each time the rows moved. */
  readonly moved: Observable<unknown>;
  readonly first: T;
  /** Asks again. Completes with nothing where there is no answer for now. */
  readonly again: () => Observable<T>;
  /** What stays the same while nothing is new: the id of the message. */
  readonly identify: (told: T) => string;
  /** The id last heard; what has it is not told again. */
  readonly heard: string | undefined;
  /** Where time comes from. */
  readonly scheduler?: SchedulerLike;
}

/** How long movements are gathered before it is asked again, and how often a quiet stream says that it lives. ms. */
export const gatherMs = 250;
export const heartbeatMs = 15_000;

/** What was asked for, now and again whenever the rows moved and it is another; and a heartbeat, so that a cut is noticed. */
export function liveEvents<T extends object>(following: Following<T>): Observable<LiveEvent> {
  const { moved, first, again, identify, heard, scheduler = asyncScheduler } = following;
  const told = concat(of(first), moved.pipe(auditTime(gatherMs, scheduler), concatMap(again))).pipe(
    map((data): LiveEvent => ({ id: identify(data), type: 'figure', data })),
    distinctUntilChanged((one, other) => one.id === other.id),
    filter(({ id }, index) => index > 0 || id !== heard),
  );
  const beats = interval(heartbeatMs, scheduler).pipe(map((): LiveEvent => ({ type: 'heartbeat', data: {} })));
  return merge(told, beats);
}
