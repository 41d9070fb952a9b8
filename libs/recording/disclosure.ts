import { londonDate, type PlainDate } from '#calendar';
import { catalogue, isCorrectionType, type FactType, type Ordinary } from '#events';
import { digestedText } from '#evidence';
import { standings, type Recorded } from '#history';
import { isSealed, type OpeningKeys } from '#privacy';
import { decodeFact, journeyStream, type StoredEvent } from '#store';
import { clockState, duties, explainClock, type ClockState, type Explanation, type Timescales } from '#timescales';
import { evidenceOf } from './anchor-log.ts';
import { clockRead } from './journey-read.ts';
import { openedFact, type Reader } from './opening.ts';
import { naming, ofOtherChildren } from './others.ts';
import { personalOf } from './personal.ts';
import type { RecorderParts } from './recorder.ts';
import type { AnsweredClock, ChildOf } from './request.ts';
import { without } from './without.ts';

export interface DisclosureAsked extends ChildOf {
  /** Who takes the record out, and as what: the most that is opened. */
  readonly reader: Reader;
  /** Which sealed texts are opened: `child` for the child's own name and numbers, `all`, `none`, or these. */
  readonly open?: 'child' | 'all' | 'none' | readonly string[] | undefined;
  /** Ids of facts to be withheld whole. */
  readonly withhold?: readonly string[] | undefined;
}

/** One child's record as a recipient may have it: what is shown, what is withheld, and how it reads. */
export interface Disclosure extends ChildOf {
  readonly stream: string;
  /** The instant the last fact was recorded: how clocks stand is told as of then, so that it is always told alike. */
  readonly asAt: number;
  readonly facts: readonly DisclosedFact[];
  /** Null where facts are withheld on request, for it would tell of them. */
  readonly standing: string | null;
  readonly clocks: readonly DisclosedClock[] | null;
  readonly timescales: Timescales;
}

export interface DisclosedFact {
  readonly revision: number;
  readonly digest: string;
  readonly previous: string | null;
  /** What is withheld shows its digest and its place, and nothing else. */
  readonly withheld?: 'another-child' | 'on-request' | 'text-not-sealed';
  readonly shown?: ShownFact;
}

export interface ShownFact {
  readonly id: string;
  readonly type: FactType;
  /** The very text that was digested. */
  readonly text: string;
  readonly on: PlainDate | undefined;
  readonly recordedAt: number;
  readonly recordedBy: string;
  /** The version of the law it was judged under. */
  readonly judgedUnder: string | undefined;
  /** Its data, brought up to date, with texts opened where the recipient may have them and otherwise left out. */
  readonly data: object;
  readonly opened: readonly { readonly field: string; readonly text: string }[];
  /** Texts the recipient may not have, and texts that nobody can read. */
  readonly closed: readonly { readonly field: string; readonly why: 'withheld' | 'erased' | 'unreadable' }[];
  /** The revisions of the facts that withdraw and correct it. */
  readonly withdrawnBy?: number | undefined;
  readonly correctedBy?: number | undefined;
}

export interface DisclosedClock extends AnsweredClock {
  readonly title: string;
  readonly state: ClockState;
  readonly stoppedOn?: PlainDate;
  readonly explanation: Explanation;
}

/**
 * A child's record for a recipient outside. What was recorded for the child and is another's is withheld whole, and so are
 * notes about it. Texts are withheld unless asked for, but for the child's own name and numbers: somebody has to read
 * them for what they say of others. Undefined of a child never heard of. Throws `NotToBeFound` for a fact or a text named
 * that is not there.
 */
export async function disclose(parts: RecorderParts, asked: DisclosureAsked): Promise<Disclosure | undefined> {
  const { authority, child } = asked;
  const stream = journeyStream(authority, child);
  const events: StoredEvent[] = [];
  for await (const event of parts.store.read(stream)) events.push(event);
  const facts = events.map((event) => decodeFact(event).fact);
  if (facts.length === 0) return undefined;
  const others = ofOtherChildren(facts);
  const about = naming(facts, others.masked);
  const withhold = new Set(asked.withhold ?? []);
  const mayOpen = openable(asked.open ?? 'child');
  const marks = marksOf(facts);
  const keys = await parts.keys.keysOf(authority, child);
  const disclosed = events.map((event, index): DisclosedFact => {
    const fact = facts[index] as Recorded;
    const { digest = '', previous = null } = evidenceOf(event) ?? {};
    const place = { revision: event.revision, digest, previous };
    if (others.masked.has(fact.id)) return { ...place, withheld: 'another-child' };
    if (withhold.has(fact.id)) return { ...place, withheld: 'on-request' };
    const shown = shownFact(keys, asked, event, fact, facts, (field) => !about.has(fact.id) && mayOpen(fact, field));
    // A text that lies open in what was digested cannot be withheld without the fact.
    const liesOpen = shown.closed.some(({ field }) => typeof at(event.data as object, field) === 'string');
    if (liesOpen) return { ...place, withheld: 'text-not-sealed' };
    return { ...place, shown: { ...shown, ...marks.get(fact.id) } };
  });
  requireFound(asked, disclosed, facts);
  const isWhole = disclosed.every(({ withheld }) => withheld === undefined || withheld === 'another-child');
  const asAt = Math.max(...facts.map(({ recordedAt }) => recordedAt));
  const timescales = parts.rules.of(authority);
  const journey = parts.laws(authority).read(facts);
  return {
    authority,
    child,
    stream,
    asAt,
    facts: disclosed,
    standing: isWhole ? journey.standing : null,
    clocks: isWhole
      ? journey.clocks.map((clock) => ({
          ...clockRead(clock),
          title: duties[clock.duty].title,
          state: clockState(clock, londonDate(asAt), asAt),
          explanation: explainClock(timescales, clock),
        }))
      : null,
    timescales,
  };
}

