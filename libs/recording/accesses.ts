import { randomUUID } from 'node:crypto';
import { addDays, addMonths, londonDate, type PlainDate } from '#calendar';
import type { Sealed } from '#events';
import type { Store, StoredEvent } from '#store';
import { accessPlaces, type AccessPlaces } from './access-places.ts';
import { ledger, type Ledger } from './ledger.ts';
import type { Reader, Texts } from './opening.ts';

/** Somebody's look at children's records: who, in which role, why, at what, and whose. */
export interface Access {
  readonly authority: string;
  readonly by: { readonly user: string; readonly role: string };
  /** What was asked for: the method and address, its parts named and not filled in. */
  readonly what: string;
  /** What the question said beside the address. */
  readonly query: Readonly<Record<string, string>>;
  /** Why, in the words of who asked; null where nothing was said. */
  readonly reason: string | null;
  /** Whose records the answer tells of; `every` for an answer that tells of all the authority's children. */
  readonly children: readonly string[] | 'every';
  /** The code of the refusal, where nothing was shown: whose records were asked for. Absent of a look. */
  readonly refused?: string | undefined;
  /** Of a refused look from elsewhere: the authority that the token was good for. */
  readonly tokenOf?: string | undefined;
  /** Restricted records among them that were open by a broken glass, each with the entry that broke it. */
  readonly brokenGlass?: readonly { readonly child: string; readonly glass: string }[];
}

/** An access as it was recorded. */
export interface AccessRead extends Omit<Access, 'authority' | 'children'> {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly children: readonly string[] | 'every';
  /** Where it stands in the log: the month and the place in it. */
  readonly entry: string;
}

