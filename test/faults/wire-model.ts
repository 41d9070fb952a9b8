/** One thing somebody asks of the store. Streams are 'a', 'b' and 'c', events are numbered. */
export type Operation =
  | {
      readonly does: 'append';
      readonly stream: string;
      readonly expected: Expected;
      readonly events: readonly number[];
      /** In a call of its own, or over the stream of batches. */
      readonly alone: boolean;
    }
  | {
      readonly does: 'delete' | 'tombstone';
      readonly stream: string;
      readonly expected: Exclude<Expected, 'stream-exists'>;
    }
  | { readonly does: 'describe'; readonly stream: string; readonly maxCount?: number; readonly truncateBefore?: number }
  | {
      readonly does: 'read';
      readonly stream: string;
      readonly backwards: boolean;
      readonly from: 'start' | 'end' | number;
      readonly count: number;
    }
  | { readonly does: 'read all'; readonly backwards: boolean };

export type Expected = 'any' | 'no-stream' | 'stream-exists' | number;

/** What was asked, and the answer in words; the model answers in the same words. */
export interface Answered {
  readonly operation: Operation;
  readonly answer: string;
}

/** One stream, as plainly as it can be written down. */
interface StreamState {
  readonly events: readonly number[];
  readonly end?: 'deleted' | 'tombstoned';
  /** How often its metadata was written. */
  readonly descriptions: number;
  readonly truncateBefore: number;
  readonly maxCount: number;
}

/** A small event store in memory: EventStoreDB's rules, one operation after the other. */
export interface State {
  readonly streams: Readonly<Record<string, StreamState>>;
  /** Every event there is, in order: stream, revision, number. */
  readonly all: readonly string[];
}

const nothing: StreamState = { events: [], descriptions: 0, truncateBefore: 0, maxCount: Infinity };
export const empty: State = { streams: { a: nothing, b: nothing, c: nothing }, all: [] };

export const shows = (events: readonly string[]): string => `shows ${events.join(' ') || 'nothing'}`;
const deleted = 'refused: the stream is deleted';
const wrongRevision = ({ events }: StreamState): string => wrong(events.length - 1);
export const wrong = (stands: number): string => `refused: the stream stands at ${stands < 0 ? 'nothing' : stands}`;
const written = (revision: number): string => `written up to revision ${revision}`;
export const answers = { deleted, absent: 'there is no such stream', done: 'done', written } as const;

/**
 * The states in which the store may be now, if it was in one of these and these operations were answered at the same
 * time: those to which some order of them leads in which each answer is what the model says. None means that no order
 * explains the answers.
 */
export function after(states: readonly State[], answered: readonly Answered[]): readonly State[] {
  const found = new Map<string, State>();
  const visited = new Set<string>();
  const search = (state: State, left: readonly Answered[]): void => {
    const key = JSON.stringify([state, left.map((each) => answered.indexOf(each))]);
    if (visited.has(key)) return;
    visited.add(key);
    if (left.length === 0) found.set(JSON.stringify(state), state);
    for (const next of left) {
      const [answer, then] = apply(state, next.operation);
      if (answer === next.answer) {
        search(
          then,
          left.filter((each) => each !== next),
        );
      }
    }
  };
  for (const state of states) search(state, answered);
  return [...found.values()];
}

/** The answer to one operation, and the state after it. */
export function apply(state: State, operation: Operation): readonly [answer: string, State] {
  if (operation.does === 'read all') {
    return [shows(operation.backwards ? [...state.all].reverse() : state.all), state];
  }
  const stream = state.streams[operation.stream] ?? nothing;
  switch (operation.does) {
    case 'append':
      return append(state, stream, operation);
    case 'delete':
    case 'tombstone':
      return remove(state, stream, operation);
    case 'describe':
      return describe(state, stream, operation);
    case 'read':
      return [read(stream, operation), state];
  }
}

type Of<D extends Operation['does']> = Extract<Operation, { does: D }>;

