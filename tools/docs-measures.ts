import { measures, type Measure, type Parameter } from '#measures';
import { table } from './docs-table.ts';

/** Every measure in English, from the definitions it is counted by. */
export function measuresDocument(): string {
  const rows = measures.map(({ id, version, title, unit, asks }) => [
    `[\`${id}\`](#${id})`,
    String(version),
    title,
    unit,
    asks === 'at' ? 'a day' : 'a period',
  ]);
  return `# Measures

Each figure is counted from rows made of facts, as they were known at an instant. A share has a numerator and a
denominator; with nothing to divide by it has no value. A count has only its count. Percentages have one decimal
place, halves up. A period has its first and last day in it; a stock is counted at the end of one day.

Evidence: **V** read in the primary text, **V2** in a secondary text, **D** deduced from rows DfE published, **R**
recalled or chosen here, and not checked.

${table(['measure', 'version', 'what it is', 'unit', 'asked of'], rows)}
${measures.map(measureText).join('\n')}`;
}

function measureText(measure: Measure): string {
  const { id, version, title, polarity, population, numerator, exclusions, basis } = measure;
  const parts: string[][] = [
    ...(numerator === null
      ? [['Counted', population.says]]
      : [
          ['Numerator', numerator.says],
          ['Denominator', population.says],
        ]),
    ...exclusions.map(({ reason, says }) => [`Left out: \`${reason}\``, says]),
    ['Better', polarity === 'neither' ? 'neither higher nor lower' : polarity.replace(' is better', '')],
    ['Source', `${basis.source} (${basis.status})`],
  ];
  return `## ${id}

${title}. Version ${String(version)}.

${table(['', ''], parts)}${parametersText(measure)}${conventionsText(measure)}`;
}

function parametersText({ parameters }: Measure): string {
  const rows = Object.entries<Parameter>(parameters).map(([name, parameter]) => [
    `\`${name}\``,
    parameter.means,
    String(parameter.default),
    parameter.kind === 'number'
      ? `${String(parameter.least)} to ${String(parameter.most)}`
      : parameter.choices.join(parameter.kind === 'choice' ? ', ' : ' and '),
    `${parameter.source} (${parameter.status})`,
  ]);
  return rows.length === 0 ? '' : `\n${table(['parameter', 'meaning', 'default', 'may be', 'source'], rows)}`;
}

function conventionsText({ conventions }: Measure): string {
  const lines = conventions.map(({ says, source, status }) => `- ${says} ${source} (${status}).`);
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}
