export { viewColumns } from './analyst-views.ts';
export type { BuildProgress } from './build-progress.ts';
export { isBeingRebuilt } from './build-target.ts';
export { UnusableReadModelFile } from './database.ts';
export {
  CheckpointMoved,
  FactNotJoined,
  GapInJourney,
  NoReadModel,
  OtherReading,
  OtherStore,
  ReadModelAway,
} from './errors.ts';
export type { FamilyMember } from './families.ts';
export type { FactPlace, PlacedFact } from './kept-queries.ts';
export { placeOf, UnusableReadModelUrl, type Place } from './place.ts';
export type { Progress, ProjectionState } from './projection.ts';
export {
  digestOfKeys,
  type FigureDigests,
  type FigurePart,
  type FoundRow,
  type OneGroup,
  type ToldApart,
  type UnreadCounts,
} from './queries.ts';
export type { Asked } from './question-sql.ts';
export { openReadModel, type ReadModel, type Snapshot } from './read-model.ts';
export { fillRows, type PlacedVersion } from './fill-rows.ts';
export { readingDigest } from './reading-digest.ts';
export { rebuildReadModel, type Built, type Rebuilding } from './rebuild.ts';
export { openReadModelWriter, childrenAtOnce, type Law, type ReadModelWriter, type WriterOptions } from './writer.ts';
export { EventStoreStrategy, facts, type Following } from './event-store.strategy.ts';
export type { Judge, UnreadFact } from './unread.ts';
export type { ClockBucket, ClockCount } from './clock-counts.ts';
export type { Moment, OpenClock, OpenState, WorklistAsked, WorklistPlace } from './worklist.ts';
export type { ComingFact, RunningClock } from './turning.ts';
export type { OpenCase } from './open-cases.ts';
export { rowTable } from './tables.ts';
