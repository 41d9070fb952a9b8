export { dayBefore, latestStart } from './boundary.ts';
export { measuresBeside } from './counted-sets.ts';
export { count, countGroups, spreadOf, type Count } from './count.ts';
export type { Definition, Evidence, Exclusion, Founded, Parameter } from './definition.ts';
export { figureOf, percent, ratio, type Figure } from './figure.ts';
export { rowsOf } from './fold-rows.ts';
export { groupFigures, type GroupFigure, type Tally } from './group-figures.ts';
export { isGroupOf, linked, notKnown, type AnyGrouping, type Grouping } from './grouping.ts';
export { groupingsOf } from './groupings.ts';
export { at, dueColumn, isAsked, NotAQuestion, numberOf, valuesOf } from './holds.ts';
export { headlineMeasures, kindOf, measureOf, measures, type Measure, type MeasureId } from './measures.ts';
export {
  changeOf,
  membersOf,
  membersOfChild,
  moved,
  movesBetween,
  nameOf,
  samePlace,
  type Change,
  type CountedMember,
  type Member,
  type Members,
  type Move,
  type Place,
  type RowOfChild,
} from './members.ts';
export { figureOfMembers, groupsOfMembers, sharersOf, spreadOfMembers } from './members-figure.ts';
export { membersKnown, movedByFacts, type FactMove } from './moved-by-facts.ts';
export { movedMeasures } from './moved.ts';
export {
  financialYear,
  namedPeriod,
  periodBefore,
  quarter,
  quartersOf,
  yearWith,
  type Period,
  type Span,
} from './period.ts';
export { lookedUpBy, type Amount, type Boundary, type Phrase, type RowOfAChild } from './phrases.ts';
export {
  hiddenAlike,
  hiddenMark,
  published,
  settledOf,
  type Outgoing,
  type PublishedFigure,
  type Told,
} from './publication.ts';
export { midYearOf, Populations, type Population, type Rate } from './populations.ts';
export { askedAgain, groupingOf, type Apart, type KeptQuestion } from './question-again.ts';
export { namesAsked, questionOf, type Question, type QuestionFault } from './question.ts';
export { populationsFrom, PopulationsUnusable } from './read-populations.ts';
export { readingOf, rowVersion, type Reading } from './reading.ts';
export { columnsOf, rowColumns, rowKinds, sameRow } from './row-columns.ts';
export { always, never, stillKnown, type ColumnType, type Flag, type Row, type RowKind } from './rows.ts';
export { roundedCount, type Area } from './rounding.ts';
export { sourceInPrint } from './source-in-print.ts';
export {
  cutOffsOf,
  directionOf,
  proposedRag,
  quartileOf,
  similarByDefault,
  unweightedMean,
  type CutOffs,
  type Direction,
  type Proposal,
  type Quartile,
  type Rag,
  type Similar,
} from './standing.ts';
export { spreadAmong, type Spread } from './spread.ts';
export { startKnowledge, versions, type Changes, type Knowledge, type RowVersion } from './versions.ts';
