import { ageBands, localAgeBands } from './age-bands.ts';
import { codeLabels } from './code-labels.ts';
import type { Grouping } from './grouping.ts';
import type { Measure } from './measures.ts';
import { lookedUpBy, type Phrase } from './phrases.ts';
import { planGroupings } from './plan-groupings.ts';
import type { RowKind } from './rows.ts';

/** What the rows of every measure can be told apart by: who the child is, and who had the case on the day. */
const ofEveryChild = {
  sex: {
    title: 'Sex, unborn children apart',
    says: 'Unborn on the day of the row, or girl or boy as now known.',
    by: 'child',
    groups: [
      {
        group: 'unborn',
        label: 'Unborn',
        where: [
          { is: 'after the day', column: 'bornOn' },
          { is: 'at least', column: 'birthKnown', number: 1 },
        ],
      },
      { group: 'F', label: 'Female', where: [{ is: 'is one of', column: 'sex', texts: ['F'] }] },
      { group: 'M', label: 'Male', where: [{ is: 'is one of', column: 'sex', texts: ['M'] }] },
    ],
    values: null,
    notKnown: 'Not known',
    source: 'measures.md, general conventions: unborn children are a third category; DfE, census guide, section 2.6',
    status: 'V',
  },
  'age-band': ageBands,
  'age-band-local': localAgeBands,
  ethnicity: {
    title: 'Ethnicity, by the 20 codes of the census',
    says: 'The code last told of the child. Refused and not yet obtained are codes of their own.',
    by: 'child',
    groups: [],
    values: 'ethnicity',
    labels: codeLabels('ethnicity'),
    listsEvery: true,
    notKnown: 'Not known',
    source: 'DfE, Children in need census guide 2023 to 2024, Appendix B',
    status: 'V',
  },
  'ethnicity-group': {
    title: 'White British, or of a minority',
    says: 'White British, or any other code; refused and not yet obtained are not known.',
    by: 'child',
    groups: [
      {
        group: 'white-british',
        label: 'White British',
        where: [{ is: 'is one of', column: 'ethnicity', texts: ['WBRI'] }],
      },
      {
        group: 'minority',
        label: 'Any other ethnicity',
        where: [
          {
            is: 'is one of',
            column: 'ethnicity',
            texts: Object.keys(codeLabels('ethnicity')).filter((code) => !['WBRI', 'REFU', 'NOBT'].includes(code)),
          },
        ],
      },
    ],
    values: null,
    notKnown: 'Not known, or refused',
    source: 'measures.md M10: as the local reports group it',
    status: 'R',
  },
  team: {
    title: 'Team',
    says: 'The team of the worker who had the case on the day of the row.',
    by: 'allocation',
    groups: [],
    values: 'team',
    notKnown: 'No worker on the day',
    source: 'chosen here: the day of the row, and for a stock the day it is counted at',
    status: 'R',
  },
  worker: {
    title: 'Worker',
    says: 'The worker who had the case on the day of the row.',
    by: 'allocation',
    groups: [],
    values: 'worker',
    notKnown: 'No worker on the day',
    source: 'chosen here: the day of the row, and for a stock the day it is counted at',
    status: 'R',
  },
  family: {
    title: 'Family',
    says: 'The family the child was linked to on the day of the row; of several, the one linked last.',
    by: 'family',
    groups: [],
    values: 'familyId',
    notKnown: 'No family on the day',
    source: 'chosen here: a row counts in one family alone, so that the families add up',
    status: 'R',
  },
} as const satisfies Readonly<Record<string, Grouping>>;

/**
 * Every way the rows of a measure can be told apart, by the name it is asked for by. Where a share sets rows of two kinds
 * against each other, only by what both have; where rows are shared out, only by whom they are shared among.
 */
export function groupingsOf(measure: Measure): Readonly<Record<string, Grouping>> {
  const { counts, population, numerator, among, groups } = measure;
  if (among !== undefined) return { [among]: ofEveryChild[among] };
  if (numerator !== null && 'counts' in numerator) return ofEveryChild;
  return { ...ofEveryChild, ...ofKind(counts, population.where), ...groups };
}

/** Of plans that started, what they started under; of those that ended, what last; of those open on a day, what then. */
function ofKind(kind: RowKind, where: readonly Phrase[]): Readonly<Record<string, Grouping>> {
  if (kind !== 'plan') return {};
  const column = lookedUpBy(where);
  return planGroupings(column === undefined ? 'on the day' : column === 'startedOn' ? 'initial' : 'latest');
}
