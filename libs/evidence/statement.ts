import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonical } from './canonical.ts';
import { sha256 } from './digest.ts';
import { merkleRoot } from './merkle.ts';

/** Where a stream stood: its last fact, and that fact's digest. */
export interface Head {
  readonly stream: string;
  readonly revision: number;
  readonly digest: string;
}

interface Chained {
  /** The identity of the store. */
  readonly store: string;
  /** From 0, without a gap. */
  readonly number: number;
  /** The digest of the statement before it; null of the first. */
  readonly previous: string | null;
  /** The instant it was made, RFC 3339. */
  readonly at: string;
  /** The id of the key it is signed with. */
  readonly key: string;
}

/** Where every stream stood that had changed since the anchor before. */
export interface Anchor extends Chained {
  readonly kind: 'waymark-anchor/1';
  /** How many heads, and the Merkle root over their lines in the order of the streams' names. */
  readonly heads: { readonly count: number; readonly root: string };
}

/** From here on statements are signed with this key. The first of a chain introduces its own; each later one is endorsed by the one before it. */
export interface KeyIntroduced extends Chained {
  readonly kind: 'waymark-anchor-key/1';
  readonly introduces: {
    readonly key: string;
    /** Of an Ed25519 key: SubjectPublicKeyInfo, DER, base64. */
    readonly publicKey: string;
  };
}

export type Statement = Anchor | KeyIntroduced;

/** A statement with its Ed25519 signature over the bytes of its canonical form, base64. */
export interface Signed<S extends Statement = Statement> {
  readonly statement: S;
  readonly signature: string;
}

/** Signs a statement. The same statement under the same key has the same signature. */
export function signStatement<S extends Statement>(statement: S, privateKey: KeyObject): Signed<S> {
  return { statement, signature: signText(canonical(statement), privateKey) };
}

/** Signs any text, with Ed25519: base64. */
export function signText(text: string, privateKey: KeyObject): string {
  return sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64');
}

export function isSignedBy(text: string, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    const bytes = Buffer.from(signature, 'base64');
    // Decoding forgives stray characters; evidence does not.
    const isWhole = key.asymmetricKeyType === 'ed25519' && bytes.toString('base64') === signature;
    return isWhole && verify(null, Buffer.from(text, 'utf8'), key, bytes);
  } catch {
    return false;
  }
}

/** The id of a public key: the hex SHA-256 of its DER form. */
export function keyIdOf(publicKey: string): string {
  return sha256(Buffer.from(publicKey, 'base64'));
}

/** The public half of a key, as statements carry it. */
export function publicKeyOf(key: KeyObject): string {
  const half = key.type === 'public' ? key : createPublicKey(key);
  return half.export({ format: 'der', type: 'spki' }).toString('base64');
}

/** The hex SHA-256 of a statement: what `sha256sum` says of its file, and what the next statement names. */
export function digestOfStatement(statement: Statement): string {
  return sha256(canonical(statement));
}

/** A head as a leaf of the Merkle tree, and as a line of a file of heads. */
export function headLine({ stream, revision, digest }: Head): string {
  return canonical({ stream, revision, digest });
}

export function rootOfHeads(heads: readonly Head[]): string {
  return merkleRoot(heads.map(headLine));
}

/** In the order an anchor lists them: of their streams' names, by UTF-16 code units. */
export function inStreamOrder(heads: Iterable<Head>): Head[] {
  return [...heads].sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0));
}
