import type { Append } from './writing.ts';

/** An event as somebody was shown it. */
export interface Shown {
  readonly stream: string;
  readonly id: string;
  readonly revision: number;
  readonly position: number;
  readonly data?: unknown;
}

/** No more is told of one kind of fault: the first few say enough. */
const mostShown = 5;

/**
 * Everything that is wrong with what a store holds (`$all`, in order), beside what its writers were told. Nothing, for
 * a store that can be trusted.
 */
export function untruths(held: readonly Shown[], appends: readonly Append[]): string[] {
  return [...disorder(held), ...lies(held, appends), ...strangers(held, appends)];
}

/** What is wrong with what a follower was shown: it must be what the store holds of those streams, once each, in order. */
export function misseen(who: string, shown: readonly Shown[], held: readonly Shown[]): string[] {
  const length = Math.max(shown.length, held.length);
  for (let i = 0; i < length; i += 1) {
    const [seen, is] = [shown[i], held[i]];
    if (seen !== undefined && is !== undefined && seen.id === is.id && seen.position === is.position) continue;
    return [`${who} was shown ${shown.length} of ${held.length} events; number ${i} is ${name(seen)}, not ${name(is)}`];
  }
  return [];
}

/** What a persistent subscription noted as answered for, without its consumers having answered. */
export function unanswered(
  who: string,
  checkpoint: number,
  placed: readonly { readonly place: number; readonly id: string }[],
  answered: ReadonlySet<string>,
): string[] {
  return few(
    placed
      .filter(({ place, id }) => place <= checkpoint && !answered.has(id))
      .map(({ place }) => `${who} noted ${checkpoint}, and nobody answered for the event at ${place}`),
  );
}

/** Positions rise, and each stream's revisions are 0, 1, 2, … in the order of `$all`. */
function disorder(held: readonly Shown[]): string[] {
  const last = new Map<string, number>();
  const faults: string[] = [];
  held.forEach((event, i) => {
    const before = held[i - 1];
    if (before !== undefined && event.position <= before.position) {
      faults.push(`${name(event)} comes after ${name(before)}`);
    }
    const due = (last.get(event.stream) ?? -1) + 1;
    if (event.revision !== due) faults.push(`${name(event)} stands where revision ${due} should`);
    last.set(event.stream, event.revision);
  });
  return few(faults);
}

/** An append is stored whole and where it said, or not at all; and its writer was told the truth of it. */
function lies(held: readonly Shown[], appends: readonly Append[]): string[] {
  const places = new Map<string, Shown[]>();
  for (const event of held) places.set(event.id, [...(places.get(event.id) ?? []), event]);
  return few(appends.flatMap((append) => lieOf(append, places) ?? []));
}

function lieOf(append: Append, places: ReadonlyMap<string, readonly Shown[]>): string | undefined {
  const { stream, expected, events, told, at } = append;
  const found = events.map(({ id }) => places.get(id) ?? []);
  const what = `An append of ${events.length} to ${stream} at ${expected}, told ${told},`;
  if (found.some(({ length }) => length > 1)) return `${what} is stored more than once`;
  const stored = found.flat();
  if (stored.length === 0) return told === 'stored' ? `${what} is not there` : undefined;
  if (stored.length < events.length) return `${what} is there only in part`;
  if (told === 'refused' || told === 'not-stored') return `${what} is there all the same`;
  const first = expected === 'no-stream' ? 0 : expected + 1;
  if (stored.some((event, i) => event.stream !== stream || event.revision !== first + i)) {
    return `${what} stands elsewhere: ${stored.map(name).join(', ')}`;
  }
  const last = stored.at(-1);
  if (at !== undefined && (last?.revision !== at.revision || last.position !== at.position)) {
    return `${what} was said to end at ${at.revision}/${at.position}, and ends with ${name(last)}`;
  }
  const changed = stored.find(({ data }, i) => JSON.stringify(data) !== JSON.stringify(events[i]?.data));
  return changed === undefined ? undefined : `${what} came back changed: ${name(changed)}`;
}

function strangers(held: readonly Shown[], appends: readonly Append[]): string[] {
  const known = new Set(appends.flatMap(({ events }) => events.map(({ id }) => id)));
  return few(held.filter(({ id }) => !known.has(id)).map((event) => `Nobody appended ${name(event)}`));
}

function name(event: Shown | undefined): string {
  return event === undefined ? 'nothing' : `${event.stream}#${event.revision} at ${event.position}`;
}

function few(faults: readonly string[]): string[] {
  const more = faults.length - mostShown;
  return more > 0 ? [...faults.slice(0, mostShown), `… and ${more} more like these`] : [...faults];
}
