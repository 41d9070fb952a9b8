import { open, rename, rm, type FileHandle } from 'node:fs/promises';

/** Where the text of a feed goes, piece by piece. */
export interface Sink {
  readonly write: (text: string) => Promise<void>;
}

/** A file being written under another name: it appears under its own once it is whole, or not at all. */
export interface Draft extends Sink {
  /** Gives the file its name. */
  readonly finish: () => Promise<void>;
  /** Takes away what was written; harmless once it is finished. */
  readonly discard: () => Promise<void>;
}

const heldAtMost = 256 * 1024;

/** Text on its way into an open file: held back until there is enough of it, or until it is flushed. */
export function textInto(file: FileHandle): Sink & { readonly flush: () => Promise<void> } {
  let held: string[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const text = held.join('');
    held = [];
    size = 0;
    await file.appendFile(text, 'utf8');
  };
  return {
    async write(text) {
      held.push(text);
      size += text.length;
      if (size >= heldAtMost) await flush();
    },
    flush,
  };
}

/** Readable by its owner alone from the first byte: what returns hold is about children. */
export async function draftOf(file: string): Promise<Draft> {
  const draft = `${file}.part`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  const { write, flush } = textInto(handle);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  return {
    write,
    async finish() {
      await flush();
      await handle.sync();
      await close();
      await rename(draft, file);
    },
    async discard() {
      await close();
      await rm(draft, { force: true });
    },
  };
}

/** Writes a file of any kind under another name, and gives it its own once it is whole. */
export async function replaceFile(file: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${file}.part`;
  try {
    await write(draft);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
