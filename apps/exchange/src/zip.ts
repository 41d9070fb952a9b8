import { unzipSync, Zip, ZipDeflate, zipSync } from 'fflate';

/** Archives hold the wall clock's time, and know no zone: the first there is, so that the same files are the same bytes. */
const firstOfAll = new Date(1980, 0, 1);

/** Puts files into one archive, piece by piece; `add` takes its bytes in order. */
export async function zipFiles(
  files: readonly { readonly name: string; readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }[],
  add: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error !== null) throw error;
    made.push(bytes);
  });
  const passOn = async (): Promise<void> => {
    for (const bytes of made.splice(0)) await add(bytes);
  };
  for (const { name, pieces } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = firstOfAll;
    zip.add(entry);
    for await (const piece of pieces) {
      entry.push(piece);
      await passOn();
    }
    entry.push(new Uint8Array(0), true);
  }
  zip.end();
  await passOn();
}

/** The same archive, whose bytes no longer tell when it was made. */
export function timeless(archive: Uint8Array): Uint8Array {
  return zipSync(unzipSync(archive), { mtime: firstOfAll });
}
