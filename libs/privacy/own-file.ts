import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  fstatSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './folder.ts';

/** The bytes of a file; undefined where it is not there. */
export function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (isNamed(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Writes a file that its owner alone may read, unless it is there: of processes that write it at once the first one's
 * stays. Written beside and then linked, so that it is never seen half written; on disk once this returns.
 */
export function writeOnce(file: string, bytes: Buffer): void {
  makeFolder(dirname(file));
  const beside = `${file}.${randomUUID()}`;
  const handle = openSync(beside, 'wx', 0o600);
  try {
    writeSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  chmodSync(beside, 0o600);
  try {
    linkSync(beside, file);
    syncFolder(dirname(file));
  } catch (error) {
    if (!isNamed(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(beside);
  }
}

/**
 * Puts the file beside in the place of this one, and overwrites what the old one held. Done already, it changes nothing:
 * who comes second finds nothing beside.
 */
export function replaceForGood(file: string, beside: string): void {
  const old = openIfThere(file);
  try {
    renameSync(beside, file);
    syncFolder(dirname(file));
    if (old !== undefined) {
      writeSync(old, Buffer.alloc(fstatSync(old).size), 0, undefined, 0);
      fsyncSync(old);
    }
  } catch (error) {
    if (!isNamed(error, 'ENOENT')) throw error;
  } finally {
    if (old !== undefined) closeSync(old);
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r+');
  } catch (error) {
    if (isNamed(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isNamed(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
