import type { Database } from './database.ts';

/** How the projection stands: what it has read, and whether it goes on. */
export interface ProjectionState {
  /** The identity of the store it reads; null before its first fact. */
  readonly store: string | null;
  /** What its rows depend on besides the facts. */
  readonly reading: string;
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
}

const name = 'performance';

export function readProjection(database: Database): ProjectionState | undefined {
  const row = database.prepare('SELECT * FROM projection WHERE name = ?').get(name) as ProjectionRow | undefined;
  if (row === undefined) return undefined;
  return { ...pick(row), knownAt: row.known_at };
}

export function writeProjection(database: Database, projection: ProjectionState): void {
  const { store, reading, position, knownAt, facts, state, error, updated } = projection;
  database
    .prepare(
      `INSERT INTO projection (name, store, reading, position, known_at, facts, state, error, updated)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET store = excluded.store, reading = excluded.reading,
         position = excluded.position, known_at = excluded.known_at, facts = excluded.facts,
         state = excluded.state, error = excluded.error, updated = excluded.updated`,
    )
    .run(name, store, reading, position, knownAt, facts, state, error, updated);
}

type ProjectionRow = Omit<ProjectionState, 'knownAt'> & { readonly known_at: number };

function pick({
  store,
  reading,
  position,
  facts,
  state,
  error,
  updated,
}: ProjectionRow): Omit<ProjectionState, 'knownAt'> {
  return { store, reading, position, facts, state, error, updated };
}
