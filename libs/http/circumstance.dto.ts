import type {
  BecameLookedAfter,
  CeasedToBeLookedAfter,
  FamilyLinked,
  FamilyUnlinked,
  WorkerAllocated,
  WorkerUnallocated,
} from '#events';
import { IsName, IsPracticeName, Optional } from './fields.ts';
import { HappenedDto } from './happened.dto.ts';

export class WorkerAllocatedDto extends HappenedDto implements WorkerAllocated {
  /** The worker, by the name or id the authority's practice knows them by. */
  @IsPracticeName()
  readonly worker!: string;

  /** The team the worker has the case in, by name or id. */
  @IsPracticeName()
  readonly team!: string;
}

export class WorkerUnallocatedDto extends HappenedDto implements WorkerUnallocated {
  @IsPracticeName()
  readonly worker!: string;

  /** The team the worker had the case in, where it is told. */
  @Optional()
  @IsPracticeName()
  readonly team?: string;
}

export class FamilyLinkedDto extends HappenedDto implements FamilyLinked {
  /** The authority's own id of the family: children with the same one are siblings. */
  @IsName()
  readonly familyId!: string;
}

export class FamilyUnlinkedDto extends HappenedDto implements FamilyUnlinked {
  @IsName()
  readonly familyId!: string;
}

export class BecameLookedAfterDto extends HappenedDto implements BecameLookedAfter {
  /** The code of the legal status, as the authority records it. */
  @Optional()
  @IsName()
  readonly legalStatus?: string;
}

export class CeasedToBeLookedAfterDto extends HappenedDto implements CeasedToBeLookedAfter {}
