import fs from 'node:fs/promises';
import path from 'node:path';
import { factsDocument } from './docs-facts.ts';
import { journeyDocument } from './docs-journey.ts';
import { measuresDocument } from './docs-measures.ts';
import { refusalsDocument } from './docs-refusals.ts';
import { timescalesDocument } from './docs-timescales.ts';

/** The documents made from the code, by file name. Compiled, this file is `dist/tools/docs.js`. */
const documents: Readonly<Record<string, () => string>> = {
  'facts.md': factsDocument,
  'journey.md': journeyDocument,
  'measures.md': measuresDocument,
  'refusals.md': refusalsDocument,
  'timescales.md': timescalesDocument,
};

const folder = path.resolve(import.meta.dirname, '../../docs/generated');
const notice = '<!-- Made from the code by `npm run docs`. Change the code, not this page. -->\n\n';

/** Writes every document, or with `--check` only says which are stale, and then fails. */
async function main(): Promise<void> {
  const checking = process.argv.includes('--check');
  const stale: string[] = [];
  await fs.mkdir(folder, { recursive: true });
  for (const [name, make] of Object.entries(documents)) {
    const file = path.join(folder, name);
    const text = notice + make();
    const was = await fs.readFile(file, 'utf8').catch(() => undefined);
    if (was === text) continue;
    stale.push(name);
    if (!checking) await fs.writeFile(file, text);
  }
  if (!checking) console.log(stale.length === 0 ? 'The documents were current.' : `Written: ${stale.join(', ')}.`);
  else if (stale.length > 0) {
    console.error(`Stale in docs/generated: ${stale.join(', ')}. Run \`npm run docs\` and commit what it writes.`);
    process.exitCode = 1;
  }
}

await main();
