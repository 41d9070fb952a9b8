import type { AnchorsRead } from './anchors.ts';
import type { Bundle } from './bundle-form.ts';
import { factFault, heldOtherwise } from './bundled-facts.ts';
import { canonical, NotCanonical } from './canonical.ts';
import { sha256 } from './digest.ts';
import { rootAlong } from './merkle.ts';
import { digestOfStatement, headLine, isSignedBy, keyIdOf } from './statement.ts';
import type { FactFault } from './verify.ts';

/** What is wrong with a bundle beside its facts. */
export interface BundleFault {
  readonly code:
    | 'file-altered'
    | 'file-missing'
    | 'file-added'
    | 'unreadable'
    | 'signature-wrong'
    | 'not-trusted'
    | 'anchor-wrong'
    | 'named-otherwise';
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
  if (bundle === undefined) return unreadable('There is no bundle.json in a form known here.');
  try {
    return verifiedBundle(files, bundle, against);
  } catch (error) {
    // Whoever forges a bundle may put anything in any place of it.
    if (!(error instanceof TypeError || error instanceof NotCanonical)) throw error;
    return unreadable('Something in bundle.json is not in the form it must have.');
  }
}

function unreadable(sentence: string): BundleVerified {
  const fault = faultOf('unreadable', sentence, 'Ask for the bundle again, or use the Waymark that made it.');
  return { holds: false, bundle: undefined, shown: 0, withheld: [], fact: undefined, faults: [fault], signed: false };
}

function verifiedBundle(files: ReadonlyMap<string, Buffer>, bundle: Bundle, against: BundleAgainst): BundleVerified {
  const keys = keysIn(bundle.keys);
  const faults = [
    ...filesAltered(files),
    ...namedOtherwise(bundle),
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
  if (faults.length === 0 && sums !== sumsOf(files)) {
    faults.push(faultOf('file-altered', 'The file SHA256SUMS was altered: it is not the list of these files.', ask));
  }
  return faults;
}

/** The facts of one child under the name of another prove nothing of the other. */
function namedOtherwise({ authority, child, stream }: Bundle): BundleFault[] {
  if (stream === `journey-${authority}.${child}`) return [];
  const sentence = `The bundle calls itself that of child ${child}, authority ${authority}, and its facts are of ${stream}.`;
  return [faultOf('named-otherwise', sentence, 'Trust nothing of the bundle, and ask for that of the child you mean.')];
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

function faultOf(code: BundleFault['code'], sentence: string, next: string): BundleFault {
  return { code, sentence, next };
}
