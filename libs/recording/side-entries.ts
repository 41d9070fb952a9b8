import { isSealed } from '#privacy';
import type { Store, StoredEvent } from '#store';
import { ourStreams } from './changed-heads.ts';
import type { Reader, Texts } from './opening.ts';
import type { ChildOf } from './request.ts';

/** An entry beside the journeys that tells of a child: an access, an alert, a row of a published figure, an erasure. */
export interface SideEntry {
  readonly id: string;
  /** The stream it is in; of a stream whose name ends in other ids, as it is. */
  readonly stream: string;
  readonly type: string;
  readonly at: string;
  readonly by: { readonly user: string; readonly role: string };
  /** What it says of this child: other children in it are counted, and not told. */
  readonly says: unknown;
  readonly texts: readonly SideText[];
}

/** A text in an entry. It may name somebody else, and is to be read before it is given out. */
export interface SideText {
  readonly field: string;
  readonly text?: string;
  readonly closed?: 'erased' | 'unreadable' | 'withheld';
}

/** What opens the texts of entries, and to whom. */
interface Opening {
  readonly texts: Texts;
  readonly reader: Reader;
}

/**
 * Every entry of the log beside the journeys that tells of this child. An entry does where the name of its stream has the
 * child in it, where it names the child as `child` or among `children`, or where it lists the child first, as the rows
 * of a published figure are kept. Reads the whole log once.
 */
export async function sideEntries(
  { store, ...opening }: { readonly store: Pick<Store, 'follow'> } & Opening,
  of: ChildOf,
): Promise<readonly SideEntry[]> {
  const found: SideEntry[] = [];
  const done = new AbortController();
  // Those that begin with j are the journeys.
  const prefixes = ourStreams.filter((letter) => letter !== 'j');
  for await (const { events, live } of store.follow({ prefixes, after: null, signal: done.signal })) {
    for (const event of events) {
      const said = tellsOf(event, of);
      if (said !== undefined) found.push(await entryOf(event, said, of, opening));
    }
    if (live) break;
  }
  done.abort();
  return found;
}

/** What an entry says of this child, other children left out; undefined where it says nothing of it. */
function tellsOf({ stream, data }: StoredEvent, { authority, child }: ChildOf): unknown {
  if (authorityOf(stream, data) !== authority) return undefined;
  const inName = stream.split('.')[1] === child && !isMonthly(stream);
  const found = { hit: inName };
  const said = ofThisChild(data, child, found);
  return found.hit ? said : undefined;
}

/** `accesses-855.2026-06` and `receipts-855.<id>` name their authority; an entry of a stream for all names it itself. */
function authorityOf(stream: string, data: unknown): string | undefined {
  const named = /^[a-z-]+-([0-9]{3})(?:\.|$)/.exec(stream)?.[1];
  if (named !== undefined) return named;
  const own =
    typeof data === 'object' && data !== null ? (data as { readonly authority?: unknown }).authority : undefined;
  return typeof own === 'string' ? own : undefined;
}

function isMonthly(stream: string): boolean {
  return /\.\d{4}-\d{2}$/.test(stream);
}

function ofThisChild(value: unknown, child: string, found: { hit: boolean }): unknown {
  if (isSealed(value) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => ofThisChild(each, child, found));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]: [string, unknown]) => {
      if (name === 'child' && part === child) found.hit = true;
      if (name === 'children' && part === 'every') found.hit = true;
      if (Array.isArray(part) && part.some(isOfSomeChild)) {
        return [
          name,
          part
            .filter((each) => !isOfSomeChild(each) || each.child === child)
            .map((each) => ofThisChild(each, child, found)),
        ];
      }
      if (name === 'children' && Array.isArray(part)) {
        if (!part.includes(child)) return [name, part.length];
        found.hit = true;
        return [name, part.length === 1 ? [child] : [child, `and ${String(part.length - 1)} others`]];
      }
      if (Array.isArray(part) && part.some(isListOf(child))) {
        found.hit = true;
        return [name, part.filter(isListOf(child))];
      }
      return [name, ofThisChild(part, child, found)];
    }),
  );
}

function isOfSomeChild(part: unknown): part is { readonly child: string } {
  return typeof part === 'object' && part !== null && typeof (part as { readonly child?: unknown }).child === 'string';
}

function isListOf(child: string): (part: unknown) => boolean {
  return (part) => Array.isArray(part) && part[0] === child;
}

async function entryOf(event: StoredEvent, said: unknown, of: ChildOf, opening: Opening): Promise<SideEntry> {
  const { id, stream, type, metadata } = event;
  const {
    recordedAt = '',
    recordedBy = '',
    role = '',
  } = (metadata ?? {}) as Readonly<Record<string, string | undefined>>;
  const read: SideText[] = [];
  const says = await withoutTexts(said, '', async (field, stored) => {
    read.push({ field, ...(await opened(event, of, field, stored, opening)) });
  });
  return { id, stream, type, at: recordedAt, by: { user: recordedBy, role }, says, texts: read };
}

/** Texts are taken out of what is said and told beside it, so that nobody gives one out unread. */
async function withoutTexts(
  value: unknown,
  within: string,
  take: (field: string, stored: unknown) => Promise<void>,
): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return Promise.all(value.map((each: unknown, index) => withoutTexts(each, `${within}${String(index)}.`, take)));
  }
  const kept: [string, unknown][] = [];
  for (const [name, part] of Object.entries(value) as [string, unknown][]) {
    const field = within + name;
    const isText = isSealed(part) || (typeof part === 'string' && freeTexts.has(name));
    if (isText) await take(field, part);
    else kept.push([name, await withoutTexts(part, `${field}.`, take)]);
  }
  return Object.fromEntries(kept);
}

/** Texts that entries held before they were sealed. */
const freeTexts: ReadonlySet<string> = new Set(['reason', 'note', 'finding']);

/** An entry's text is sealed for the entry's id, or for one that it names, under the child's key or the authority's. */
async function opened(
  { id, data }: StoredEvent,
  of: ChildOf,
  field: string,
  stored: unknown,
  { texts, reader }: Opening,
): Promise<Omit<SideText, 'field'>> {
  const own = (data as Readonly<Record<string, unknown>>)[`${field}Id`];
  const ids = typeof own === 'string' ? [own, id] : [id];
  let closed: 'erased' | 'unreadable' = 'unreadable';
  for (const whose of [of, { authority: of.authority }]) {
    for (const entry of ids) {
      const read = await texts.open(reader, whose, entry, field, stored);
      if ('text' in read || read.closed === 'withheld') return read;
      if (read.closed === 'erased') closed = 'erased';
    }
  }
  return { closed };
}
