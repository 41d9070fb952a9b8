import { londonInstant, type PlainDate } from '#calendar';
import type { FactType } from '#events';
import { disclose, meaningOf, type DisclosedFact, type Disclosure } from './disclosure.ts';
import { readErasures } from './erasures.ts';
import { textsUnder, type Reader } from './opening.ts';
import type { RecorderParts } from './recorder.ts';
import type { AnsweredClock, ChildOf } from './request.ts';
import { sideEntries, type SideEntry } from './side-entries.ts';

/** Everything held on one child, for the person it is about. Its form is documented in docs/subject-access.schema.json. */
export interface SubjectAccess extends ChildOf {
  readonly form: 'waymark-subject-access/1';
  /** When it was made: an instant of London. */
  readonly madeAt: string;
  readonly standing: string | null;
  readonly facts: readonly SubjectFact[];
  readonly clocks: readonly (AnsweredClock & {
    readonly title: string;
    readonly state: string;
    readonly stoppedOn?: PlainDate;
  })[];
  /** Who looked, what was alerted, which published figures counted the child, and whatever else is kept beside the journey. */
  readonly entries: readonly SideEntry[];
  /** What is left out, and why. */
  readonly excluded: { readonly facts: number; readonly why: string };
  /** Texts that may name other people: each is to be read, and cleared or taken out, before anything is given out. */
  readonly toReview: number;
  /** What the texts were erased by, where they were. */
  readonly erasures: readonly {
    readonly order: string;
    readonly orderedAt: string;
    readonly erasedAt: string | null;
  }[];
}

export interface SubjectFact {
  readonly id: string;
  readonly revision: number;
  readonly type: FactType;
  readonly meaning: string;
  readonly on?: PlainDate | undefined;
  readonly recordedAt: string;
  readonly recordedBy: { readonly user: string; readonly role: string | null };
  /** Where an import read it, or where it was recorded first. */
  readonly origin?: unknown;
  readonly data: object;
  readonly texts: readonly SubjectText[];
  readonly withdrawnBy?: number | undefined;
  readonly correctedBy?: number | undefined;
}

export interface SubjectText {
  readonly field: string;
  readonly text?: string;
  readonly closed?: 'withheld' | 'erased' | 'unreadable';
  /** Whether somebody has to read it before it is given out: every text but the child's own name and numbers. */
  readonly review: boolean;
}

export interface SubjectAccessAsked extends ChildOf {
  /** Who prepares the answer. */
  readonly reader: Reader;
  /** Staff by the names they sign in under, for whoever prepares the answer; else each by a number that stands for one person throughout. */
  readonly staff?: 'numbered' | 'named' | undefined;
}

/** Undefined of a child never heard of. */
export async function subjectAccess(
  parts: RecorderParts,
  { authority, child, reader, staff = 'numbered' }: SubjectAccessAsked,
): Promise<SubjectAccess | undefined> {
  const whole = await disclose(parts, { authority, child, reader, open: 'all' });
  if (whole === undefined) return undefined;
  const texts = textsUnder(parts.keys);
  const name = staff === 'named' ? (user: string) => user : numbering();
  const facts = whole.facts.flatMap((fact) => (fact.shown === undefined ? [] : [factOf(fact, fact.shown, name)]));
  const entries = (await sideEntries({ store: parts.store, texts, reader }, { authority, child })).map((entry) => ({
    ...entry,
    by: { ...entry.by, user: name(entry.by.user) },
    says: staffNamed(entry.says, name),
  }));
  const erasures = await readErasures(parts.store, { authority, child });
  return {
    form: 'waymark-subject-access/1',
    authority,
    child,
    madeAt: londonInstant(parts.now()),
    standing: whole.standing,
    facts,
    clocks: clocksOf(whole),
    entries,
    excluded: {
      facts: whole.facts.length - facts.length,
      why: 'Recorded for this child by mistake and withdrawn as another child’s: it is that child’s, and not given out.',
    },
    toReview: [...facts.flatMap(({ texts: own }) => own), ...entries.flatMap(({ texts: own }) => own)].filter(
      isToReview,
    ).length,
    erasures: erasures.map(({ id, orderedAt, erasedAt }) => ({ order: id, orderedAt, erasedAt: erasedAt ?? null })),
  };
}

