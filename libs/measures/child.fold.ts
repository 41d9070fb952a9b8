import type { PlainDate } from '#calendar';
import type { ChildDetails } from '#events';
import type { Effective } from '#history';
import { monthsAfter } from './boundary.ts';
import { put, rowAt, withSources, type Fold } from './fold.ts';
import { never, type Row } from './rows.ts';

/**
 * The child as now known: details are amended because they were wrong all along, so there is one row, and what it said
 * before an amendment was recorded is an earlier version of it.
 */
export function foldChild(fold: Fold, fact: Effective): void {
  switch (fact.type) {
    case 'ChildRegistered':
      if (fold.child === undefined) registered(fold, fact);
      return;
    case 'ChildDetailsAmended':
      amended(fold, fact, fact.data);
      return;
    case 'ChildBorn':
      amended(fold, fact, { dateOfBirth: fact.data.dateOfBirth, sex: fact.data.sex, dateOfBirthEstimated: false });
      return;
    case 'ChildDied':
      died(fold, fact);
      return;
    default:
  }
}

function registered(fold: Fold, fact: Effective<'ChildRegistered'>): void {
  fold.child = fact.id;
  put(fold, {
    kind: 'child',
    key: fact.id,
    expectedDateOfBirth: null,
    ethnicity: null,
    disabilities: null,
    ...given(fact.data),
    sex: fact.data.sex,
    ...birth(fact.data),
    diedOn: never,
    sources: fact.sources,
  });
}

function amended(fold: Fold, fact: Effective, details: ChildDetails): void {
  if (fold.child === undefined) return;
  const row = rowAt(fold, 'child', fold.child);
  const sources = withSources(row.sources, fact.sources);
  const told = details.dateOfBirth !== undefined || details.dateOfBirthEstimated !== undefined;
  const dateOfBirth = details.dateOfBirth ?? row.dateOfBirth ?? undefined;
  const dateOfBirthEstimated = details.dateOfBirthEstimated ?? row.dateOfBirthEstimated === 1;
  const expectedDateOfBirth = details.expectedDateOfBirth ?? row.expectedDateOfBirth ?? undefined;
  const changesBirth = told || details.expectedDateOfBirth !== undefined;
  put(fold, {
    ...row,
    ...given(details),
    ...(changesBirth && birth({ dateOfBirth, dateOfBirthEstimated, expectedDateOfBirth })),
    sources,
  });
}

function died(fold: Fold, { data: { on }, sources }: Effective<'ChildDied'>): void {
  if (fold.child === undefined) return;
  const row = rowAt(fold, 'child', fold.child);
  put(fold, { ...row, diedOn: on, sources: withSources(row.sources, sources) });
}

/** The details that are told, as the columns that hold them. */
function given(details: ChildDetails): Partial<Row<'child'>> {
  const { expectedDateOfBirth, sex, ethnicity, disabilities } = details;
  return {
    ...(expectedDateOfBirth !== undefined && { expectedDateOfBirth }),
    ...(sex !== undefined && { sex }),
    ...(ethnicity !== undefined && { ethnicity }),
    ...(disabilities !== undefined && { disabilities: [...new Set(disabilities)].sort().join(' ') }),
  };
}

type Birth = Pick<
  Row<'child'>,
  | 'dateOfBirth'
  | 'dateOfBirthEstimated'
  | 'birthKnown'
  | 'bornOn'
  | 'turned1On'
  | 'turned5On'
  | 'turned10On'
  | 'turned16On'
  | 'turned18On'
>;

/** The birth and the birthdays that bands of age begin with, so that an age on any day is told by comparing days. */
function birth({ dateOfBirth, dateOfBirthEstimated, expectedDateOfBirth }: ChildDetails): Birth {
  return {
    dateOfBirth: dateOfBirth ?? null,
    dateOfBirthEstimated: dateOfBirthEstimated === true ? 1 : 0,
    birthKnown: dateOfBirth === undefined && expectedDateOfBirth === undefined ? 0 : 1,
    bornOn: dateOfBirth ?? never,
    turned1On: birthday(dateOfBirth, 1),
    turned5On: birthday(dateOfBirth, 5),
    turned10On: birthday(dateOfBirth, 10),
    turned16On: birthday(dateOfBirth, 16),
    turned18On: birthday(dateOfBirth, 18),
  };
}

/** A child born on 29 February has their birthday on 28 February of other years, as the journey judges who is 18 (R). */
function birthday(bornOn: PlainDate | undefined, years: number): PlainDate {
  return bornOn === undefined ? never : monthsAfter(bornOn, years * 12);
}
