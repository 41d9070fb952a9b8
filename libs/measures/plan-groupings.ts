import { codeLabels } from './code-labels.ts';
import type { Group, Grouping } from './grouping.ts';

/** What plans can be told apart by: what they are under, and how long it was since the child's plan before. */
export function planGroupings(which: 'initial' | 'latest'): Readonly<Record<string, Grouping>> {
  return { ...byCategory[which], 'gap-since-earlier-plan': gaps };
}

const labels = codeLabels('category');

const under = {
  initial: 'The category the plan started under.',
  latest: 'The latest category of the plan, as now known.',
} as const;

const basis = {
  source: 'measures.md M10: initial for plans started, latest for plans at 31 March; COLLECT report title',
  status: 'R',
} as const;

const byCategory = {
  initial: categories('initial', 'categories'),
  latest: categories('latest', 'latestCategories'),
} as const;

function categories(
  which: 'initial' | 'latest',
  column: 'categories' | 'latestCategories',
): Readonly<Record<string, Grouping>> {
  const single = Object.entries(labels).map(([code, label]): Group<'plan'> => ({
    group: code,
    label,
    where: [{ is: 'is one of', column, texts: [code] }],
  }));
  return {
    category: {
      title: 'Category of abuse, as DfE has it',
      says: `${under[which]} A plan under several is MUL, multiple, which is derived.`,
      by: 'the row',
      groups: [...single, { group: 'MUL', label: 'Multiple', where: [{ is: 'is one of', column, texts: several() }] }],
      values: null,
      notKnown: 'Not known',
      ...basis,
    },
    'category-combination': {
      title: 'Category of abuse, each combination apart',
      says: `${under[which]} Each combination of several is a group of its own, which the census cannot express.`,
      by: 'the row',
      groups: [],
      values: column,
      labels,
      listsEvery: true,
      notKnown: 'Not known',
      source: 'measures.md M10: as local reports split “multiple” (seed 004, line 1535)',
      status: 'V2',
    },
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
