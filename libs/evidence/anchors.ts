import { canonical } from './canonical.ts';
import {
  digestOfStatement,
  headLine,
  inStreamOrder,
  isSignedBy,
  keyIdOf,
  rootOfHeads,
  type Head,
  type Signed,
  type Statement,
} from './statement.ts';

/** A head as an anchor holds it. */
export interface AnchoredHead extends Head {
  /** The number of the anchor. */
  readonly anchor: number;
}

/** The first statement of a chain that cannot be what it says, what is wrong, and what to do. */
export interface AnchorFault {
  readonly number: number;
  readonly code: AnchorBroken;
  readonly sentence: string;
  readonly next: string;
}

export type AnchorBroken =
  | 'anchor-missing'
  | 'anchor-unreadable'
  | 'anchor-of-another-chain'
  | 'anchor-of-another-store'
  | 'anchor-key-not-endorsed'
  | 'anchor-signature-wrong'
  | 'anchor-heads-differ'
  | 'anchor-takes-back'
  | 'anchor-rewritten'
  | 'anchor-key-not-trusted';

/** What a chain of statements comes to, as far as it holds. */
export interface AnchorsRead {
  readonly statements: readonly Signed[];
  /** The digests of the statements, by their numbers. */
  readonly digests: readonly string[];
  /** Every head that any anchor holds, by stream, in the order of the anchors; or the last of each alone, as asked. */
  readonly heads: ReadonlyMap<string, readonly AnchoredHead[]>;
  /** Keys introduced, by id, in that order: the last is the current one. */
  readonly keys: ReadonlyMap<string, string>;
  /** Anchors whose heads were not at hand: their signature and place are checked, and what they hold is not known. */
  readonly withoutHeads: readonly number[];
  readonly fault: AnchorFault | undefined;
}

export interface AnchorReading {
  /** Takes the next statement, with the heads it lists where they are at hand. After a fault it takes no more. */
  readonly take: (signed: Signed, heads?: readonly Head[]) => AnchorFault | undefined;
  readonly read: () => AnchorsRead;
}

/**
 * Reads a chain of anchors from its first statement: each must follow the one before it, be of the same store, be signed
 * with the key that was current, list the heads its root says, and take nothing back: no stream shorter than before.
 */
export function readAnchors(keep: 'every-head' | 'last-heads' = 'every-head'): AnchorReading {
  const statements: Signed[] = [];
  const digests: string[] = [];
  const heads = new Map<string, AnchoredHead[]>();
  const keys = new Map<string, string>();
  const withoutHeads: number[] = [];
  let fault: AnchorFault | undefined;

  function take(signed: Signed, listed?: readonly Head[]): AnchorFault | undefined {
    if (fault !== undefined) return fault;
    const state = { statements, digests, keys };
    fault = misshapen(signed, digests.length) ?? unchained(signed.statement, state) ?? unsigned(signed, keys);
    fault ??=
      listed === undefined
        ? undefined
        : (unlisted(signed.statement, listed) ?? takenBack(listed, heads, digests.length));
    if (fault !== undefined) return fault;
    const { statement } = signed;
    const number = digests.length;
    // What else was given with them is not part of the chain: a list of streams least of all.
    statements.push({ statement, signature: signed.signature });
    digests.push(digestOfStatement(statement));
    if (statement.kind === 'waymark-anchor-key/1') keys.set(statement.introduces.key, statement.introduces.publicKey);
    else if (listed === undefined) withoutHeads.push(number);
    for (const head of listed ?? []) {
      const known = heads.get(head.stream);
      if (known === undefined || keep === 'last-heads') heads.set(head.stream, [{ ...head, anchor: number }]);
      else known.push({ ...head, anchor: number });
    }
    return undefined;
  }

  return { take, read: () => ({ statements, digests, heads, keys, withoutHeads, fault }) };
}

/**
 * Whether one reading of a chain goes on from another: the same statements as far as the earlier goes, and no fewer. What
 * was anchored once then stands in both.
 */
export function goesOn(earlier: AnchorsRead, later: AnchorsRead): AnchorFault | undefined {
  const at = earlier.digests.findIndex((digest, number) => later.digests[number] !== digest);
  if (at < 0) return undefined;
  if (later.digests[at] === undefined) {
    const last = later.digests.length - 1;
    return faultAt(
      at,
      'anchor-missing',
      `Anchor ${String(at)} was held before and is gone: the chain here ends ${last < 0 ? 'before its first' : `with ${String(last)}`}.`,
      'The store was rolled back to an older state, or its anchors were cut off. Compare it with a backup made since.',
    );
  }
  return faultAt(
    at,
    'anchor-rewritten',
    `Anchor ${String(at)} is not the one that was held before: history was written anew and anchored again.`,
    'Trust the one that another organisation has held, and look for who could use the signing key.',
  );
}

