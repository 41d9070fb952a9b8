import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { unzipSync, Zip, ZipDeflate, zipSync } from 'fflate';

/** Archives hold the wall clock's time, and know no zone: the first there is, so that the same files are the same bytes. */
const firstOfAll = new Date(1980, 0, 1);

/** Puts files into one archive, piece by piece. */
export async function zipFiles(
  files: readonly { readonly name: string; readonly path: string }[],
  to: string,
): Promise<void> {
  const out = createWriteStream(to, { mode: 0o600 });
  const done = finished(out);
  // A failure is heard of where it is waited for.
  done.catch(() => undefined);
  const held = { isFull: false };
  const zip = new Zip((error, data, isLast) => {
    if (error !== null) out.destroy(error);
    else if (!out.write(data)) held.isFull = true;
    if (isLast) out.end();
  });
  for (const { name, path } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = firstOfAll;
    zip.add(entry);
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      entry.push(chunk);
      if (held.isFull) await Promise.race([once(out, 'drain'), done]);
      held.isFull = false;
    }
    entry.push(new Uint8Array(0), true);
  }
  zip.end();
  await done;
}

/** The same archive, whose bytes no longer tell when it was made. */
export function timeless(archive: Uint8Array): Uint8Array {
  return zipSync(unzipSync(archive), { mtime: firstOfAll });
}
