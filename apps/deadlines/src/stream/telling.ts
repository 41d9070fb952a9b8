import { londonDate } from '#calendar';
import { startKnowledge, stillKnown, type Row } from '#measures';
import type { ComingFact, PlacedFact, Snapshot } from '#readmodel';
import type { Timescales } from '#timescales';
import type { Cursor } from './cursor.ts';
import { momentsOf, turnsOf, type ClockTurn } from './turns.ts';

/** A turn of a clock, as it is told in the stream. */
export interface Told extends ClockTurn {
  /** The same whoever reads it and whenever: the fact's place or the moment, and which clock turned how. */
  readonly id: string;
  readonly child: string;
  /** The instant it was known or came about. */
  readonly at: number;
  /** The id of the fact that did it; undefined where a moment came. */
  readonly fact: string | undefined;
  /** Where the stream stands once this has been told. */
  readonly cursor: Cursor;
}

export interface Telling {
  readonly turns: readonly Told[];
  /** Where the stream stands once all of this has been told. */
  readonly cursor: Cursor;
}

/** More facts lie behind than a stream makes up for, or what lies behind is no more: the worklist tells how things stand. */
export const farBehind = 'far-behind';

const mostFacts = 5_000;

/**
 * All that became of an authority's clocks since a cursor, in one order: facts as the store has them, each told as at the
 * instant it was known, and before it the moments that came until then, told of the clocks as known without it. So a
 * stream that is taken up again anywhere goes on exactly there, and each turn is told once: a clock that a late fact
 * brings in overdue is told overdue by the fact, one that becomes so by the moment.
 */
export async function tellFrom(
  snapshot: Snapshot,
  timescales: Timescales,
  authority: string,
  from: Cursor,
  now: number,
): Promise<Telling | typeof farBehind> {
  const places = await snapshot.placesAfter(authority, from.position, mostFacts + 1);
  if (places.length > mostFacts) return farBehind;
  const telling = { snapshot, timescales, authority, places };
  const { position, instant, told, moment } = from;
  const reached = Math.max(position, snapshot.projection.position ?? 0);
  // A moment half told is told to its end as it was known when it came; what is recorded since comes after it.
  const half = moment === undefined ? [] : await groupsFrom(telling, { position, instant }, moment, 'moments');
  const first = numbered(
    half.filter(({ at }) => at === moment),
    { position, instant },
    told,
  );
  const on = { position, instant: moment ?? instant };
  const groups = await groupsFrom(telling, on, now, 'all');
  const rest = numbered(groups, on, moment === undefined ? told : 0);
  const end = Math.max(now, on.instant, groups.at(-1)?.at ?? 0);
  return { turns: [...first, ...rest], cursor: { position: reached, instant: end, told: 0 } };
}

type Reached = Pick<Cursor, 'position' | 'instant'>;

/** The turns of the groups in order, each with where the stream stands after it; without the first so many, told before. */
function numbered(groups: readonly Group[], from: Reached, told: number): readonly Told[] {
  let reached = from;
  const all = groups.flatMap(({ at, position, turns }) => {
    const before = reached;
    reached = { position: position ?? before.position, instant: at };
    return turns.map((turn, index): Told => {
      if (index === turns.length - 1) return { ...turn, at, cursor: { ...reached, told: 0 } };
      const part = index + 1;
      const cursor =
        position === undefined
          ? { ...before, told: part, moment: at }
          : { position: before.position, instant: at, told: part };
      return { ...turn, at, cursor };
    });
  });
  return all.slice(told);
}

/** What one fact or one moment did, in the order of the stream. */
interface Group {
  readonly at: number;
  /** The fact's position; undefined of a moment. */
  readonly position: number | undefined;
  readonly turns: (Pick<Told, 'id' | 'child' | 'fact'> & ClockTurn)[];
}

interface Asking {
  readonly snapshot: Snapshot;
  readonly timescales: Timescales;
  readonly authority: string;
  /** The facts after the cursor. */
  readonly places: readonly ComingFact[];
}

