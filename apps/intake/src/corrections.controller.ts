import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Asked,
  ChildInPath,
  FactCorrectedDto,
  FactWithdrawnDto,
  MoveAnswers,
  MoveBody,
  MoveDto,
  Recording,
  Records,
  type AskedToRecord,
  type MoveAnswer,
  May,
} from '#http';
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

  @May('record-facts')
  @Post('moves')
  @HttpCode(201)
  @ApiOperation({
    summary:
      'Move facts that were recorded for this child, and are another’s: recorded there, then withdrawn here as wrong-child.',
  })
  @ChildInPath()
  @MoveBody()
  @MoveAnswers()
  move(@Asked() asked: AskedToRecord, @Body() body: MoveDto): Promise<MoveAnswer> {
    return this.recording.move(asked, body);
  }

  @Records('FactCorrected', 'corrections')
  factCorrected(@Asked() asked: AskedToRecord, @Body() data: FactCorrectedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'FactCorrected', data });
  }
}
