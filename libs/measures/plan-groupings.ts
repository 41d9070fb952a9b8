import { codeLabels } from './code-labels.ts';
import type { Group, Grouping } from './grouping.ts';

/** What plans can be told apart by: what they are under, and how long it was since the child's plan before. */
export function planGroupings(which: keyof typeof byCategory): Readonly<Record<string, Grouping>> {
  return { ...byCategory[which], 'gap-since-earlier-plan': gaps };
}

const labels = codeLabels('category');

/** The set of a plan that a census told of as MUL: several, and nobody can tell which. */
const noneNamed = '';

const basis = {
  source: 'measures.md M10: initial for plans started, latest for plans at 31 March; COLLECT report title',
  status: 'R',
} as const;

const byCategory = {
  initial: categories('The category the plan started under.', { by: 'the row', column: 'categories' }),
  latest: categories('The latest category of the plan, as now known.', { by: 'the row', column: 'latestCategories' }),
  'on the day': categories(
    'The category the plan was under on the day it is counted at: the latest until then, and no later one.',
    { by: 'plan-category', column: 'categories' },
  ),
} as const;

/** Where it is told what a plan was under: in its own row, or in that of the categories it was under on the day. */
type ToldIn =
  | { readonly by: 'the row'; readonly column: 'categories' | 'latestCategories' }
  | { readonly by: 'plan-category'; readonly column: 'categories' };

function categories(under: string, { by, column }: ToldIn): Readonly<Record<string, Grouping>> {
  const among = (group: string, label: string, texts: readonly string[]) => ({
    group,
    label,
    where: [{ is: 'is one of' as const, column, texts }],
  });
  const single = Object.entries(labels).map(([code, label]) => among(code, label, [code]));
  return {
    category: {
      title: 'Category of abuse, as DfE has it',
      says: `${under} A plan under several is MUL, multiple, which is derived; so is one that a census file told of as MUL, naming none.`,
      by,
      groups: [...single, among('MUL', 'Multiple', [noneNamed, ...several()])],
      values: null,
      notKnown: 'Not known',
      ...basis,
    } as Grouping,
    'category-combination': {
      title: 'Category of abuse, each combination apart',
      says: `${under} Each combination of several is a group of its own, which the census cannot express.`,
      by,
      groups: [],
      values: column,
      labels,
      listsEvery: true,
      notKnown: 'Not known',
      source: 'measures.md M10: as local reports split “multiple” (seed 004, line 1535)',
      status: 'V2',
    } as Grouping,
  };
}

/** Every set of two or more categories, as rows hold it: in alphabetical order, with a space between. */
function several(): string[] {
  const codes = Object.keys(labels).sort();
  const sets = codes.reduce<string[][]>((found, code) => [...found, ...found.map((set) => [...set, code])], [[]]);
  return sets.filter((set) => set.length > 1).map((set) => set.join(' '));
}

function within(months: number, group: string, label: string): Group<'plan'> {
  return { group, label, where: [{ is: 'within months of', column: 'monthsSincePreviousEnd', months }] };
}

const gaps: Grouping = {
  title: 'Gap since the child’s earlier plan',
  says: 'From the end of the child’s earlier plan in this authority to the start of the plan; anniversaries are within.',
  by: 'the row',
  groups: [
    { group: 'no-earlier-plan', label: 'First plan', where: [{ is: 'at most', column: 'earlierPlans', number: 0 }] },
    within(6, 'within-6-months', 'Within 6 months'),
    within(12, 'within-1-year', 'Over 6 months and within 1 year'),
    within(24, 'within-2-years', 'Over 1 year and within 2 years'),
    within(60, 'within-5-years', 'Over 2 years and within 5 years'),
    within(2400, 'over-5-years', 'Over 5 years'),
  ],
  values: null,
  notKnown: 'End of the earlier plan not known',
  source: 'measures.md M6: the two years are a common local measure; the other bounds are chosen here',
  status: 'R',
};
