import { isBuiltByAnother } from './build-folder.ts';
import { placeOf } from './place.ts';
import { isPostgresBuilt, postgresTarget } from './postgres-target.ts';
import type { ProjectionState } from './projection.ts';
import type { SinkPlace } from './row-sink.ts';
import { sqliteTarget } from './sqlite-target.ts';

/** Rows being made beside those that are served, which serve until the new ones are whole. */
export interface BuildTarget {
  /** A folder for what is spooled. */
  readonly folder: string;
  /** Where the worker of this number writes what it folds. */
  readonly place: (worker: number) => SinkPlace;
  /** Takes away what was folded, to fold it again. */
  readonly emptied: () => Promise<void>;
  /** Makes whole what so many workers folded: keys, indexes, checkpoints, and how the projection stands. */
  readonly finish: (workers: number, projection: ProjectionState) => Promise<void>;
  /** Serves these rows from now on, in one step. */
  readonly swapIn: () => Promise<void>;
  /** Leaves nothing behind: neither what was spooled nor, where they are not served, the rows. */
  readonly discard: () => Promise<void>;
}

/** Begins rows where READMODEL_URL says, and takes away what killed builds left. */
export async function beginTarget(url: string, folder: string): Promise<BuildTarget> {
  const place = placeOf(url);
  return place.kind === 'sqlite' ? sqliteTarget(place.file) : postgresTarget(place, url, folder);
}

/** Whether another process makes these rows anew. */
export async function isBeingRebuilt(url: string): Promise<boolean> {
  const place = placeOf(url);
  return place.kind === 'sqlite' ? isBuiltByAnother(place.file) : isPostgresBuilt(place);
}
