import { NotCanonical } from './canonical.ts';
import { digestOf, type Evidence, type StoredForm } from './digest.ts';

/** A fact as read back from its stream, with the evidence it carries, if it carries any. */
export interface Evidenced extends StoredForm {
  readonly stream: string;
  readonly revision: number;
  readonly evidence: Evidence | undefined;
}

export type Broken = 'digest-differs' | 'previous-differs' | 'revision-missing';

export type Verification =
  | {
      readonly ok: true;
      readonly count: number;
      /** The digest of the last fact; null of an empty stream. An anchor must hold it: see `verifyChain`. */
      readonly head: string | null;
    }
  | {
      readonly ok: false;
      /** The revision at which the chain first breaks. */
      readonly revision: number;
      readonly code: Broken;
      readonly expected: string;
      readonly found: string;
      /** What is wrong, said to an auditor. */
      readonly sentence: string;
    };

/**
 * Reads a stream from its first fact and finds the first break in its chain: a fact missing or out of place, one that
 * names another forerunner, or one altered since it was recorded.
 *
 * Facts cut from the end leave a whole, shorter chain. Only an anchor kept elsewhere shows that: compare `count` and
 * `head` with it.
 */
export async function verifyChain(
  stream: string,
  facts: AsyncIterable<Evidenced> | Iterable<Evidenced>,
): Promise<Verification> {
  let count = 0;
  let head: string | null = null;
  for await (const fact of facts) {
    const broken = misplaced(stream, count, fact) ?? unlinked(head, fact) ?? altered(stream, head, fact);
    if (broken !== undefined) return { ok: false, revision: count, ...broken };
    head = fact.evidence?.digest ?? null;
    count++;
  }
  return { ok: true, count, head };
}

interface Break {
  readonly code: Broken;
  readonly expected: string;
  readonly found: string;
  readonly sentence: string;
}

function misplaced(stream: string, revision: number, fact: Evidenced): Break | undefined {
  if (fact.stream === stream && fact.revision === revision) return undefined;
  const expected = `${stream}@${String(revision)}`;
  const found = `${fact.stream}@${String(fact.revision)}`;
  return {
    code: 'revision-missing',
    expected,
    found,
    sentence: `Fact ${expected} is missing: ${found} stands in its place.`,
  };
}

function unlinked(head: string | null, fact: Evidenced): Break | undefined {
  const previous = fact.evidence?.previous ?? null;
  if (previous === head) return undefined;
  return {
    code: 'previous-differs',
    expected: head ?? 'none',
    found: previous ?? 'none',
    sentence: `${nameOf(fact)} was not recorded after the fact that now stands before it.`,
  };
}

function altered(stream: string, head: string | null, fact: Evidenced): Break | undefined {
  const expected = fact.evidence?.digest ?? 'none';
  const found = digestNow(stream, head, fact);
  if (found === expected) return undefined;
  const what = fact.evidence === undefined ? 'carries no evidence' : 'is not as it was recorded';
  return { code: 'digest-differs', expected, found, sentence: `${nameOf(fact)} ${what}.` };
}

/** A stored fact that cannot even be written canonically was never sealed as it stands. */
function digestNow(stream: string, previous: string | null, fact: Evidenced): string {
  try {
    return digestOf({ ...fact, stream, previous });
  } catch (error) {
    if (error instanceof NotCanonical) return `none: ${error.message}`;
    throw error;
  }
}

function nameOf(fact: Evidenced): string {
  return `${fact.type} (${fact.stream}@${String(fact.revision)})`;
}
