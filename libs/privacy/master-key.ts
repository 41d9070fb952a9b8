import { createHmac, createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { readIfThere, writeOnce } from './own-file.ts';
import { wrappedBy, unwrappedBy, HookFailed } from './wrapping-hook.ts';

/** The key that wraps every child's key. Whoever holds it and the key file can read; so the two are kept apart. */
export type MasterKey = KeyObject;

export interface LoadMasterKey {
  /** For development: make a new one, readable by its owner alone, where there is none. Never where keys must last. */
  readonly createIfMissing: boolean;
  /** A program that wraps and unwraps it, as a key management service does: the file then holds it wrapped. */
  readonly hook?: string | undefined;
}

/**
 * Reads the master key from a file of exactly 32 bytes, or of what the hook unwraps to 32. Throws `NoMasterKey`, saying
 * how to make one, when the file is missing or holds something else. Processes that make it at once all get the one that
 * was there first.
 */
export function loadMasterKey(file: string, { createIfMissing, hook }: LoadMasterKey): MasterKey {
  const found = readIfThere(file);
  if (found !== undefined) return keyIn(file, found, hook);
  if (!createIfMissing) throw new NoMasterKey(file, 'is not there');
  return makeMasterKey(file, hook);
}

/** The master key of a file, made now where there is none yet. */
export function makeMasterKey(file: string, hook: string | undefined): MasterKey {
  const there = readIfThere(file);
  if (there !== undefined) return keyIn(file, there, hook);
  const bytes = randomBytes(size);
  writeOnce(file, hook === undefined ? bytes : wrapped(file, hook, bytes));
  return keyIn(file, readIfThere(file) ?? Buffer.alloc(0), hook);
}

/** A name for a master key that tells it from others and says nothing of it. */
export function nameOfMasterKey(key: MasterKey): string {
  return createHmac('sha256', key).update('waymark master key').digest('hex').slice(0, 16);
}

/** Where the next master key lies until it has taken the place of the one in the file. */
export function nextFileOf(file: string): string {
  return `${file}.next`;
}

/** There is no master key in this file. */
export class NoMasterKey extends Error {
  constructor(file: string, fault: string) {
    super(
      `The master key ${file} ${fault}. It must hold 32 random bytes, such as "openssl rand -out FILE 32" writes, or ` +
        'those bytes as MASTER_KEY_COMMAND wraps them. ' +
        'Where children’s keys already exist, restore the one that wrapped them: a new one cannot open them.',
    );
    this.name = 'NoMasterKey';
  }
}

function keyIn(file: string, bytes: Buffer, hook: string | undefined): MasterKey {
  const secret = hook === undefined ? bytes : asNoMasterKey(file, () => unwrappedBy(hook, bytes));
  if (secret.length !== size) throw new NoMasterKey(file, `holds ${secret.length} bytes`);
  return createSecretKey(secret);
}

/** Unwrapped again before it is kept: a hook that wraps what it cannot unwrap would lose every text. */
function wrapped(file: string, hook: string, secret: Buffer): Buffer {
  return asNoMasterKey(file, () => {
    const bytes = wrappedBy(hook, secret);
    const again = unwrappedBy(hook, bytes);
    if (again.length === size && timingSafeEqual(again, secret)) return bytes;
    throw new HookFailed('unwraps to something else than it wrapped');
  });
}

function asNoMasterKey<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HookFailed) throw new NoMasterKey(file, `cannot be had: MASTER_KEY_COMMAND ${error.fault}`);
    throw error;
  }
}

const size = 32;
