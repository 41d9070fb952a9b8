export { dayBefore, latestStart } from './boundary.ts';
export { at, count, dueColumn, NotAQuestion, numberOf, type Count } from './count.ts';
export type { Definition, Evidence, Exclusion, Founded, Parameter } from './definition.ts';
export { figureOf, percent, type Figure } from './figure.ts';
export { headlineMeasures, measureOf, measures, type Measure, type MeasureId } from './measures.ts';
export { movedMeasures } from './moved.ts';
export { quarter, type Period } from './period.ts';
export type { Amount, Boundary, Phrase } from './phrases.ts';
export { namesAsked, questionOf, type Question, type QuestionFault } from './question.ts';
export { readingOf, rowVersion, type Reading } from './reading.ts';
export {
  columnsOf,
  never,
  rowColumns,
  rowKinds,
  stillKnown,
  type ColumnType,
  type Flag,
  type Row,
  type RowKind,
} from './rows.ts';
export { startKnowledge, versions, type Changes, type Knowledge, type RowVersion } from './versions.ts';
