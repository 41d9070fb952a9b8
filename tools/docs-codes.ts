import { codeSets, type Code, type CensusYear, type CodeSet } from '#events';
import { table } from './docs-table.ts';

/** Every code set, with what each code means and the census years it was valid in. */
export function codesDocument(): string {
  return `# Codes

The codes facts are posted with. A census year is named by the year it ends in: 2021 is 1 April 2020 to 31 March 2021.
Where no year is given, no source was seen that gives one. A code outside its years on the day of the fact is refused
(\`code-not-in-use\`) only where its source is certain, and never in a fact that protects a child.

${codeSets.map(section).join('\n')}`;
}

function section({ id, title, source, codes }: CodeSet): string {
  const rows = codes.map(({ code, label, from, to }) => [`\`${code}\``, label, yearOf(from), yearOf(to)]);
  return `## ${title}

\`${id}\`. ${source}.

${table(['code', 'meaning', 'from', 'to'], rows)}${sources(codes)}`;
}

function yearOf(known: CensusYear | undefined): string {
  return known === undefined ? '' : `${String(known.year)}${known.isCertain ? '' : ' (not certain)'}`;
}

function sources(codes: readonly Code[]): string {
  const told = new Set(codes.flatMap(({ from, to }) => [from, to].flatMap((year) => year?.source ?? [])));
  return told.size === 0 ? '' : `\n${[...told].map((source) => `- ${source}.`).join('\n')}\n`;
}
