import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { readIfThere, writeOnce } from './own-file.ts';

/** The key that wraps every child's key. Whoever holds it and the key file can read; so the two are kept apart. */
export type MasterKey = KeyObject;

export interface LoadMasterKey {
  /** For development: make a new one, readable by its owner alone, where there is none. Never where keys must last. */
  readonly createIfMissing: boolean;
}

/**
 * Reads the master key from a file of exactly 32 bytes. Throws `NoMasterKey`, saying how to make one, when the file is
 * missing or of another size. Processes that make it at once all get the one that was there first.
 */
export function loadMasterKey(file: string, { createIfMissing }: LoadMasterKey): MasterKey {
  let bytes = readIfThere(file);
  if (bytes === undefined && createIfMissing) {
    writeOnce(file, randomBytes(size));
    bytes = readIfThere(file);
  }
  if (bytes === undefined) throw new NoMasterKey(file, 'is not there');
  if (bytes.length !== size) throw new NoMasterKey(file, `holds ${bytes.length} bytes`);
  return createSecretKey(bytes);
}

/** There is no master key in this file. */
export class NoMasterKey extends Error {
  constructor(file: string, fault: string) {
    super(
      `The master key ${file} ${fault}. It must hold 32 random bytes, such as "openssl rand -out FILE 32" writes. ` +
        'Where children’s keys already exist, restore the one that wrapped them: a new one cannot open them.',
    );
    this.name = 'NoMasterKey';
  }
}

const size = 32;
