import type { Statements } from './statements.ts';

/** How the projection stands: what it has read, and whether it goes on. */
export interface ProjectionState {
  /** The identity of the store it reads; null before its first fact. */
  readonly store: string | null;
  /** What its rows depend on besides the facts. */
  readonly reading: string;
  /** Which making of the rows these are: another after each rebuild, also of the same facts by the same reading. */
  readonly made: string;
  /** The checkpoint: everything up to here is in the rows. */
  readonly position: number | null;
  /** The latest instant of recording among the facts in the rows; 0 before the first. */
  readonly knownAt: number;
  readonly facts: number;
  readonly state: 'building' | 'running' | 'stopped';
  /** Why it stopped and what to do. Names a fact, never what it says. */
  readonly error: string | null;
  /** When this was last written, in milliseconds since 1970 UTC. */
  readonly updated: number;
  /** Of rows being made anew, how far that is. */
  readonly progress: Progress | null;
}

/** How far a rebuild has come. */
export interface Progress {
  readonly percent: number;
  /** When it is expected to be done, in milliseconds since 1970 UTC; null where that cannot be told yet. */
  readonly expected: number | null;
}

const name = 'performance';

const columns = 'store, reading, made, position, known_at, facts, state, error, updated, percent, expected';

/** The one row of `projection`; a query of its own so that readers may ask it their own way. */
export const selectProjection = `SELECT ${columns} FROM projection WHERE name = '${name}'`;

export async function readProjection(at: Statements): Promise<ProjectionState | undefined> {
  const [row] = await at.all(selectProjection);
  return row && projectionFrom(row);
}

/** From the values of `selectProjection`, in order. */
export function projectionFrom(values: readonly unknown[]): ProjectionState {
  const [store, reading, made, position, knownAt, facts, state, error, updated, percent, expected] = values;
  const progress = percent === null ? null : { percent, expected };
  return { store, reading, made, position, knownAt, facts, state, error, updated, progress } as ProjectionState;
}

export async function writeProjection(at: Statements, projection: ProjectionState): Promise<void> {
  const { store, reading, made, position, knownAt, facts, state, error, updated, progress } = projection;
  const written = columns.split(', ');
  await at.run(
    `INSERT INTO projection (name, ${columns}) VALUES (?, ${written.map(() => '?').join(', ')})
     ON CONFLICT (name) DO UPDATE SET ${written.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    name,
    ...[store, reading, made, position, knownAt, facts, state, error, updated],
    progress?.percent ?? null,
    progress?.expected ?? null,
  );
}

/** Says when it was last known to run, and nothing else: a writer elsewhere may have moved it on. */
export async function touchProjection(at: Statements, updated: number): Promise<void> {
  await at.run(`UPDATE projection SET updated = ? WHERE name = '${name}' AND state = 'running'`, updated);
}