/** Everything after a place of the stream up to now; or the moments alone, of the clocks as known at that place. */
async function groupsFrom(
  { snapshot, timescales, authority, places }: Asking,
  from: Reached,
  now: number,
  which: 'all' | 'moments',
): Promise<readonly Group[]> {
  const knownAt = which === 'all' ? instantsOf(places, from.instant) : new Map<number, number>();
  const end = Math.max(now, from.instant, ...[...knownAt.values()].slice(-1));
  const changed = new Set(places.map(({ child }) => child));
  const moments = new Map<number, Group>();
  const facts: Group[] = [];
  const add = (child: string, rows: Iterable<Row<'clock'>>, after: number, upTo: number): void => {
    for (const row of rows) for (const moment of momentsOf(row, after, upTo)) addMoment(moments, child, moment);
  };
  // Due soon begins a London day, at most a week before overdue: within one day only what becomes overdue is looked for.
  const reach = londonDate(from.instant) === londonDate(end) ? end : end + week;
  for (const { child, row } of await snapshot.overdueBetween(authority, from.instant, reach)) {
    if (!changed.has(child)) add(child, [row], from.instant, end);
  }
  for (const child of changed) {
    const read = clocksByFact(timescales, await snapshot.factsOf(authority, child), from.position);
    let rows = read.before;
    let { instant } = from;
    for (const { position, id, after } of which === 'all' ? read.facts : []) {
      const at = knownAt.get(position) ?? instant;
      add(child, rows.values(), instant, at);
      const turns = turnsOf(rows, after, at).map((turn) => ({
        ...turn,
        id: `fact:${String(position)}:${turn.row.key}:${turn.type}`,
        child,
        fact: id,
      }));
      if (turns.length > 0) facts.push({ at, position, turns });
      [rows, instant] = [after, at];
    }
    add(child, rows.values(), instant, end);
  }
  for (const { turns } of moments.values()) turns.sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...moments.values(), ...facts].sort(inOrder);
}

const week = 7 * 86_400_000;

function addMoment(
  moments: Map<number, Group>,
  child: string,
  { at, type, row }: ReturnType<typeof momentsOf>[number],
): void {
  const group = moments.get(at) ?? { at, position: undefined, turns: [] };
  moments.set(at, group);
  group.turns.push({ type, row, id: `moment:${String(at)}:${child}:${row.key}:${type}`, child, fact: undefined });
}

/** The stream's own time at each fact: it never goes back, whatever clock a fact was recorded by. */
function instantsOf(places: readonly ComingFact[], from: number): ReadonlyMap<number, number> {
  let instant = from;
  return new Map(places.map(({ position, knownFrom }) => [position, (instant = Math.max(instant, knownFrom))]));
}

/** A moment is told before the facts known at its instant or later. */
function inOrder(a: Group, b: Group): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.position === undefined || b.position === undefined) return a.position === undefined ? -1 : 1;
  return a.position - b.position;
}

type Clocks = ReadonlyMap<string, Row<'clock'>>;

/** A child's clocks as known up to a position, and after each of its facts from there on. */
function clocksByFact(
  timescales: Timescales,
  facts: readonly PlacedFact[],
  upTo: number,
): {
  readonly before: Clocks;
  readonly facts: readonly { readonly position: number; readonly id: string; readonly after: Clocks }[];
} {
  const knowledge = startKnowledge(timescales);
  const clocks = (): Clocks =>
    new Map(
      knowledge
        .versions()
        .flatMap(({ row, knownTo }) => (row.kind === 'clock' && knownTo === stillKnown ? [[row.key, row]] : [])),
    );
  const known = facts.filter(({ position }) => position <= upTo);
  for (const { fact } of known) knowledge.learn(fact);
  const before = clocks();
  const after = facts.slice(known.length).map(({ position, fact }) => {
    knowledge.learn(fact);
    return { position, id: fact.id, after: clocks() };
  });
  return { before, facts: after };
}
