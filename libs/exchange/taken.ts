import { londonInstant } from '#calendar';

/**
 * The version of what is written: bumped whenever the same facts could come to another file. A file taken again at its
 * position by the same version, calendar and rules is the same, byte for byte.
 */
export const exchangeVersion = 2;

/** What made a file, as its header names it. */
export const madeBy = `exchange-${String(exchangeVersion)}`;

/** Where in the log a feed was taken, and what of it may not be shown. */
export interface Taken {
  /** The 3-digit code of the authority. */
  readonly authority: string;
  /** The place in the log: every fact up to it is told of, and none after. Null where nothing is recorded. */
  readonly position: number | null;
  /** The store the position is a place in. */
  readonly store: string;
  /** The latest instant at which a fact up to the position was recorded, in milliseconds since 1970 UTC. */
  readonly knownAt: number;
  /** The calendar and the rules that days were counted by. */
  readonly reading: string;
  /** Of changes: the position they are changes since. */
  readonly since?: number;
}

/** The same for a manifest, a header of JSON or the first lines of a sheet. */
export interface Manifest {
  readonly feed: string;
  readonly authority: string;
  readonly position: number | null;
  readonly since?: number;
  readonly store: string;
  /** RFC 3339, as London's clocks showed it. */
  readonly knownAt: string;
  readonly madeBy: string;
  readonly reading: string;
}

export function manifestOf(feed: string, { authority, position, since, store, knownAt, reading }: Taken): Manifest {
  return {
    feed,
    authority,
    position,
    ...(since !== undefined && { since }),
    store,
    knownAt: londonInstant(knownAt),
    madeBy: `Waymark ${madeBy}`,
    reading,
  };
}

/** One line for those who read the file itself. */
export function takenInWords(taken: Taken): string {
  const { authority, position, store, knownAt, madeBy: maker, reading } = manifestOf('', taken);
  return (
    `${maker}: authority ${authority}, taken at position ${String(position)} of store ${store}, as known at ${knownAt}, ` +
    `by ${reading}. Taken again at that position it is the same.`
  );
}
