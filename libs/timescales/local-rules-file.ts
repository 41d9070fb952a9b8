import { readLocalRules } from './read-local-rules.ts';
import { nationalRules, rulebook, type Rulebook } from './rulebook.ts';

/**
 * The timescales of every authority: England's, with the local rules in the file that `LOCAL_RULES` names, if any.
 * `served` are the authorities served; `read` reads a file as text. Throws `LocalRulesUnusable`, listing every fault.
 */
export function rulebookFrom(file: string, served: readonly string[], read: (file: string) => string): Rulebook {
  if (file === '') return nationalRules;
  const found = readLocalRules(textOf(file, read), served);
  if (!found.ok) {
    throw new LocalRulesUnusable(
      file,
      found.faults.map(({ says }) => says),
    );
  }
  return rulebook(found.local);
}

function textOf(file: string, read: (file: string) => string): string {
  try {
    return read(file);
  } catch (error) {
    const why =
      typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'it is not a text';
    throw new LocalRulesUnusable(file, [`The file cannot be read (${why}). Check its name and who may read it.`]);
  }
}

/** The file of local rules cannot be relied on, and nothing is judged by half of it. */
export class LocalRulesUnusable extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    const listed = faults.map((fault) => `  - ${fault}`).join('\n');
    super(
      `The local rules in ${file} cannot be used:\n${listed}\nMend them, or unset LOCAL_RULES to go by national rules alone.`,
    );
    this.name = 'LocalRulesUnusable';
    this.faults = faults;
  }
}
