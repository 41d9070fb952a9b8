import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A file that nothing finds, for what is about children and not sealed: its name is taken away before anything is
 * written, so that it is gone with this process, however the process ends. Whoever opens it closes it.
 */
export async function namelessFile(what: 'feed' | 'census'): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(tmpdir(), `waymark-${what}-`));
  try {
    return await open(path.join(folder, what), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
