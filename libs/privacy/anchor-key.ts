import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { renameSync } from 'node:fs';
import { keyIdOf, publicKeyOf } from '#evidence';
import { readIfThere, writeOnce } from './own-file.ts';

/** The key anchors are signed with. Whoever holds it can make anchors that pass for ours. */
export interface AnchorKey {
  /** The hex SHA-256 of the public half. */
  readonly id: string;
  /** SubjectPublicKeyInfo, DER, base64. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/**
 * Reads the anchor key from a PEM file (Ed25519, PKCS #8). Throws `NoAnchorKey`, saying how to make one, when the file is
 * missing or holds another kind. For development one is made where there is none, readable by its owner alone.
 */
export function loadAnchorKey(file: string, { createIfMissing }: { readonly createIfMissing: boolean }): AnchorKey {
  let pem = readIfThere(file);
  if (pem === undefined && createIfMissing) {
    writeOnce(file, newKeyPem());
    pem = readIfThere(file);
  }
  if (pem === undefined) throw new NoAnchorKey(file, 'is not there');
  return keyIn(file, pem);
}

/**
 * The anchor key of a file, or the one begun to take its place where that is the current one already: then it is put in
 * its place, as it would have been had nothing cut it off. Throws `NoAnchorKey`.
 */
export function currentAnchorKey(
  file: string,
  { createIfMissing, current }: { readonly createIfMissing: boolean; readonly current: string | undefined },
): AnchorKey {
  const key = loadAnchorKey(file, { createIfMissing });
  if (current === undefined || key.id === current) return key;
  const pem = readIfThere(nextKeyFile(file));
  const next = pem === undefined ? undefined : keyIn(nextKeyFile(file), pem);
  if (next?.id !== current) return key;
  takeUpNextKey(file);
  return next;
}

/** The key that is to take the place of the one in the file: one begun before and not brought to its end, or a new one. */
export function nextAnchorKey(file: string): AnchorKey {
  return loadAnchorKey(nextKeyFile(file), { createIfMissing: true });
}

/** Puts the next key, once the chain of anchors has introduced it, in the place of the old one, which is then gone. */
export function takeUpNextKey(file: string): void {
  renameSync(nextKeyFile(file), file);
}

function nextKeyFile(file: string): string {
  return `${file}.next`;
}

/** There is no anchor key in this file. */
export class NoAnchorKey extends Error {
  constructor(file: string, fault: string) {
    super(
      `The anchor key ${file} ${fault}. It must hold an Ed25519 private key in PEM, such as ` +
        '"openssl genpkey -algorithm ed25519 -out FILE" writes. Where anchors already exist, restore the one that signed them.',
    );
    this.name = 'NoAnchorKey';
  }
}

function keyIn(file: string, pem: Buffer): AnchorKey {
  const privateKey = parsed(file, pem);
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new NoAnchorKey(file, `holds a key of another kind (${privateKey.asymmetricKeyType ?? 'unknown'})`);
  }
  const publicKey = publicKeyOf(privateKey);
  return { id: keyIdOf(publicKey), publicKey, privateKey };
}

function parsed(file: string, pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new NoAnchorKey(file, 'holds no private key in PEM');
  }
}

function newKeyPem(): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519');
  return Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' }));
}
