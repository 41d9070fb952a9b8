import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { decrypt, encrypt } from './cipher.ts';
import type { MasterKey } from './master-key.ts';

/** A child, as one authority knows it. */
export interface ChildOf {
  readonly authority: string;
  readonly child: string;
}

/** The key under which one child's personal texts are sealed. Prints as nothing: its secrets are key objects. */
export interface ChildKey extends ChildOf {
  /** From 1; a child whose key was erased and who is recorded again has the next. */
  readonly version: number;
  readonly sealing: KeyObject;
  readonly marking: KeyObject;
}

/** A key newly drawn, as it is kept: wrapped by the master key. */
export function wrapNewKey(master: MasterKey, of: ChildOf, version: number): Buffer {
  return encrypt(master, wrapping(of, version), randomBytes(32));
}

/** The same key, wrapped by another master key. Throws `CannotUnwrap`. */
export function wrapAgain(
  { from, to }: { readonly from: MasterKey; readonly to: MasterKey },
  of: ChildOf,
  version: number,
  wrapped: Buffer,
): Buffer {
  const secret = decrypt(from, wrapping(of, version), wrapped);
  if (secret === undefined) throw new CannotUnwrap();
  return encrypt(to, wrapping(of, version), secret);
}

/** Throws `CannotUnwrap` when this master key, child or version did not wrap it. */
export function unwrapKey(
  master: MasterKey,
  { authority, child }: ChildOf,
  version: number,
  wrapped: Buffer,
): ChildKey {
  const secret = decrypt(master, wrapping({ authority, child }, version), wrapped);
  if (secret === undefined) throw new CannotUnwrap();
  const marking = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'waymark request mark', 32));
  return { authority, child, version, sealing: createSecretKey(secret), marking: createSecretKey(marking) };
}

/**
 * The mark of a request: HMAC-SHA-256, in hex, of its canonical text under a key derived from the child's. It tells a
 * repeated request from another with the same idempotency key, and says nothing once the child's key is erased.
 */
export function mark(key: ChildKey, canonicalText: string): string {
  return createHmac('sha256', key.marking).update(canonicalText, 'utf8').digest('hex');
}

/** A kept key was not wrapped by this master key for this child. */
export class CannotUnwrap extends Error {
  // No message names a child: messages end up in logs.
  constructor() {
    super(
      'The key of this child does not open with this master key. Restore the master key and the ' +
        'key file that belong together; nothing of this child can be read or recorded until then.',
    );
    this.name = 'CannotUnwrap';
  }
}

function wrapping({ authority, child }: ChildOf, version: number): string {
  return `${authority}|${child}|${version}`;
}
