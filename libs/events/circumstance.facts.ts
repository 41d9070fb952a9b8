import type { Happened } from './happened.ts';

/** A worker took on the child's case. It passes to them from the worker allocated before, if any. */
export interface WorkerAllocated extends Happened {
  /** The worker, by the name or id the authority's practice knows them by. */
  readonly worker: string;
  /** The team the worker has the case in, by name or id. */
  readonly team: string;
}

/** The worker no longer has the child's case, and nobody does until another is allocated. */
export interface WorkerUnallocated extends Happened {
  readonly worker: string;
  /** The team the worker had the case in, where it is told. Kept; nothing rests on it. */
  readonly team?: string | undefined;
}

/** The child was found to belong to a family: those with the same family id are a sibling group. A child may have several. */
export interface FamilyLinked extends Happened {
  readonly familyId: string;
}

/** The child was found not to belong to the family, or no longer. */
export interface FamilyUnlinked extends Happened {
  readonly familyId: string;
}

/** The child became looked after by the authority. */
export interface BecameLookedAfter extends Happened {
  /** The code of the legal status, as the authority records it. No list was seen, so none is held against it. */
  readonly legalStatus?: string | undefined;
}

/** The child ceased to be looked after. */
export type CeasedToBeLookedAfter = Happened;

export interface CircumstanceFacts {
  WorkerAllocated: WorkerAllocated;
  WorkerUnallocated: WorkerUnallocated;
  FamilyLinked: FamilyLinked;
  FamilyUnlinked: FamilyUnlinked;
  BecameLookedAfter: BecameLookedAfter;
  CeasedToBeLookedAfter: CeasedToBeLookedAfter;
}
