import type { Group, Grouping } from './grouping.ts';

const birthKnown = { is: 'at least', column: 'birthKnown', number: 1 } as const;

const unborn: Group<'child'> = {
  group: 'unborn',
  label: 'Unborn',
  where: [{ is: 'after the day', column: 'bornOn' }, birthKnown],
};

/** Younger than the birthday of the column, and in no band before. */
function until(
  column: 'turned1On' | 'turned5On' | 'turned10On' | 'turned16On' | 'turned18On',
  group: string,
  label: string,
): Group<'child'> {
  return { group, label, where: [{ is: 'after the day', column }, birthKnown] };
}

function andOver(age: number): Group<'child'> {
  return { group: `${String(age)}-and-over`, label: `${String(age)} and over`, where: [birthKnown] };
}

const common = {
  by: 'child',
  values: null,
  notKnown: 'No date of birth known',
} as const;

/** DfE's bands of age, on the day of the row; the day of the birthday belongs to the older band. */
export const ageBands: Grouping = {
  ...common,
  title: 'Age, in DfE’s bands',
  says: 'The child’s age on the day of the row, or on the day a stock is counted at; unborn on every day before the birth.',
  groups: [
    unborn,
    until('turned1On', 'under-1', 'Under 1'),
    until('turned5On', '1-4', '1 to 4'),
    until('turned10On', '5-9', '5 to 9'),
    until('turned16On', '10-15', '10 to 15'),
    andOver(16),
  ],
  source: 'measures.md M10: unborn is a band of its own (V); the bounds of the others are recalled',
  status: 'R',
};

/** The bands of the Leicestershire and Rutland reports. */
export const localAgeBands: Grouping = {
  ...common,
  title: 'Age, in the bands of the local reports',
  says: 'The child’s age on the day of the row, or on the day a stock is counted at; unborn on every day before the birth.',
  groups: [
    unborn,
    until('turned5On', '0-4', '0 to 4'),
    until('turned10On', '5-9', '5 to 9'),
    until('turned16On', '10-15', '10 to 15'),
    until('turned18On', '16-17', '16 and 17'),
    andOver(18),
  ],
  source: 'measures.md M10: LSCB annual report 2012/13 (seed 004)',
  status: 'V2',
};
