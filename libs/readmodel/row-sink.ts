import type { RowKind } from '#measures';
import { placeOf } from './place.ts';
import { sqliteSink } from './sqlite-sink.ts';
import type { Value } from './statements.ts';

/** Takes whole tables, many rows at a time, in the order of their key. */
export interface RowSink {
  readonly fact: (values: readonly Value[]) => void;
  readonly row: (kind: RowKind, values: readonly Value[]) => void;
  /** A child whose facts the law has not judged. */
  readonly unjudged: (authority: string, child: string) => void;
  /** Lets what waits be written; to be awaited now and then. */
  readonly drained: () => Promise<void>;
  /** Writes what still waits and closes. */
  readonly end: () => Promise<void>;
  /** Closes; what was written is of no use. */
  readonly abandon: () => Promise<void>;
}

/** Where a sink writes to, as another thread can be told: a file of its own, or a schema others write to as well. */
export type SinkPlace =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly rows: string };

export async function openSink(place: SinkPlace): Promise<RowSink> {
  if (place.kind === 'sqlite') return sqliteSink(place.file);
  const of = placeOf(place.url);
  if (of.kind !== 'postgres') throw new TypeError('A schema of rows is of PostgreSQL alone.');
  // Loaded where it is needed: a thread that builds a file would spend a tenth of a second on PostgreSQL's client.
  const { postgresSink } = await import('./postgres-sink.ts');
  return postgresSink(of, place.rows);
}
