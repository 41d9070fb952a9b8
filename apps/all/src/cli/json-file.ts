import { readFileSync } from 'node:fs';
import { CannotDo } from './command.ts';

/** What a file that an option names holds as JSON. Throws `CannotDo` where it is not there, cannot be read or holds none. */
export function jsonFile(file: string): unknown {
  const text = textOf(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CannotDo(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR') throw new CannotDo(`There is no file ${file}.`);
    throw new CannotDo(`The file ${file} cannot be read (${code ?? String(error)}).`);
  }
}
