import { groupingsOf, measures, type AnyGrouping, type Grouping, type Measure, type Parameter } from '#measures';
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

Ask for \`group=\` and a name below to have a figure told apart: each row is in one group, and the groups add up to the
whole. What cannot be told is a group too, \`not-known\`, and never dropped. Where a measure tells of a spread, the
median and quartiles come with the figure, and each is one of the values. Where it is told for every 10,000 children, it
is set against the children of 0 to 17 of the middle of the year the financial year began in.

Evidence: **V** read in the primary text, **V2** in a secondary text, **D** deduced from rows DfE published, **R**
recalled or chosen here, and not checked.

${table(['measure', 'version', 'what it is', 'unit', 'asked of'], rows)}
${measures.map(measureText).join('\n')}
${groupingsText()}`;
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
    ...(measure.among === undefined ? [] : [['Shared among', `each ${measure.among}: the value is how many each has`]]),
    ...(measure.spread === undefined ? [] : [['Spread of', measure.spread.says]]),
    ...(measure.rated === true ? [['Rate', 'told for every 10,000 children too']] : []),
    ['Told apart by', Object.keys(groupingsOf(measure)).map(groupingLink(measure)).join(', ')],
    ['Better', polarity === 'neither' ? 'neither higher nor lower' : polarity.replace(' is better', '')],
    ['Source', `${basis.source} (${basis.status})`],
  ];
  return `## ${id}

${title}. Version ${String(version)}.

${table(['', ''], parts)}${parametersText(measure)}${conventionsText(measure)}`;
}

/** Groupings of one name may differ from measure to measure: each that differs is described once. */
function described(): ReadonlyMap<Grouping, string> {
  const anchors = new Map<Grouping, string>();
  const times = new Map<string, number>();
  for (const measure of measures) {
    for (const [name, grouping] of Object.entries(groupingsOf(measure))) {
      if ([...anchors.keys()].some((each) => isSame(each, grouping))) continue;
      const time = (times.get(name) ?? 0) + 1;
      times.set(name, time);
      anchors.set(grouping, time === 1 ? `by ${name}` : `by ${name} (${String(time)})`);
    }
  }
  return anchors;
}

function isSame(a: Grouping, b: Grouping): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function groupingLink(measure: Measure): (name: string) => string {
  return (name) => {
    const grouping = groupingsOf(measure)[name];
    const heading = [...headings].find(([each]) => grouping !== undefined && isSame(each, grouping))?.[1] ?? name;
    return `[\`${name}\`](#${heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-')})`;
  };
}

const headings = described();

function groupingsText(): string {
  return [...headings].map(([grouping, heading]) => groupingText(grouping, heading)).join('\n');
}

function groupingText(grouping: Grouping, heading: string): string {
  const { title, says, source, status } = grouping;
  const { groups, values, labels, listsEvery, notKnown }: AnyGrouping = grouping;
  const rows = [
    ...groups.map(({ group, label }) => [`\`${group}\``, label]),
    ...(listsEvery === true ? Object.entries(labels ?? {}).map(([code, label]) => [`\`${code}\``, label]) : []),
    ...(values === null ? [] : [['any other value', 'a group of its own']]),
    ['`not-known`', notKnown],
  ];
  return `## ${heading}

${title}. ${says} ${source} (${status}).

${table(['group', 'which is'], rows)}`;
}

function parametersText({ parameters }: Measure): string {
  const rows = Object.entries<Parameter>(parameters).map(([name, parameter]) => [
    `\`${name}\``,
    parameter.means,
    parameter.default === '' ? 'none' : String(parameter.default),
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
