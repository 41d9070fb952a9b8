import type { ChildOf } from './child-key.ts';

/** A wrapped key as kept; null where it was erased. */
export interface KeptKey {
  readonly version: number;
  readonly wrapped: Buffer | null;
}

/** What is kept of some children, as of one moment. */
export interface Found {
  /** Every key each of them ever had, oldest first; the children in the order they were asked for. */
  readonly keys: readonly (readonly KeptKey[])[];
  /** The name of the master key that wraps them. */
  readonly master: string;
  /** A number that grows once any process erased, rewrapped or renewed a key. */
  readonly changes: number;
  /** Whether no power cut can take any of it back. */
  readonly isDurable: boolean;
}

/** Wraps a new key of this version by the master key of this name. Throws `WrongMasterKey` where it is not to be had. */
export type WrapNew = (master: string, of: ChildOf, version: number) => Buffer;

/** Which master key wraps from then on, and how a key is wrapped by it. */
export interface Rewrapping {
  readonly name: string;
  readonly again: (of: ChildOf, version: number, wrapped: Buffer) => Buffer;
}

/** What a rotation of the master key came to. */
export interface Rotated {
  /** Children's keys that the new master key wraps. */
  readonly keys: number;
  /** Erasures that no older copy of the key store can undo any more. */
  readonly completed: number;
}

/** Where wrapped keys are kept: a file or a database. It knows nothing of what is in them. */
export interface KeyHome {
  readonly find: (children: readonly ChildOf[]) => Promise<Found>;
  /**
   * Insert or select: makes a key of the next version for each child who has none to seal with, unless another process, or
   * an earlier child of the same asking, made it first. What it answers is durable.
   */
  readonly make: (children: readonly ChildOf[], wrap: WrapNew) => Promise<Found>;
  /** Adds a key of the next version, later than `above` too, and answers which. */
  readonly renew: (of: ChildOf, wrap: WrapNew, above: number) => Promise<number>;
  /**
   * Overwrites this child's keys up to a version, and notes the master key that stood then: also where the key of that
   * version was never here, unless noted before. That one then counts as erased and not as lost. Answers how many there were.
   */
  readonly blank: (of: ChildOf, upTo: number) => Promise<number>;
  /** Takes away what is left of erased keys where they lay. False while somebody still reads what was there before. */
  readonly sweep: () => Promise<boolean>;
  /** Puts another wrapping in the place of each key there is, in one transaction. `old` names the master key of its file. */
  readonly rewrap: (old: string, by: (master: string) => Rewrapping) => Promise<Rotated>;
  /** The master key that stood when this child's keys were last erased. */
  readonly masterAtErasure: (of: ChildOf) => Promise<string | undefined>;
  /** Which master key wraps the keys: the name first given, until a rotation names another. */
  readonly masterNamed: (name: string) => Promise<string>;
  /** Which event store the texts sealed under these keys lie in: the name first given, for ever after. */
  readonly storeNamed: (name: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Whether a version is named of which a copy elsewhere may hold the key: `every` names none, and 0 says that there was none. */
export const isNamed = (upTo: number): boolean => upTo > 0 && upTo < every;

/** Up to this version are all there are. */
export const every = Number.MAX_SAFE_INTEGER;
