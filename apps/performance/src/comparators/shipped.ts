import type { AreaRow, AverageRow, Comparators } from './comparators.ts';
import { dfeRows } from './dfe-rows.ts';

/** Its appendix A, lines 2029 to 2033 of the text handed to the project. Its year is deduced in measures.md, M11. */
const average = (measure: string, value: number, status: AverageRow['status']): AverageRow => {
  const year = status === 'D' ? 'deduced as 2017' : 'taken as that of the others';
  const source = `Leicestershire, performance dashboard for April to June 2018; its year, not printed, ${year}`;
  return { authority: '855', measure, year: 2017, value, source, status };
};

/** What is known of other areas without being told more: nothing is invented, so it is little. COMPARATORS adds to it. */
export const shippedComparators: Comparators = {
  areas: Object.entries(dfeRows).flatMap(([measure, { table, field, rows }]) =>
    Object.entries(rows).flatMap(([authority, years]) =>
      Object.entries(years).map(([year, value]): AreaRow => {
        return {
          measure,
          authority,
          year: Number(year),
          value,
          source: `DfE, Characteristics of children in need, ${table}, ${field}`,
          status: 'V',
        };
      }),
    ),
  ),
  cutOffs: [
    {
      measure: 're-referrals',
      year: 2017,
      cutOffs: [16.0, 20.0, 23.8],
      source: 'DfE, Characteristics of children in need, table C1, 2017: reckoned from its areas',
      status: 'D',
    },
    {
      measure: 'repeat-plans',
      year: 2017,
      cutOffs: [14.7, 18.4, 22.0],
      source: 'DfE, Characteristics of children in need, table D3, 2017: reckoned from its areas',
      status: 'D',
    },
  ],
  groups: [
    {
      authority: '855',
      neighbours: ['803', '937', '823', '885', '850', '881', '938', '802', '860', '895'],
      source: 'DfE, statistical neighbours of April 2021; those of 2018 may differ by one',
      status: 'D',
    },
  ],
  averages: [
    average('reviews-in-timescale', 89.9, 'R'),
    average('repeat-plans', 20.8, 'D'),
    average('re-referrals', 24.1, 'D'),
    average('assessments-in-45-days', 82.0, 'R'),
    average('plans-open-over-two-years', 1.8, 'D'),
  ],
};