export interface AccessesAsked {
  /** Who asks: why somebody looked may tell of people. */
  readonly reader: Reader;
  readonly authority: string;
  readonly child?: string | undefined;
  readonly user?: string | undefined;
  /** First and last day, London's. */
  readonly from: PlainDate;
  readonly to: PlainDate;
  /** An entry: only those before it. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** The access log: one chained stream for each authority and month (decisions.md 13). */
export interface Accesses {
  /** Resolves once the access is durable. Throws `StoreUnavailable`: then nothing may be answered. */
  readonly record: (access: Access) => Promise<void>;
  /** Newest first, with the entry to go on before where there is more. */
  readonly read: (
    asked: AccessesAsked,
  ) => Promise<{ readonly accesses: readonly AccessRead[]; readonly next: string | null }>;
}

export const accessesPrefix = 'accesses-';

export function accessLog(parts: {
  readonly store: Pick<Store, 'append' | 'read' | 'metrics'>;
  readonly now: () => number;
  /** Seals why somebody looked, under the authority's own key: it may tell of people, whatever it was asked to. */
  readonly texts?: Texts;
}): Accesses {
  const months = new Map<string, Ledger>();
  const places = accessPlaces(({ data }) => (data as Stored).children);
  const of = (authority: string, month: string): Ledger => {
    const stream = `${accessesPrefix}${authority}.${month}`;
    const known = months.get(stream) ?? ledger(parts, stream);
    months.set(stream, known);
    return known;
  };
  return {
    async record({ authority, by, children, ...access }) {
      const data = { ...access, ...(await sealedReason(parts.texts, authority, access.reason)) };
      const log = of(authority, monthOf(londonDate(parts.now())));
      await Promise.all(
        inParts(children).map((part) => log.enter({ type: 'RecordAccessed', data: { ...data, children: part }, by })),
      );
    },
    async read(asked) {
      const found: AccessRead[] = [];
      // A clock beside this one may be ahead, or this one may have been set back: days, and over the end of a month.
      const latest = addMonths(londonDate(parts.now()), 1);
      for (const month of monthsBack({ ...asked, to: asked.to < latest ? asked.to : latest })) {
        for await (const event of entriesBack(places, of(asked.authority, month), month, asked)) {
          const day = londonDate(Date.parse(enteredBy(event).recordedAt));
          // Clocks are set back, and those of two processes differ: what was entered before may be of a later instant.
          if (day < addDays(asked.from, -1)) break;
          if (day < asked.from || day > asked.to || !isAskedFor(event, asked)) continue;
          if (found.length === asked.limit) return { accesses: found, next: found.at(-1)?.entry ?? null };
          // Opened only now: a month of an authority has many thousand looks, and a page shows a few of them.
          found.push(await accessIn(event, month, asked, parts.texts));
        }
      }
      return { accesses: found, next: null };
    },
  };
}

/** Ids named in one entry: far from the most that the store takes at once. */
const mostNamed = 5_000;

function inParts(children: Access['children']): readonly Access['children'][] {
  if (children === 'every' || children.length <= mostNamed) return [children];
  return Array.from({ length: Math.ceil(children.length / mostNamed) }, (_, part) =>
    children.slice(part * mostNamed, (part + 1) * mostNamed),
  );
}

function monthOf(day: PlainDate): string {
  return day.slice(0, 7);
}

/** The months asked of, the last first, none after that of the entry to go on before. */
function* monthsBack({ from, to, before }: AccessesAsked): Generator<string> {
  const latest = [monthOf(to), before?.slice(0, 7) ?? '9999-12'].sort()[0] ?? '';
  let [year = 0, month = 0] = latest.split('-').map(Number);
  for (;;) {
    const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    // An access of the last moment of a month may be entered in the first of the next.
    if (name < monthOf(addDays(from, -1))) return;
    yield name;
    [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  }
}

async function* entriesBack(
  places: AccessPlaces,
  log: Ledger,
  month: string,
  { child, before }: Pick<AccessesAsked, 'child' | 'before'>,
): AsyncGenerator<StoredEvent> {
  const place = before?.startsWith(month) === true ? Number(before.slice(month.length + 1)) : undefined;
  if (place === 0) return;
  if (child !== undefined) return yield* places.entriesBack(log, child, place);
  yield* log.entries({ backwards: true, ...(place !== undefined && { from: place - 1 }) });
}

/** The id that the text is sealed for is drawn with it, for an entry has none before it is entered. */
async function sealedReason(texts: Texts | undefined, authority: string, reason: string | null): Promise<object> {
  if (texts === undefined || reason === null) return { reason };
  const reasonId = randomUUID();
  return { reason: await texts.seal({ authority }, reasonId, 'reason', reason), reasonId };
}

async function accessIn(
  event: StoredEvent,
  month: string,
  asked: Pick<AccessesAsked, 'authority' | 'reader'>,
  texts: Texts | undefined,
): Promise<AccessRead> {
  const { data, revision } = event;
  const { what, query, children, refused, tokenOf, brokenGlass, ...stored } = data as Stored;
  const reason = await reasonIn(stored, asked, texts);
  const { recordedAt, recordedBy, role } = enteredBy(event);
  const entry = `${month}-${String(revision)}`;
  return {
    at: recordedAt,
    by: { user: recordedBy, role },
    what,
    query,
    reason,
    children,
    ...(refused !== undefined && { refused }),
    ...(tokenOf !== undefined && { tokenOf }),
    ...(brokenGlass && { brokenGlass }),
    entry,
  };
}

interface Stored extends Pick<AccessRead, 'what' | 'query' | 'children' | 'refused' | 'tokenOf' | 'brokenGlass'> {
  /** Sealed, or as it was stored before reasons were sealed. */
  readonly reason: Sealed | string | null;
  readonly reasonId?: string;
}

async function reasonIn(
  { reason, reasonId = '' }: Pick<Stored, 'reason' | 'reasonId'>,
  { authority, reader }: Pick<AccessesAsked, 'authority' | 'reader'>,
  texts: Texts | undefined,
): Promise<string | null> {
  if (reason === null) return null;
  if (texts === undefined) return typeof reason === 'string' ? reason : unreadable;
  const read = await texts.open(reader, { authority }, reasonId, 'reason', reason);
  if ('text' in read) return read.text;
  return read.closed === 'withheld' ? withheld : unreadable;
}

const withheld = '(A reason was given, and your role is not told it.)';

const unreadable = '(A reason was given, and the keys here do not open it.)';

function isAskedFor(event: StoredEvent, { child, user }: AccessesAsked): boolean {
  if (user !== undefined && enteredBy(event).recordedBy !== user) return false;
  const { children } = event.data as Stored;
  return child === undefined || children === 'every' || children.includes(child);
}

function enteredBy({ metadata }: StoredEvent): Readonly<Record<'recordedAt' | 'recordedBy' | 'role', string>> {
  return metadata as Readonly<Record<'recordedAt' | 'recordedBy' | 'role', string>>;
}
