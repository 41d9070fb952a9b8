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
export type { At, ChildRead, Located, Places } from './census-child.ts';
export {
  CensusUnreadable,
  faultAsCsv,
  faultColumns,
  type CensusFault,
  type FaultExtent,
  type Place,
  type UnreadableCode,
} from './census-fault.ts';
export type { CensusOrigins } from './census-past.ts';
export { censusReader, type CensusReader } from './census-reader.ts';
export { take, type ChildTaken, type Journey } from './census-take.ts';
export {
  firstCensusYear,
  isCensusYear,
  lastCensusYear,
  windowOf,
  type CensusWindow,
  type CensusYear,
} from './census-year.ts';
export type { ChildRecord } from './record/child-record.ts';
export { childRecord } from './record/read-child.ts';
export { censusChild, type CensusAsked, type CensusChildMade, type LeftOut } from './census-out/census-child.ts';
export {
  censusChildXml,
  censusClosing,
  censusHeader,
  censusOpening,
  type CensusXmlOptions,
} from './census-out/census-xml.ts';
export {
  censusJudge,
  howJudged,
  type CensusIssue,
  type CensusJudge,
  type HowJudged,
} from './census-out/rules/judge.ts';
export { ruleCodes, type RuleCode } from './census-out/rules/rule-codes.ts';
export { censusRules, type CensusRule } from './census-out/rules/rule-list.ts';
export { exchangeVersion, manifestOf, type Manifest, type Taken } from './taken.ts';
export { csvCell, csvLine, type Cell } from './csv.ts';
export { IssueCounts, issueLine, leftOutLine, notJudgedLines, reportHeading } from './census-out/report.ts';
export { annexColumns, annexLists, type AnnexList, type Column } from './annex-a/columns.ts';
export { annexHeading, annexLine } from './annex-a/csv.ts';
export { annexRows, type AnnexRow } from './annex-a/lists.ts';
export {
  statusChanges,
  statusesOf,
  statusHeading,
  statusJson,
  statusLine,
  type Status,
  type StatusChange,
} from './cp-is/status.ts';
export { payloadChange } from './dfe/changes.ts';
export { payloadOf, type Payload } from './dfe/payload.ts';
export { ssdTableNames, ssdTables, type SsdTable } from './ssd/columns.ts';
export { ssdHeading, ssdLine, ssdRows, type SsdRows } from './ssd/tables.ts';