function isToReview(text: { readonly text?: string; readonly review?: boolean }): boolean {
  return text.text !== undefined && text.review !== false;
}

function factOf(
  { revision }: DisclosedFact,
  shown: NonNullable<DisclosedFact['shown']>,
  name: (user: string) => string,
): SubjectFact {
  const { id, type, on, recordedAt, recordedBy, data, opened, closed, withdrawnBy, correctedBy } = shown;
  const { metadata } = JSON.parse(shown.text) as {
    readonly metadata?: { readonly role?: string; readonly origin?: unknown };
  };
  const fields = new Set(opened.map(({ field }) => field));
  return {
    id,
    revision,
    type,
    meaning: meaningOf(type),
    ...(on !== undefined && { on }),
    recordedAt: londonInstant(recordedAt),
    recordedBy: { user: name(recordedBy), role: metadata?.role ?? null },
    ...(metadata?.origin !== undefined && { origin: originOf(metadata.origin, name) }),
    data: staffNamed(withoutFields(data, fields), name) as object,
    texts: [
      ...opened.map(({ field, text }) => ({ field, text, review: !ownFields.has(field) })),
      ...closed.map(({ field, why }) => ({ field, closed: why, review: false })),
    ],
    ...(withdrawnBy !== undefined && { withdrawnBy }),
    ...(correctedBy !== undefined && { correctedBy }),
  };
}

/** The child's own name and numbers name nobody else. */
const ownFields: ReadonlySet<string> = new Set(
  ['name', 'upn', 'formerUpn', 'nhsNumber'].flatMap((field) => [field, `data.${field}`]),
);

function originOf(origin: unknown, name: (user: string) => string): unknown {
  if (typeof origin !== 'object' || origin === null) return origin;
  const { recordedBy, ...rest } = origin as { readonly recordedBy?: unknown };
  return typeof recordedBy === 'string' ? { ...rest, recordedBy: name(recordedBy) } : origin;
}

function withoutFields(data: object, fields: ReadonlySet<string>, within = ''): object {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
      const field = within + name;
      if (fields.has(field)) return [];
      const isPart = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [[name, isPart ? withoutFields(value, fields, `${field}.`) : value]];
    }),
  );
}

/** Where facts and entries name staff by the ids they work or sign in under. Teams and roles are nobody. */
const staffFields: ReadonlySet<string> = new Set([
  'worker',
  'workers',
  'names',
  'to',
  'person',
  'user',
  'recordedBy',
  'orderedBy',
  'authorisedBy',
  'email',
]);

/** The same with staff named as `name` does, wherever they are named, in lists and in what a correction puts right as well. */
function staffNamed(value: unknown, name: (user: string) => string, isStaff = false): unknown {
  if (typeof value === 'string') return isStaff ? name(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => staffNamed(each, name, isStaff));
  return Object.fromEntries(
    Object.entries(value).map(([field, part]: [string, unknown]) => [
      field,
      // Of lists, by names roles.
      staffNamed(part, name, staffFields.has(field) || (field === 'by' && typeof part === 'string')),
    ]),
  );
}

function clocksOf({ clocks }: Disclosure): SubjectAccess['clocks'] {
  return (clocks ?? []).map(({ explanation: _, ...clock }) => clock);
}

/** The same number for the same person throughout one answer, in the order they first appear. */
function numbering(): (user: string) => string {
  const numbers = new Map<string, number>();
  return (user) => {
    const number = numbers.get(user) ?? numbers.size + 1;
    numbers.set(user, number);
    return `member of staff ${String(number)}`;
  };
}
