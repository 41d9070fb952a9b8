import type { PlainDate } from '#calendar';
import { isCorrectionType, type Correction, type Ordinary } from '#events';
import type { Role } from '#access';
import { effectiveHistory, standings, type Recorded } from '#history';
import type { Journey } from '#journey';
import type { OpeningKeys } from '#privacy';
import { answeredFact } from './answer.ts';
import type { JourneyAsked } from './journey-read.ts';
import { openedFact, type Reader } from './opening.ts';
import { naming, withoutNote } from './others.ts';
import { personalOf } from './personal.ts';
import type { AnsweredFact, ChildOf } from './request.ts';
import { without } from './without.ts';

/** A fact as it is shown to who may read the child: with what became of it, and its texts opened. */
export interface FactRead extends AnsweredFact {
  readonly revision: number;
  /** Absent where the fact is masked. */
  readonly recordedBy?: string;
  /** Absent where the fact is masked. */
  readonly data?: object;
  /**
   * The fact was recorded for the wrong child: what it says and who recorded it are another's, and only an auditor may
   * see them. Its type and day are told to everyone, because clocks as they were known to run cannot be read without.
   */
  readonly masked?: true;
  /** Personal fields that nobody can read again, their key being erased. */
  readonly erased?: readonly string[];
  /** Personal fields that the keys here do not open: another key store, or altered where they lie. */
  readonly unreadable?: readonly string[];
  /** Personal fields that the table of roles opens to none of the reader's roles. */
  readonly withheld?: readonly string[];
  /** Of a fact recorded without the role for it: the roles that may countersign. */
  readonly countersignatureBy?: readonly Role[];
  /** Who countersigned it, and when: an instant, RFC 3339. */
  readonly countersignedBy?: string;
  readonly countersignedAt?: string;
  readonly withdrawnBy?: string;
  readonly correctedBy?: string;
}

/**
 * The facts known at the instant asked for. Knowledge is the running maximum of recording times (decisions.md 6), so it
 * is the stream up to the first fact recorded later.
 */
export function knownFacts(
  facts: readonly Recorded[],
  { knownAt }: Pick<JourneyAsked, 'knownAt'>,
): readonly Recorded[] {
  if (knownAt === undefined) return facts;
  const later = facts.findIndex(({ recordedAt }) => recordedAt > knownAt);
  return later < 0 ? facts : facts.slice(0, later);
}

/** The facts that had happened by a day, as they stand; of withdrawn ones as they were recorded. Corrections go with their fact. */
export function happened(
  known: readonly Recorded[],
  { history }: Journey,
  by: PlainDate | undefined,
): readonly Recorded[] {
  if (by === undefined) return known;
  const then = new Set(history.map(({ id }) => id));
  const standing = new Set(effectiveHistory(known).map(({ id }) => id));
  const kept = new Set<string>();
  for (const fact of known) {
    const { id, type, data } = fact;
    const keeps = isCorrectionType(type)
      ? kept.has((data as Correction['data']).fact)
      : standing.has(id)
        ? then.has(id)
        : (data as Ordinary['data']).on <= by;
    if (keeps) kept.add(id);
  }
  return known.filter(({ id }) => kept.has(id));
}

export function factsRead(
  keys: OpeningKeys,
  of: JourneyAsked,
  listed: readonly Recorded[],
  known: readonly Recorded[],
  masked: ReadonlySet<string>,
): readonly FactRead[] {
  const marks = standings(known);
  const about = of.unmasked ? new Set<string>() : naming(known, masked);
  return listed.map((fact): FactRead => {
    const { id, revision, recordedBy } = fact;
    const read = { ...answeredFact(fact), revision, ...marks.get(id) };
    if (masked.has(id) && !of.unmasked) return { ...read, masked: true };
    const opened = openedData(keys, of, about.has(id) ? withoutNote(fact) : fact, known);
    return { ...read, recordedBy, ...(masked.has(id) && { masked: true }), ...opened };
  });
}

function openedData(
  keys: OpeningKeys,
  { authority, child, reader }: ChildOf & { readonly reader: Reader },
  fact: Recorded,
  known: readonly Recorded[],
): Pick<FactRead, 'data' | 'erased' | 'unreadable' | 'withheld'> {
  const { data, erased, unreadable, withheld } = openedFact(
    keys,
    reader,
    { authority, child, fact: fact.id },
    personalOf(fact, known),
    fact.data,
  );
  const closed = [...erased, ...unreadable];
  return {
    data: closed.reduce<object>((read, field) => without(read, field.split('.')), data),
    ...(erased.length > 0 && { erased }),
    ...(unreadable.length > 0 && { unreadable }),
    ...(withheld.length > 0 && { withheld }),
  };
}
