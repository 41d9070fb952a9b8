import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { censusReader, CensusUnreadable, type CensusHeader } from '#exchange';

/** A census file: by its path, or open, where it has no name any more. */
export type CensusPlace = string | FileHandle;

/** Reads a file from its beginning, so many bytes at a time. One that is open stays so. */
export function bytesOf(place: CensusPlace, atOnce: number): AsyncIterable<Uint8Array> {
  if (typeof place !== 'string') return piecesOf(place, atOnce);
  return fs.createReadStream(place, { highWaterMark: atOnce }) as AsyncIterable<Uint8Array>;
}

async function* piecesOf(file: FileHandle, atOnce: number): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(atOnce), 0, atOnce, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/** The header of a census file on disk, read no further. Throws `CensusUnreadable`, also where it is of another authority. */
export async function headerOf(place: CensusPlace, authority: string): Promise<CensusHeader> {
  const reader = censusReader(authority);
  for await (const bytes of bytesOf(place, 4096)) {
    reader.push(bytes);
    const header = reader.header();
    if (header !== undefined) return header;
  }
  reader.end();
  throw new CensusUnreadable('wrong-header', 'The file has no Header.');
}

/** Files in the order they are to be taken over: by year, and of one year as they were made. */
export function inOrder<F extends { readonly header: CensusHeader }>(files: readonly F[]): readonly F[] {
  return [...files].sort((a, b) => a.header.Year - b.header.Year || compare(a.header.DateTime, b.header.DateTime));
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
