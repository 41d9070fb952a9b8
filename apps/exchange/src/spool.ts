import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StreamableFile } from '@nestjs/common';

/** A folder of this answer alone, which only this process may enter. */
export interface Spool {
  readonly fileNamed: (name: string) => string;
  /** Answers with one of its files, and takes the folder away before the first byte is sent. */
  readonly answer: (name: string, type: string) => Promise<StreamableFile>;
  readonly discard: () => Promise<void>;
}

/**
 * A feed is written whole before the first byte of it is sent: one that fails half-way is then a problem that says so,
 * and never a file that looks whole.
 */
export async function openSpool(): Promise<Spool> {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-feed-'));
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const fileNamed = (name: string): string => path.join(folder, name);
  return {
    fileNamed,
    async answer(name, type) {
      const { size } = await stat(fileNamed(name));
      // Told where it ends, it does not ask the disk once more: the answer is over when its last byte is sent, so that a
      // server that is stopped then does not wait for the connection.
      const stream = createReadStream(fileNamed(name), { end: Math.max(size - 1, 0) });
      // Once open it needs no name: what it holds is about children, and is gone with this process however that ends.
      await once(stream, 'open');
      await discard();
      return new StreamableFile(stream, { type, disposition: `attachment; filename="${name}"`, length: size });
    },
    discard,
  };
}

/** Runs `work` with a spool, which is gone where it fails. */
export async function withSpool(work: (spool: Spool) => Promise<StreamableFile>): Promise<StreamableFile> {
  const spool = await openSpool();
  try {
    return await work(spool);
  } catch (error) {
    await spool.discard();
    throw error;
  }
}