/** The child's own name and numbers. Every other text may tell of somebody else. */
const ownFields = ['name', 'upn', 'formerUpn', 'nhsNumber'].flatMap((field) => [field, `data.${field}`]);

function openable(open: NonNullable<DisclosureAsked['open']>): (fact: Recorded, field: string) => boolean {
  if (open === 'all') return () => true;
  if (open === 'none') return () => false;
  if (open === 'child') return (_, field) => ownFields.includes(field);
  const named = new Set(open);
  return ({ id }, field) => ownFields.includes(field) || named.has(`${id}.${field}`);
}

function shownFact(
  keys: OpeningKeys,
  { authority, child, reader }: DisclosureAsked,
  event: StoredEvent,
  fact: Recorded,
  facts: readonly Recorded[],
  mayOpen: (field: string) => boolean,
): ShownFact {
  const { id, type, data: stored, metadata, stream, revision } = event;
  const previous = evidenceOf(event)?.previous ?? null;
  const personal = personalOf(fact, facts);
  const { data, erased, unreadable } = openedFact(keys, reader, { authority, child, fact: id }, personal, fact.data);
  const texts = personal.flatMap((field) => {
    const stored = at(fact.data, field);
    if (!isSealed(stored) && typeof stored !== 'string') return [];
    const text = at(data, field);
    const why = erased.includes(field) ? 'erased' : unreadable.includes(field) ? 'unreadable' : 'withheld';
    return [{ field, text, why, isOpen: typeof text === 'string' && mayOpen(field) } as const];
  });
  return {
    id,
    type: fact.type,
    text: digestedText({ stream, revision, previous, id, type, data: stored, metadata: metadata as object }),
    on: isCorrectionType(fact.type) ? undefined : (fact.data as Ordinary['data']).on,
    recordedAt: fact.recordedAt,
    recordedBy: fact.recordedBy,
    judgedUnder: (metadata as { readonly rulePack?: string }).rulePack,
    data: texts
      .filter(({ isOpen }) => !isOpen)
      .reduce<object>((read, { field }) => without(read, field.split('.')), data),
    opened: texts.flatMap(({ field, text, isOpen }) => (isOpen && typeof text === 'string' ? [{ field, text }] : [])),
    closed: texts.flatMap(({ field, why, isOpen }) => (isOpen ? [] : [{ field, why }])),
  };
}

function marksOf(facts: readonly Recorded[]): ReadonlyMap<string, Pick<ShownFact, 'withdrawnBy' | 'correctedBy'>> {
  const revisions = new Map(facts.map(({ id, revision }) => [id, revision]));
  return new Map(
    [...standings(facts)].map(([id, { withdrawnBy = '', correctedBy = '' }]) => [
      id,
      { withdrawnBy: revisions.get(withdrawnBy), correctedBy: revisions.get(correctedBy) },
    ]),
  );
}

/** A slip in a list of what to withhold would disclose it. */
function requireFound(
  { withhold = [], open }: DisclosureAsked,
  disclosed: readonly DisclosedFact[],
  facts: readonly Recorded[],
): void {
  const ids = new Set(facts.map(({ id }) => id));
  const texts = new Set(
    disclosed.flatMap(({ shown }) =>
      shown === undefined ? [] : [...shown.opened, ...shown.closed].map(({ field }) => `${shown.id}.${field}`),
    ),
  );
  const gone = [
    ...withhold.filter((id) => !ids.has(id)).map((id) => `fact ${id}`),
    ...(typeof open === 'object' ? open.filter((named) => !texts.has(named)).map((named) => `text ${named}`) : []),
  ];
  if (gone.length > 0) throw new NotToBeFound(gone);
}

/** What was named to be withheld or opened is not in the record, or not shown. */
export class NotToBeFound extends Error {
  constructor(readonly named: readonly string[]) {
    super(
      `The record does not show ${named.join(', ')}. Nothing was disclosed: name facts by their ids, and texts by the id ` +
        'of their fact, a point and their field.',
    );
    this.name = 'NotToBeFound';
  }
}

export function meaningOf(type: FactType): string {
  return catalogue[type].meaning;
}

function at(data: object, field: string): unknown {
  return field.split('.').reduce<unknown>((value, name) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Readonly<Record<string, unknown>>)[name]
      : undefined;
  }, data);
}
