import fs from 'node:fs/promises';
import path from 'node:path';
import { journeyAtAGlance } from './diagram.ts';
import { authorisationDocument } from './docs-authorisation.ts';
import { censusRulesDocument } from './docs-census-rules.ts';
import { codesDocument } from './docs-codes.ts';
import { factsDocument } from './docs-facts.ts';
import { journeyDocument } from './docs-journey.ts';
import { measuresDocument } from './docs-measures.ts';
import { readModelDocument } from './docs-readmodel.ts';
import { refusalsDocument } from './docs-refusals.ts';
import { scalingDocument } from './docs-scaling.ts';
import { timescalesDocument } from './docs-timescales.ts';

/** The documents made from the code, by file name. Compiled, this file is `dist/tools/docs.js`. */
const documents: Readonly<Record<string, () => string>> = {
  'authorisation.md': authorisationDocument,
  'census-rules.md': censusRulesDocument,
  'codes.md': codesDocument,
  'facts.md': factsDocument,
  'journey.md': journeyDocument,
  'measures.md': measuresDocument,
  'readmodel.md': readModelDocument,
  'refusals.md': refusalsDocument,
  'scaling.md': scalingDocument,
  'timescales.md': timescalesDocument,
};

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'docs/generated');
const notice = '<!-- Made from the code by `npm run docs`. Change the code, not this page. -->\n\n';

interface Made {
  readonly file: string;
  /** From the text as it is to the text as it ought to be. */
  readonly make: (was: string) => string;
}

function whole(): Made[] {
  return Object.entries(documents).map(([name, make]) => ({
    file: path.join(folder, name),
    make: () => notice + make(),
  }));
}

/** The README is written by hand, but for the diagram between its two marks. */
const readme: Made = {
  file: path.join(root, 'README.md'),
  make: (was) =>
    was.replace(
      /(<!-- journey:.*-->\n)[^]*(<!-- \/journey -->)/,
      (_, opening: string, closing: string) => `${opening}\n\`\`\`mermaid\n${journeyAtAGlance()}\n\`\`\`\n\n${closing}`,
    ),
};

/** Writes every document, or with `--check` only says which are stale, and then fails. */
async function main(): Promise<void> {
  const checking = process.argv.includes('--check');
  const stale: string[] = [];
  await fs.mkdir(folder, { recursive: true });
  for (const { file, make } of [...whole(), readme]) {
    const was = await fs.readFile(file, 'utf8').catch(() => '');
    const text = make(was);
    if (was === text) continue;
    stale.push(path.relative(root, file));
    if (!checking) await fs.writeFile(file, text);
  }
  if (!checking) console.log(stale.length === 0 ? 'The documents were current.' : `Written: ${stale.join(', ')}.`);
  else if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run \`npm run docs\` and commit what it writes.`);
    process.exitCode = 1;
  }
}

await main();
