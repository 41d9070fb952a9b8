import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Asked,
  BecameLookedAfterDto,
  CeasedToBeLookedAfterDto,
  FamilyLinkedDto,
  FamilyUnlinkedDto,
  Recording,
  Records,
  WorkerAllocatedDto,
  WorkerUnallocatedDto,
  type AskedToRecord,
} from '#http';
import type { Answer } from '#recording';

/** What is so of a child beside any case: their worker, their families, and whether they are looked after. */
@ApiTags('circumstances')
@Controller('authorities/:authority/children/:child')
export class CircumstanceController {
  constructor(private readonly recording: Recording) {}

  @Records('WorkerAllocated', 'worker-allocations')
  workerAllocated(@Asked() asked: AskedToRecord, @Body() data: WorkerAllocatedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'WorkerAllocated', data });
  }

  @Records('WorkerUnallocated', 'worker-unallocations')
  workerUnallocated(@Asked() asked: AskedToRecord, @Body() data: WorkerUnallocatedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'WorkerUnallocated', data });
  }

  @Records('FamilyLinked', 'family-links')
  familyLinked(@Asked() asked: AskedToRecord, @Body() data: FamilyLinkedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'FamilyLinked', data });
  }

  @Records('FamilyUnlinked', 'family-unlinks')
  familyUnlinked(@Asked() asked: AskedToRecord, @Body() data: FamilyUnlinkedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'FamilyUnlinked', data });
  }

  @Records('BecameLookedAfter', 'looked-after-starts')
  becameLookedAfter(@Asked() asked: AskedToRecord, @Body() data: BecameLookedAfterDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'BecameLookedAfter', data });
  }

  @Records('CeasedToBeLookedAfter', 'looked-after-ends')
  ceasedToBeLookedAfter(@Asked() asked: AskedToRecord, @Body() data: CeasedToBeLookedAfterDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'CeasedToBeLookedAfter', data });
  }
}
