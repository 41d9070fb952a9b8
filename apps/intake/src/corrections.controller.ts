import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Asked, FactCorrectedDto, FactWithdrawnDto, Recording, Records, type AskedToRecord } from '#http';
import type { Answer } from '#recording';

/** What was recorded wrongly is set right by further facts; nothing is ever changed or deleted. */
@ApiTags('corrections')
@Controller('authorities/:authority/children/:child')
export class CorrectionsController {
  constructor(private readonly recording: Recording) {}

  @Records('FactWithdrawn', 'withdrawals')
  factWithdrawn(@Asked() asked: AskedToRecord, @Body() data: FactWithdrawnDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'FactWithdrawn', data });
  }

  @Records('FactCorrected', 'corrections')
  factCorrected(@Asked() asked: AskedToRecord, @Body() data: FactCorrectedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'FactCorrected', data });
  }
}
