import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPublicKey } from 'node:crypto';
import { canonical, linesOfHeads, readAnchors, type AnchorsRead, type Head, type Statement } from '#evidence';
import { makeFolder } from '#privacy';
import type { Store } from '#store';
import { anchorLog, type Listed } from './anchor-log.ts';
import { HeldAnchorDiffers } from './anchoring-errors.ts';

/**
 * Keeps a folder in step with the chain of anchors: files that another organisation can hold, and check with `sha256sum`
 * and `openssl`. Of statement 12 they are `00000012.json`, the canonical text; `.sig`, its signature of 64 bytes;
 * `.heads`, a line for each head, or of a key `.pem`. What is there already is compared and never written over. Throws
 * `HeldAnchorDiffers` where a file is not what the store holds, or holds more than it. Answers how many are held.
 */
export async function holdAnchors(store: Pick<Store, 'read'>, folder: string): Promise<number> {
  makeFolder(folder);
  const held = new Set(numbersIn(folder));
  let count = 0;
  const log = anchorLog(store, 'last-heads', (listed) => {
    hold(folder, listed, held.has(count));
    count += 1;
  });
  await log.refresh();
  const beyond = [...held].find((number) => number >= count);
  if (beyond !== undefined) {
    throw new HeldAnchorDiffers(fileOf(folder, beyond, 'json'), 'is of an anchor that the store does not have');
  }
  return count;
}

/** Reads a folder of anchors. Heads that are not there are not known. Throws `HeldAnchorDiffers` for files it cannot read. */
export function heldAnchors(folder: string): AnchorsRead {
  const reading = readAnchors();
  for (const number of numbersIn(folder)) {
    const file = fileOf(folder, number, 'json');
    const text = readFileSync(file, 'utf8');
    const statement = parsed(file, text) as Statement;
    const signature = textOf(fileOf(folder, number, 'sig'), 'base64') ?? '';
    const signed = { statement, signature };
    // What was signed is the text of the file: another text of the same meaning is not it.
    if (canonical(statement) !== text) throw new HeldAnchorDiffers(file, 'is not in its canonical form');
    if (reading.take(signed, headsIn(folder, number, statement)) !== undefined) break;
  }
  return reading.read();
}

function hold(folder: string, { statement, signature, heads }: Listed, isHeld: boolean): void {
  const { number } = statement;
  const text = canonical(statement);
  const file = fileOf(folder, number, 'json');
  if (isHeld) {
    const isSame =
      textOf(file, 'utf8') === text && [signature, undefined].includes(textOf(fileOf(folder, number, 'sig'), 'base64'));
    if (isSame) return;
    throw new HeldAnchorDiffers(file, 'is not the anchor that the store holds under this number');
  }
  if (statement.kind === 'waymark-anchor/1') write(fileOf(folder, number, 'heads'), linesOfHeads(heads));
  else write(fileOf(folder, number, 'pem'), pemOf(statement.introduces.publicKey));
  write(fileOf(folder, number, 'sig'), Buffer.from(signature, 'base64'));
  // Last, so that a statement whose file is there has all its files.
  write(file, text);
}

/** A public key as openssl reads it. */
export function pemOf(publicKey: string): string {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

function headsIn(folder: string, number: number, statement: Statement): readonly Head[] | undefined {
  if (statement.kind !== 'waymark-anchor/1') return undefined;
  const file = fileOf(folder, number, 'heads');
  const lines = textOf(file, 'utf8');
  if (lines === undefined) return undefined;
  return lines
    .split('\n')
    .slice(0, -1)
    .map((line) => parsed(file, line) as Head);
}

function numbersIn(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((name) => /^(\d{8,})\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function fileOf(folder: string, number: number, ending: 'json' | 'sig' | 'heads' | 'pem'): string {
  return join(folder, `${String(number).padStart(8, '0')}.${ending}`);
}

function write(file: string, contents: string | Buffer): void {
  writeFileSync(`${file}.new`, contents);
  renameSync(`${file}.new`, file);
}

function textOf(file: string, as: 'utf8' | 'base64'): string | undefined {
  try {
    return readFileSync(file).toString(as);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HeldAnchorDiffers(file, 'is not JSON');
  }
}
