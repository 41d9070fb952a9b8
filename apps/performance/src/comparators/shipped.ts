import type { AreaRow, AverageRow, Comparators } from './comparators.ts';
import { dfeRows } from './dfe-rows.ts';

const dashboard = (line: number): string =>
  `000_a81d6e74569d7a0f.txt:${String(line)}, Leicestershire dashboard for April to June 2018`;

const average = (measure: string, value: number, line: number, status: AverageRow['status']): AverageRow => {
  const source = `${dashboard(line)}; ${status === 'D' ? 'its year, not printed, deduced as 2017 (measures.md M11)' : 'its year, not printed, taken as that of the others'}`;
  return { authority: '855', measure, year: 2017, value, source, status };
};

/** What is known of other areas without being told more: nothing is invented, so it is little. COMPARATORS adds to it. */
export const shippedComparators: Comparators = {
  areas: Object.entries(dfeRows).flatMap(([measure, { table, field, rows }]) =>
    Object.entries(rows).flatMap(([authority, years]) =>
      Object.entries(years).map(([year, value]): AreaRow => {
        return { measure, authority, year: Number(year), value, source: `DfE ${table} ${field}`, status: 'V' };
      }),
    ),
  ),
  cutOffs: [
    {
      measure: 're-referrals',
      year: 2017,
      cutOffs: [16.0, 20.0, 23.8],
      source: 'measures.md M11, from DfE C1 2017',
      status: 'D',
    },
    {
      measure: 'repeat-plans',
      year: 2017,
      cutOffs: [14.7, 18.4, 22.0],
      source: 'measures.md M11, from DfE D3 2017',
      status: 'D',
    },
  ],
  groups: [
    {
      authority: '855',
      neighbours: ['803', '937', '823', '885', '850', '881', '938', '802', '860', '895'],
      source: 'measures.md M11: the groups of April 2021; those of 2018 may differ by one',
      status: 'D',
    },
  ],
  averages: [
    average('reviews-in-timescale', 89.9, 2029, 'R'),
    average('repeat-plans', 20.8, 2030, 'D'),
    average('re-referrals', 24.1, 2031, 'D'),
    average('assessments-in-45-days', 82.0, 2032, 'R'),
    average('plans-open-over-two-years', 1.8, 2033, 'D'),
  ],
};
