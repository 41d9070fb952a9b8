import {
  assessmentFactors,
  categories,
  closureReasons,
  disabilities,
  ethnicities,
  primaryNeeds,
  sexes,
  sources,
  upnUnknownReasons,
  type AssessmentFactor,
  type Category,
  type Sex,
} from '#events';
import type { CensusCategory, GenderCode } from './census-records.ts';
import type { CensusYear } from './census-year.ts';

/** The code sets of census files. They are those of the facts, but for gender and for the category MUL. */
export type CensusCodes =
  | 'gender'
  | 'sex'
  | 'ethnicity'
  | 'disability'
  | 'upn-unknown-reason'
  | 'source'
  | 'primary-need'
  | 'closure-reason'
  | 'category'
  | 'assessment-factor';

const sets: Readonly<Record<CensusCodes, readonly string[]>> = {
  gender: ['0', '1', '2', '9'],
  sex: sexes,
  ethnicity: ethnicities,
  disability: disabilities,
  'upn-unknown-reason': upnUnknownReasons,
  source: sources,
  'primary-need': primaryNeeds,
  'closure-reason': closureReasons,
  category: [...categories, 'MUL'],
  'assessment-factor': assessmentFactors,
};

/** The first census year of factors that came later (DfE table C3: the split is not collected up to 2020; D). */
const factorsFrom: Partial<Record<AssessmentFactor, CensusYear>> = {
  '18B': 2021,
  '18C': 2021,
  '19B': 2021,
  '19C': 2021,
};

/** The last census year of factors that went (rules 8945Q and 8950Q of 2024-25: B or C instead; V). */
const factorsTo: Partial<Record<AssessmentFactor, CensusYear>> = { '18A': 2024, '19A': 2024 };

/** Whether a set of the census has this code, in any year. */
export function isCensusCode(set: CensusCodes, code: string): boolean {
  return sets[set].includes(code);
}

/** Every code of a set that a file of this year may hold. */
export function censusCodes(set: CensusCodes, year: CensusYear): readonly string[] {
  if (set !== 'assessment-factor') return sets[set];
  return assessmentFactors.filter(
    (factor) => year >= (factorsFrom[factor] ?? year) && year <= (factorsTo[factor] ?? year),
  );
}

/** What a gender code says as a sex: indeterminate, not recorded and unborn are U. */
export const sexOfGender: Readonly<Record<GenderCode, Sex>> = { '0': 'U', '1': 'M', '2': 'F', '9': 'U' };

/** The gender code of a sex, for files up to 2024. U was not recorded, unborn or indeterminate: nobody can tell which. */
export const genderOfSex: Readonly<Record<Sex, GenderCode>> = { U: '0', M: '1', F: '2' };

/** The census category of a plan's set of categories: of several, and of none in particular, MUL. */
export function censusCategory(of: readonly Category[]): CensusCategory {
  const [only] = of;
  return new Set(of).size === 1 && only !== undefined ? only : 'MUL';
}

/** The set a census category tells of. Of MUL nobody can tell which: none is named. */
export function categoriesOf(category: CensusCategory): readonly Category[] {
  return category === 'MUL' ? [] : [category];
}
