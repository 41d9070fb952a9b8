import type { AnchorsRead } from './anchors.ts';
import { canonical } from './canonical.ts';
import { sha256 } from './digest.ts';
import { rootAlong } from './merkle.ts';
import {
  digestOfStatement,
  headLine,
  isSignedBy,
  keyIdOf,
  type Head,
  type KeyIntroduced,
  type Signed,
} from './statement.ts';
import { nextOf, type FactFault } from './verify.ts';

/** One child's record with its proofs, for a recipient: what `bundle.json` holds. */
export interface Bundle {
  readonly kind: 'waymark-bundle/1';
  readonly authority: string;
  readonly child: string;
  readonly stream: string;
  readonly recipient: string;
  /** When the last fact was recorded, RFC 3339. */
  readonly asAt: string;
  /** Every fact, in order: shown in a file, or withheld, of which its digest is left. */
  readonly facts: readonly BundledFact[];
  /** Texts opened. Nothing proves that they are what the sealed texts hold but the word, and signature, of who made this. */
  readonly opened: readonly { readonly revision: number; readonly field: string; readonly text: string }[];
  /** Texts not opened, in facts that are shown. */
  readonly closed: readonly { readonly revision: number; readonly field: string; readonly why: string }[];
  readonly anchor: Anchored | null;
  /** Statements that introduce keys, from the first. */
  readonly keys: readonly Signed<KeyIntroduced>[];
  /** The key that signed `SHA256SUMS`; null where none was at hand. */
  readonly signedWith: string | null;
}

export interface BundledFact {
  readonly revision: number;
  readonly digest: string;
  readonly previous: string | null;
  /** The file of the text that was digested. */
  readonly file?: string;
  readonly withheld?: string;
}

/** The last anchor that covers the stream, and the way from its head to the root that was signed. */
export interface Anchored {
  readonly signed: Signed;
  readonly head: Head;
  readonly index: number;
  readonly path: readonly string[];
}

/** What is wrong with a bundle beside its facts. */
export interface BundleFault {
  readonly code:
    'file-altered' | 'file-missing' | 'file-added' | 'unreadable' | 'signature-wrong' | 'not-trusted' | 'anchor-wrong';
  readonly sentence: string;
  readonly next: string;
}

export interface BundleVerified {
  readonly holds: boolean;
  readonly bundle: Bundle | undefined;
  readonly shown: number;
  readonly withheld: readonly number[];
  /** The first fact that is not as it was recorded. */
  readonly fact: FactFault | undefined;
  readonly faults: readonly BundleFault[];
  readonly signed: boolean;
}

/** What a recipient has beside the bundle. */
export interface BundleAgainst {
  readonly trustedKey?: string | undefined;
  readonly held?: AnchorsRead | undefined;
}

/** Verifies a bundle from its files alone, by name: no server, no network. */
export function verifyBundle(files: ReadonlyMap<string, Buffer>, against: BundleAgainst = {}): BundleVerified {
  const bundle = bundleIn(files);
  if (bundle === undefined) {
    const sentence = 'There is no bundle.json in a form known here.';
    const fault = faultOf('unreadable', sentence, 'Ask for the bundle again, or use the Waymark that made it.');
    return { holds: false, bundle, shown: 0, withheld: [], fact: undefined, faults: [fault], signed: false };
  }
  const keys = keysIn(bundle.keys);
  const faults = [
    ...filesAltered(files),
    ...signatureFaults(files, bundle, keys),
    ...anchorFaults(bundle, keys),
    ...untrusted(bundle, keys, against),
  ];
  const fact = factFault(files, bundle) ?? heldOtherwise(bundle, against.held);
  const signed = bundle.signedWith !== null;
  const withheld = bundle.facts.flatMap(({ revision, file }) => (file === undefined ? [revision] : []));
  const shown = bundle.facts.length - withheld.length;
  return { holds: fact === undefined && faults.length === 0, bundle, shown, withheld, fact, faults, signed };
}

