export {
  categoriesOf,
  censusCategory,
  censusCodes,
  genderOfSex,
  isCensusCode,
  sexOfGender,
  type CensusCodes,
} from './census-codes.ts';
export type {
  Assessment,
  CensusCategory,
  CensusChild,
  CensusHeader,
  ChildCharacteristics,
  ChildIdentifiers,
  ChildProtectionPlan,
  CinDetails,
  CinPlanDates,
  EarlierAssessment,
  GenderCode,
  Section47,
} from './census-records.ts';
export {
  childStructure,
  elementsIn,
  isGroup,
  isOfYear,
  type CensusElement,
  type GroupElement,
  type Times,
  type ValueElement,
} from './census-structure.ts';
export {
  firstCensusYear,
  isCensusYear,
  lastCensusYear,
  windowOf,
  type CensusWindow,
  type CensusYear,
} from './census-year.ts';
