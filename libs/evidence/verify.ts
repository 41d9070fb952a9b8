import { NotCanonical } from './canonical.ts';
import { digestOf, type Evidence, type StoredForm } from './digest.ts';

/** A fact as read back from its stream, with the evidence it carries, if it carries any. */
export interface Evidenced extends StoredForm {
  readonly stream: string;
  readonly revision: number;
  readonly evidence: Evidence | undefined;
}

export type Broken = 'digest-differs' | 'previous-differs' | 'revision-missing' | 'anchored-otherwise' | 'cut-off';

/** The first fact of a stream that is not as it was recorded, what is wrong, and what to do. */
export interface FactFault {
  readonly stream: string;
  /** The revision at which the chain first breaks. */
  readonly revision: number;
  /** Of the fact found there; absent where there is none. */
  readonly id?: string;
  readonly type?: string;
  readonly code: Broken;
  readonly expected: string;
  readonly found: string;
  /** What is wrong, said to an auditor. */
  readonly sentence: string;
  /** What to do next. */
  readonly next: string;
}

export type Verification =
  | {
      readonly ok: true;
      readonly count: number;
      /** The digest of the last fact; null of an empty stream. An anchor must hold it: see `verifyChain`. */
      readonly head: string | null;
    }
  | ({ readonly ok: false } & FactFault);

/**
 * Reads a stream from its first fact and finds the first break in its chain: a fact missing or out of place, one that
 * names another forerunner, or one altered since it was recorded.
 *
 * Facts cut from the end leave a whole, shorter chain. Only an anchor kept elsewhere shows that: see `watchChains`.
 */
export async function verifyChain(
  stream: string,
  facts: AsyncIterable<Evidenced> | Iterable<Evidenced>,
): Promise<Verification> {
  let count = 0;
  let head: string | null = null;
  for await (const fact of facts) {
    const judged = judge({ stream, revision: count, previous: head }, fact, true);
    if (typeof judged !== 'string') return { ok: false, ...judged };
    head = judged;
    count++;
  }
  return { ok: true, count, head };
}

/** Where the next fact of a stream must stand, and the digest it must name. */
export interface Due {
  readonly stream: string;
  readonly revision: number;
  readonly previous: string | null;
}

/** The digest of a fact that is as it was recorded, in its place; otherwise its fault. */
export function judge(due: Due, fact: Evidenced, mustCarryEvidence: boolean): string | FactFault {
  if (fact.stream !== due.stream || fact.revision !== due.revision) return misplaced(due, fact);
  const { evidence } = fact;
  if (evidence !== undefined && evidence.previous !== due.previous) return unlinked(due, fact);
  if (evidence === undefined && mustCarryEvidence && due.previous !== null) return unlinked(due, fact);
  const digest = digestNow(due, fact);
  if (evidence === undefined && !mustCarryEvidence) return digest;
  return evidence?.digest === digest ? digest : altered(due, fact, digest);
}

function misplaced({ stream, revision }: Due, fact: Evidenced): FactFault {
  const expected = `${stream}@${String(revision)}`;
  const found = `${fact.stream}@${String(fact.revision)}`;
  const sentence = `Fact ${expected} is missing: ${found} stands in its place.`;
  return { stream, revision, code: 'revision-missing', expected, found, sentence, next: nextOf['revision-missing'] };
}

function unlinked({ stream, revision, previous }: Due, fact: Evidenced): FactFault {
  return {
    ...placeOf(stream, revision, fact),
    code: 'previous-differs',
    expected: previous ?? 'none',
    found: fact.evidence?.previous ?? 'none',
    sentence: `${nameOf(fact)} was not recorded after the fact that now stands before it.`,
    next: nextOf['previous-differs'],
  };
}

function altered({ stream, revision }: Due, fact: Evidenced, found: string): FactFault {
  const what = fact.evidence === undefined ? 'carries no evidence' : 'is not as it was recorded';
  return {
    ...placeOf(stream, revision, fact),
    code: 'digest-differs',
    expected: fact.evidence?.digest ?? 'none',
    found,
    sentence: `${nameOf(fact)} ${what}.`,
    next: nextOf['digest-differs'],
  };
}

/** What to do about each kind of fault. */
export const nextOf: Readonly<Record<Broken, string>> = {
  'digest-differs':
    'Compare this fact with a backup and with whoever recorded it; trust nothing of the stream after it.',
  'previous-differs':
    'The fact before it was altered, put in or taken out, or this one was. Compare both with a backup and with an anchor.',
  'revision-missing': 'A fact was taken out or moved. Restore it from a backup that holds it.',
  'anchored-otherwise':
    'The stream was written anew since the anchor was made, with digests to match. Restore it from a backup older than that.',
  'cut-off': 'Facts were cut off, or the whole store was rolled back. Restore it from a backup made since the anchor.',
};

/** A stored fact that cannot even be written canonically was never sealed as it stands. */
function digestNow({ stream, previous }: Due, fact: Evidenced): string {
  try {
    return digestOf({ ...fact, stream, previous });
  } catch (error) {
    if (error instanceof NotCanonical) return `none: ${error.message}`;
    throw error;
  }
}

function placeOf(stream: string, revision: number, { id, type }: Evidenced) {
  return { stream, revision, id, type };
}

function nameOf(fact: Evidenced): string {
  return `${fact.type} (${fact.stream}@${String(fact.revision)})`;
}
