import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Asked,
  CaseBroughtForwardDto,
  OtherAuthorityPlanEndedDto,
  OtherAuthorityPlanNotedDto,
  Recording,
  Records,
  TransferInNotifiedDto,
  TransferInWithdrawnDto,
  TransferOutNotifiedDto,
  type AskedToRecord,
} from '#http';
import type { Answer } from '#recording';

/** Children who move between authorities, for good or for a time, and cases taken over mid-way from an earlier record. */
@ApiTags('transfers')
@Controller('authorities/:authority/children/:child')
export class TransferController {
  constructor(private readonly recording: Recording) {}

  @Records('CaseBroughtForward', 'opening-balances')
  caseBroughtForward(@Asked() asked: AskedToRecord, @Body() data: CaseBroughtForwardDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'CaseBroughtForward', data });
  }

  @Records('TransferInNotified', 'transfers-in')
  transferInNotified(@Asked() asked: AskedToRecord, @Body() data: TransferInNotifiedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'TransferInNotified', data });
  }

  @Records('TransferInWithdrawn', 'transfer-in-withdrawals')
  transferInWithdrawn(@Asked() asked: AskedToRecord, @Body() data: TransferInWithdrawnDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'TransferInWithdrawn', data });
  }

  @Records('TransferOutNotified', 'transfers-out')
  transferOutNotified(@Asked() asked: AskedToRecord, @Body() data: TransferOutNotifiedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'TransferOutNotified', data });
  }

  @Records('OtherAuthorityPlanNoted', 'other-authority-plans')
  otherAuthorityPlanNoted(@Asked() asked: AskedToRecord, @Body() data: OtherAuthorityPlanNotedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'OtherAuthorityPlanNoted', data });
  }

  @Records('OtherAuthorityPlanEnded', 'other-authority-plan-ends')
  otherAuthorityPlanEnded(@Asked() asked: AskedToRecord, @Body() data: OtherAuthorityPlanEndedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'OtherAuthorityPlanEnded', data });
  }
}
