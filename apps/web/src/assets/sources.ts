import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A folder of the source tree. Templates, styles and scripts are no code of this process: they are read where they were
 * written, by what is compiled (`dist`) and by what is not (tests).
 */
export function sourcesOf(folder: string): string {
  let above = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(above, 'package.json'))) above = dirname(above);
  return join(above, folder);
}
