import fs from 'node:fs';
import { censusReader, CensusUnreadable, type CensusHeader } from '#exchange';

/** The header of a census file on disk, read no further. Throws `CensusUnreadable`, also where it is of another authority. */
export async function headerOf(path: string, authority: string): Promise<CensusHeader> {
  const reader = censusReader(authority);
  for await (const bytes of fs.createReadStream(path, { highWaterMark: 4096 })) {
    reader.push(bytes as Uint8Array);
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
