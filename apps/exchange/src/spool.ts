import type { FileHandle } from 'node:fs/promises';
import { StreamableFile } from '@nestjs/common';
import { namelessFile } from './nameless.ts';
import { textInto, type Sink } from './sink.ts';

/** The files of one answer. None has a name on disk: what they hold is about children, and is gone with this process. */
export interface Spool {
  readonly file: () => Promise<SpooledFile>;
}

/** A file of an answer, written whole before it is read. */
export interface SpooledFile extends Sink {
  /** Adds bytes that are no text, such as an archive's. */
  readonly add: (bytes: Uint8Array) => Promise<void>;
  /** All of it, from its beginning. */
  readonly pieces: () => AsyncGenerator<Uint8Array, void, undefined>;
  /** Answers with it, under a name that whoever asked may keep it by. */
  readonly answer: (name: string, type: string) => Promise<StreamableFile>;
}

const pieceBytes = 64 * 1024;

/**
 * Runs `work` with files that are closed when it ends, but for the one it answers with, which is closed when it is sent. A
 * feed is written whole before the first byte of it is sent: one that fails half-way is then a problem that says so, and
 * never a file that looks whole.
 */
export async function withSpool(work: (spool: Spool) => Promise<StreamableFile>): Promise<StreamableFile> {
  const unanswered = new Set<FileHandle>();
  try {
    return await work({
      async file() {
        const handle = await namelessFile('feed');
        unanswered.add(handle);
        return spooled(handle, () => unanswered.delete(handle));
      },
    });
  } finally {
    for (const handle of unanswered) await handle.close();
  }
}

function spooled(handle: FileHandle, onAnswer: () => void): SpooledFile {
  const { write, flush } = textInto(handle);
  return {
    write,
    async add(bytes) {
      await flush();
      await handle.appendFile(bytes);
    },
    async *pieces() {
      await flush();
      for (let at = 0; ;) {
        const piece = Buffer.allocUnsafe(pieceBytes);
        const { bytesRead } = await handle.read(piece, 0, pieceBytes, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    },
    async answer(name, type) {
      await flush();
      const { size } = await handle.stat();
      onAnswer();
      // Told where it ends, it does not ask the disk once more: the answer is over when its last byte is sent, so that a
      // server that is stopped then does not wait for the connection.
      const stream = handle.createReadStream({ start: 0, end: Math.max(size - 1, 0) });
      return new StreamableFile(stream, { type, disposition: `attachment; filename="${name}"`, length: size });
    },
  };
}