function append(
  state: State,
  stream: StreamState,
  { stream: name, expected, events }: Of<'append'>,
): readonly [string, State] {
  const last = stream.events.length - 1;
  if (stream.end === 'tombstoned') return [deleted, state];
  if (expected === 'stream-exists') {
    if (stream.end === 'deleted') return [deleted, state];
    if (last < 0 && stream.descriptions === 0) return [wrongRevision(stream), state];
  }
  const write = (): readonly [string, State] => {
    const stored = { ...stream, events: [...stream.events, ...events] };
    const all = [...state.all, ...events.map((event, i) => `${name}#${last + 1 + i}:${event}`)];
    const revived = stream.end === 'deleted' ? revive(stored, last + 1) : stored;
    return [written(last + events.length), { streams: { ...state.streams, [name]: revived }, all }];
  };
  if (expected === 'any' || expected === 'stream-exists') {
    const places = events.map((event) => stream.events.lastIndexOf(event));
    if (places[0] === -1) return write();
    return places.includes(-1) ? [wrongRevision(stream), state] : [written(places.at(-1) ?? -1), state];
  }
  const from = expected === 'no-stream' ? -1 : expected;
  if (from === last) return write();
  if (from > last) return [wrongRevision(stream), state];
  if (events.every((event, i) => stream.events[from + 1 + i] === event)) return [written(from + events.length), state];
  // A deleted stream is no stream to its next writer.
  const isNone = from === -1 && stream.end === 'deleted' && stream.events[0] !== events[0];
  return isNone ? write() : [wrongRevision(stream), state];
}

/** A deleted stream that is written again begins with what is written now, and what described it is gone. */
function revive(stream: StreamState, from: number): StreamState {
  const { end: _end, ...alive } = stream;
  return { ...alive, descriptions: alive.descriptions + 1, truncateBefore: from };
}

function remove(state: State, stream: StreamState, operation: Of<'delete' | 'tombstone'>): readonly [string, State] {
  const { does, stream: name, expected } = operation;
  const last = stream.events.length - 1;
  if (stream.end === 'tombstoned') return [deleted, state];
  const exists = last >= 0 || stream.descriptions > 0;
  const isAsExpected =
    expected === 'any' || (expected === 'no-stream' && (last < 0 || stream.end === 'deleted')) || expected === last;
  if (!isAsExpected || (does === 'delete' && !exists)) return [wrongRevision(stream), state];
  const ended: StreamState =
    does === 'tombstone'
      ? { ...stream, end: 'tombstoned' }
      : { ...stream, end: 'deleted', descriptions: stream.descriptions + 1, truncateBefore: 0, maxCount: Infinity };
  return [answers.done, { ...state, streams: { ...state.streams, [name]: ended } }];
}

function describe(state: State, stream: StreamState, operation: Of<'describe'>): readonly [string, State] {
  const { stream: name, maxCount = Infinity, truncateBefore = 0 } = operation;
  if (stream.end === 'tombstoned') return [deleted, state];
  const described = { ...stream, maxCount, truncateBefore, descriptions: stream.descriptions + 1 };
  // Describing a deleted stream makes it one again, but shows nothing of what was deleted.
  const now = stream.end === 'deleted' ? revive(described, stream.events.length) : described;
  return [written(stream.descriptions), { ...state, streams: { ...state.streams, [name]: now } }];
}

function read(stream: StreamState, { backwards, from, count, stream: name }: Of<'read'>): string {
  if (stream.end === 'tombstoned') return deleted;
  const last = stream.events.length - 1;
  if (last < 0 || stream.end === 'deleted') return answers.absent;
  const first = Math.max(0, stream.truncateBefore, stream.events.length - stream.maxCount);
  const bounds = backwards
    ? { start: first, end: last, number: Math.min(Number(from), last) }
    : { start: first, end: last + 1, number: Math.max(Number(from), first) };
  const begin = from === 'start' ? bounds.start : from === 'end' ? bounds.end : bounds.number;
  const seen: string[] = [];
  for (let at = begin; at >= first && at <= last && seen.length < count; at += backwards ? -1 : 1) {
    seen.push(`${name}#${at}:${stream.events[at] ?? ''}`);
  }
  return shows(seen);
}