function misshapen({ statement, signature }: Signed, number: number): AnchorFault | undefined {
  const known = statement as Partial<Statement> | undefined;
  const isWhole =
    typeof signature === 'string' &&
    typeof known === 'object' &&
    (known.kind === 'waymark-anchor/1'
      ? Number.isSafeInteger(known.heads?.count) && typeof known.heads?.root === 'string'
      : known.kind === 'waymark-anchor-key/1' && typeof known.introduces?.publicKey === 'string');
  if (isWhole) return undefined;
  return faultAt(
    number,
    'anchor-unreadable',
    `Statement ${String(number)} of the chain of anchors is in no form known here.`,
    'It was damaged, or made by a newer Waymark. Compare it with a copy held elsewhere.',
  );
}

function unchained(
  { number, previous, store, key, kind }: Statement,
  {
    statements,
    digests,
    keys,
  }: { statements: readonly Signed[]; digests: readonly string[]; keys: ReadonlyMap<string, string> },
): AnchorFault | undefined {
  const expected = digests.length;
  if (number !== expected) {
    return faultAt(
      expected,
      'anchor-missing',
      `Anchor ${String(expected)} is missing: ${String(number)} stands in its place.`,
      'It was taken out, or an old one was put in again. Compare with the anchors that are held elsewhere.',
    );
  }
  if (previous !== (digests.at(-1) ?? null)) {
    return faultAt(
      number,
      'anchor-of-another-chain',
      `Anchor ${String(number)} does not name the one before it: it belongs to another chain, or that one was altered.`,
      'Compare both with the anchors that are held elsewhere.',
    );
  }
  const first = statements[0]?.statement;
  if (first !== undefined && first.store !== store) {
    return faultAt(
      number,
      'anchor-of-another-store',
      `Anchor ${String(number)} is of the store ${store}, and this chain is of ${first.store}.`,
      'Keep the anchors of one store in a folder of their own.',
    );
  }
  const current = [...keys.keys()].at(-1);
  if (current !== undefined ? key === current : kind === 'waymark-anchor-key/1') return undefined;
  return faultAt(
    number,
    'anchor-key-not-endorsed',
    current === undefined
      ? 'The chain does not begin by introducing its key.'
      : `Anchor ${String(number)} is signed with the key ${key}, which the key before it did not introduce.`,
    'Somebody signed with a key of their own. Trust the anchors before it only.',
  );
}

function unsigned({ statement, signature }: Signed, keys: ReadonlyMap<string, string>): AnchorFault | undefined {
  const { number, key } = statement;
  const introduced = statement.kind === 'waymark-anchor-key/1' ? statement.introduces : undefined;
  const publicKey = keys.get(key) ?? introduced?.publicKey ?? '';
  const isNamed = introduced === undefined || keyIdOf(introduced.publicKey) === introduced.key;
  if (isNamed && keyIdOf(publicKey) === key && isSignedBy(canonical(statement), signature, publicKey)) return undefined;
  return faultAt(
    number,
    'anchor-signature-wrong',
    `The signature of anchor ${String(number)} is not by the key it names: it was altered, or forged.`,
    'Trust the anchors before it only, and compare with the ones that are held elsewhere.',
  );
}

function unlisted(statement: Statement, heads: readonly Head[]): AnchorFault | undefined {
  if (statement.kind === 'waymark-anchor-key/1') return undefined;
  const { number } = statement;
  const ordered = inStreamOrder(heads);
  const isOrdered = heads.every((head, index) => head === ordered[index] && head.stream !== heads[index - 1]?.stream);
  const { count, root } = statement.heads;
  if (isOrdered && heads.length === count && rootOfHeads(heads) === root) return undefined;
  return faultAt(
    number,
    'anchor-heads-differ',
    `The heads listed with anchor ${String(number)} are not those it was signed over.`,
    'The list was altered. Take it from a copy held elsewhere; the anchor itself is whole.',
  );
}

function takenBack(
  listed: readonly Head[],
  heads: ReadonlyMap<string, readonly AnchoredHead[]>,
  number: number,
): AnchorFault | undefined {
  for (const { stream, revision } of listed) {
    const before = heads.get(stream)?.at(-1);
    if (before === undefined || revision > before.revision) continue;
    return faultAt(
      number,
      'anchor-takes-back',
      `Anchor ${String(number)} ends ${stream} at fact ${String(revision)}, and anchor ${String(before.anchor)} had it at ` +
        `${String(before.revision)}: facts were taken back in between.`,
      'Restore the facts from a backup made while the earlier anchor was the last.',
    );
  }
  return undefined;
}

function faultAt(number: number, code: AnchorBroken, sentence: string, next: string): AnchorFault {
  return { number, code, sentence, next };
}

/** Heads as a file of lines, one for each, in the order they are signed in. */
export function linesOfHeads(heads: readonly Head[]): string {
  return heads.map((head) => `${headLine(head)}\n`).join('');
}
