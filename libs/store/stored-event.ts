import type { AllStreamResolvedEvent, Position, ResolvedEvent } from '@eventstore/db-client';
import { UnusablePosition } from './errors.ts';

/** An event exactly as the store holds it: personal texts sealed, data not brought up to date. */
export interface StoredEvent {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  /** Its place in its stream, from 0. */
  readonly revision: number;
  /** Its place in the whole store. Only ever compared: positions are spaced as the store pleases. */
  readonly position: number;
  readonly data: unknown;
  readonly metadata: unknown;
  /** When the store took it, in milliseconds since 1970 UTC. When it was *recorded* is in its metadata. */
  readonly storedAt: number;
}

/** What the client hands over, as our own. Throws `UnusablePosition` rather than lose a digit. */
export function storedEvent(resolved: ResolvedEvent | AllStreamResolvedEvent): StoredEvent {
  const { event } = resolved;
  if (event === undefined) throw new UnusablePosition('an event without content (a link to a deleted event)');
  return {
    stream: event.streamId,
    id: event.id,
    type: event.type,
    revision: Number(event.revision),
    position: positionOf(event.position, resolved.commitPosition),
    data: event.data,
    metadata: event.metadata,
    storedAt: event.created.getTime(),
  };
}

/**
 * A position as one number. Commit and prepare differ only for transactions of the old TCP protocol, which nothing
 * written over gRPC has; were one met, a checkpoint at its commit would skip its other events, so we stop instead.
 */
export function positionOf(position: Position | undefined, commitPosition?: bigint): number {
  const commit = position?.commit ?? commitPosition;
  if (commit === undefined) throw new UnusablePosition('an event without a position');
  if (position !== undefined && position.prepare !== position.commit) {
    throw new UnusablePosition(`the two-part position ${String(position.commit)}/${String(position.prepare)}`);
  }
  const number = Number(commit);
  if (!Number.isSafeInteger(number)) throw new UnusablePosition(`the position ${String(commit)}`);
  return number;
}
