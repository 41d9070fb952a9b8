import type { Definition } from './definition.ts';
import { historicAssessmentMeasures } from './historic-assessment.measures.ts';
import { planMeasures } from './plan.measures.ts';

const pooled = {
  says: 'Pooled: the counts of the whole period over one another, never a mean of quarterly percentages. Rutland’s printed yearly NI 59, 60 and 68 of 2012/13 are such means (K18).',
  source: 'measures.md M9',
  status: 'D',
} as const;

/** An indicator: a measure of today as it was defined then, with what may be chosen of it fixed. */
function indicator(definition: Definition, fixed: Fixed, as: Named): Definition {
  const { title, basis, numerator } = as;
  const made = settled(definition, fixed) as Definition;
  const parameters = Object.entries(definition.parameters).filter(([name]) => !(name in fixed));
  return {
    ...made,
    version: 1,
    title,
    basis,
    exclusions: made.exclusions.filter(({ unless }) => unless.length > 0),
    numerator: made.numerator && { ...made.numerator, says: numerator ?? made.numerator.says },
    parameters: Object.fromEntries(parameters),
    conventions: [pooled, ...definition.conventions],
  } as Definition;
}

type Fixed = Readonly<Record<string, number | string>>;

type Named = Pick<Definition, 'title' | 'basis'> & { readonly numerator?: string };

/** The same data, with what is fixed in the place of the parameters that gave it, and what was not chosen left out. */
function settled(part: unknown, fixed: Fixed): unknown {
  if (Array.isArray(part)) return part.flatMap((each: unknown) => chosen(each, fixed));
  if (typeof part !== 'object' || part === null) return part;
  const names = Object.keys(part);
  const { parameter } = part as { readonly parameter?: string };
  if (names.length === 1 && parameter !== undefined && parameter in fixed) return fixed[parameter];
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, settled(value, fixed)]));
}

function chosen(each: unknown, fixed: Fixed): readonly unknown[] {
  const { is, parameter, choice, phrases } = each as { [name: string]: unknown };
  if (is !== 'only where asked' || typeof parameter !== 'string' || !(parameter in fixed))
    return [settled(each, fixed)];
  return fixed[parameter] === choice ? (settled(phrases, fixed) as readonly unknown[]) : [];
}

const v2 = (source: string) => ({ source, status: 'V2' }) as const;
const deduced = (source: string) => ({ source, status: 'D' }) as const;

/** The National Indicators of up to 2012/13 that rest on facts held here. NI 66, of looked-after reviews, does not. */
export const nationalIndicatorMeasures = {
  'ni-59': indicator(
    historicAssessmentMeasures['initial-assessments-in-10-days'],
    { days: 10 },
    {
      title: 'NI 59: initial assessments within 10 working days of the referral',
      basis: v2('measures.md M9, NI 59; LG Inform metric 2234'),
    },
  ),
  'ni-60': indicator(
    historicAssessmentMeasures['core-assessments-in-35-days'],
    { days: 35 },
    {
      title: 'NI 60: core assessments within 35 working days of their start',
      basis: v2('measures.md M9, NI 60: the formal text is recalled'),
    },
  ),
  'ni-64': indicator(
    planMeasures['plans-ended-after-two-years'],
    { months: 24 },
    {
      title: 'NI 64: child protection plans that ended after lasting two years or more',
      basis: deduced('measures.md M7, NI 64: 31 of 667, Leicestershire 2012/13'),
    },
  ),
  'ni-65': indicator(
    planMeasures['repeat-plans'],
    { within: 'ever' },
    {
      numerator: 'Those of children who had been on a plan of this authority before, however long ago.',
      title: 'NI 65: children becoming the subject of a plan for a second or later time',
      basis: { source: 'measures.md M6 and M9, NI 65; LG Inform metric 100', status: 'V' },
    },
  ),
  'ni-67': indicator(
    planMeasures['reviews-in-timescale'],
    { months: 12 },
    {
      title: 'NI 67: child protection cases reviewed within the required timescales',
      basis: deduced('measures.md M8, NI 67: 297 of 297, Leicestershire, 31 March 2013'),
    },
  ),
  'ni-68': indicator(
    historicAssessmentMeasures['referrals-to-initial-assessment'],
    {},
    {
      title: 'NI 68: referrals going on to initial assessment',
      basis: deduced('measures.md M9, NI 68: 5,208 of 6,165, Leicestershire 2012/13'),
    },
  ),
} as const;
