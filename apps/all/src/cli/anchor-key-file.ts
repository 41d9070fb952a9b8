import { createPublicKey } from 'node:crypto';
import fs from 'node:fs';
import { keyIdOf, publicKeyOf } from '#evidence';
import { CannotDo } from './command.ts';

/** The id of a public key in a PEM file, as `npx waymark anchor public-key` prints one. */
export function trustedKeyIn(file: string): string {
  const pem = readOr(file);
  try {
    return keyIdOf(publicKeyOf(createPublicKey(pem)));
  } catch {
    throw new CannotDo(`${file} holds no public key in PEM. Print one with "npx waymark anchor public-key".`);
  }
}

function readOr(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new CannotDo(`The key ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}