/** What `sha256sum -c SHA256SUMS` reads: a line for every file but these sums and their signature. */
export function sumsOf(files: ReadonlyMap<string, Buffer>): string {
  return [...files]
    .filter(([name]) => !unsummed.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`)
    .join('');
}

const unsummed: readonly string[] = ['SHA256SUMS', 'SHA256SUMS.sig'];

function bundleIn(files: ReadonlyMap<string, Buffer>): Bundle | undefined {
  try {
    const read = JSON.parse(files.get('bundle.json')?.toString('utf8') ?? '') as Partial<Bundle>;
    const isOne = read.kind === 'waymark-bundle/1' && Array.isArray(read.facts) && Array.isArray(read.keys);
    return isOne && typeof read.stream === 'string' ? (read as Bundle) : undefined;
  } catch {
    return undefined;
  }
}

function filesAltered(files: ReadonlyMap<string, Buffer>): BundleFault[] {
  const sums = files.get('SHA256SUMS')?.toString('utf8') ?? '';
  const listed = new Map(
    sums.split('\n').flatMap((line) => (line === '' ? [] : [[line.slice(66), line.slice(0, 64)] as const])),
  );
  const ask = 'Trust nothing of the bundle, and ask for it again.';
  const faults: BundleFault[] = [];
  for (const [name, sum] of listed) {
    const bytes = files.get(name);
    if (bytes === undefined) faults.push(faultOf('file-missing', `The file ${name} was taken out.`, ask));
    else if (sha256(bytes) !== sum) faults.push(faultOf('file-altered', `The file ${name} was altered.`, ask));
  }
  for (const name of files.keys()) {
    if (!listed.has(name) && !unsummed.includes(name))
      faults.push(faultOf('file-added', `The file ${name} was put in.`, ask));
  }
  return faults;
}

/** Keys that a chain of introductions vouches for, each signed with the one before it; empty where it does not hold. */
function keysIn(introductions: Bundle['keys']): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { statement, signature } of introductions) {
    const { introduces, key } = statement;
    const signer = [...keys.keys()].at(-1) ?? introduces.key;
    const publicKey = keys.get(signer) ?? introduces.publicKey;
    const holds = key === signer && keyIdOf(introduces.publicKey) === introduces.key;
    if (!holds || !isSignedBy(canonical(statement), signature, publicKey)) break;
    keys.set(introduces.key, introduces.publicKey);
  }
  return keys;
}

function signatureFaults(
  files: ReadonlyMap<string, Buffer>,
  { signedWith }: Bundle,
  keys: ReadonlyMap<string, string>,
): BundleFault[] {
  const signature = files.get('SHA256SUMS.sig');
  if (signedWith === null && signature === undefined) return [];
  const sums = files.get('SHA256SUMS')?.toString('utf8') ?? '';
  const publicKey = keys.get(signedWith ?? '');
  if (signature !== undefined && publicKey !== undefined && isSignedBy(sums, signature.toString('base64'), publicKey))
    return [];
  const sentence = 'The sums of the files are not signed with the key that the bundle names.';
  return [faultOf('signature-wrong', sentence, 'The bundle was altered after it was made: ask for it again.')];
}

function anchorFaults({ anchor, facts, stream }: Bundle, keys: ReadonlyMap<string, string>): BundleFault[] {
  if (anchor === null) return [];
  const { signed, head, index, path } = anchor;
  const { statement, signature } = signed;
  const wrong = (sentence: string): BundleFault[] => [
    faultOf(
      'anchor-wrong',
      sentence,
      'Compare with the anchors that are held elsewhere: give their folder with --anchors.',
    ),
  ];
  if (statement.kind !== 'waymark-anchor/1') return wrong('What is given as an anchor is none.');
  const publicKey = keys.get(statement.key);
  if (publicKey === undefined || !isSignedBy(canonical(statement), signature, publicKey)) {
    return wrong(
      `The signature of anchor ${String(statement.number)} is not by a key of the bundle: it was altered, or forged.`,
    );
  }
  const { count, root } = statement.heads;
  if (head.stream !== stream || rootAlong({ leaf: headLine(head), index, count, path }) !== root) {
    return wrong(`The way from ${head.stream} to the root of anchor ${String(statement.number)} does not lead there.`);
  }
  if (facts[head.revision]?.digest === head.digest) return [];
  return wrong(`Anchor ${String(statement.number)} holds another fact ${String(head.revision)} than the bundle.`);
}

function untrusted(
  bundle: Bundle,
  keys: ReadonlyMap<string, string>,
  { trustedKey, held }: BundleAgainst,
): BundleFault[] {
  const faults: BundleFault[] = [];
  const has = [
    bundle.signedWith,
    bundle.anchor?.signed.statement.key,
    ...bundle.keys.map(({ statement }) => statement.key),
  ];
  if (trustedKey !== undefined && !(has.includes(trustedKey) && keys.has(trustedKey))) {
    const sentence = `Nothing of the bundle is signed with the key you trust, ${trustedKey}.`;
    faults.push(
      faultOf(
        'not-trusted',
        sentence,
        'Make sure that the key is the authority’s; otherwise trust nothing of the bundle.',
      ),
    );
  }
  const statement = bundle.anchor?.signed.statement;
  if (held === undefined || statement === undefined) return faults;
  if (held.fault !== undefined) faults.push(faultOf('not-trusted', held.fault.sentence, held.fault.next));
  const known = held.digests[statement.number];
  if (known !== undefined && known !== digestOfStatement(statement)) {
    const sentence = `Anchor ${String(statement.number)} of the bundle is not the one that is held.`;
    faults.push(
      faultOf('not-trusted', sentence, 'Trust the one that is held: the bundle is of a history written anew.'),
    );
  }
  return faults;
}

function factFault(files: ReadonlyMap<string, Buffer>, { facts, stream }: Bundle): FactFault | undefined {
  let previous: string | null = null;
  for (const [revision, fact] of facts.entries()) {
    const place = { stream, revision };
    const found = `${stream}@${String(fact.revision)}`;
    if (fact.revision !== revision) {
      const sentence = `Fact ${stream}@${String(revision)} is missing: ${found} stands in its place.`;
      return {
        ...place,
        code: 'revision-missing',
        expected: `${stream}@${String(revision)}`,
        found,
        sentence,
        next: askAgain,
      };
    }
    if (fact.previous !== previous) {
      const sentence = `Fact ${found} was not recorded after the fact that now stands before it.`;
      return {
        ...place,
        code: 'previous-differs',
        expected: previous ?? 'none',
        found: fact.previous ?? 'none',
        sentence,
        next: askAgain,
      };
    }
    if (fact.file !== undefined) {
      const text = files.get(fact.file);
      const digest = text === undefined ? 'none' : sha256(text);
      if (text === undefined || digest !== fact.digest || !isOf(text, { stream, ...fact })) {
        const sentence = `Fact ${found} is not as it was recorded: see ${fact.file}.`;
        return { ...place, code: 'digest-differs', expected: fact.digest, found: digest, sentence, next: askAgain };
      }
    }
    previous = fact.digest;
  }
  return undefined;
}

const askAgain =
  'The bundle was altered, or made of an altered record. Ask for it again, and for a verification of the record.';

/** A text with the right digest may still be of another place, where the list and not the text was altered. */
function isOf(text: Buffer, { stream, revision, previous }: BundledFact & { readonly stream: string }): boolean {
  const read = JSON.parse(text.toString('utf8')) as Readonly<Record<string, unknown>>;
  return read['stream'] === stream && read['revision'] === revision && read['previous'] === previous;
}

/** Anchors held elsewhere know of facts that a bundle leaves out, or has otherwise. */
function heldOtherwise({ facts, stream }: Bundle, held: AnchorsRead | undefined): FactFault | undefined {
  for (const { revision, digest, anchor } of held?.heads.get(stream) ?? []) {
    const fact = facts[revision];
    if (fact?.digest === digest) continue;
    const code = fact === undefined ? 'cut-off' : 'anchored-otherwise';
    const first = fact === undefined ? facts.length : revision;
    const sentence =
      fact === undefined
        ? `The bundle ends before fact ${String(revision)} of ${stream}, which anchor ${String(anchor)} holds.`
        : `Fact ${stream}@${String(revision)} is not the one that anchor ${String(anchor)} holds.`;
    return {
      stream,
      revision: first,
      code,
      expected: digest,
      found: fact?.digest ?? 'none',
      sentence,
      next: nextOf[code],
    };
  }
  return undefined;
}

function faultOf(code: BundleFault['code'], sentence: string, next: string): BundleFault {
  return { code, sentence, next };
}
