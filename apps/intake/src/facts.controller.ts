import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  Asked,
  AuthorityInPath,
  ChildInPath,
  FactsBody,
  FactsDto,
  ReadsChildren,
  Recording,
  RecordingAnswers,
  SeveralAnswers,
  SeveralBody,
  SeveralChildrenDto,
  type AskedToRecord,
  type SeveralAnswer,
  May,
} from '#http';
import type { Answer } from '#recording';

/** Facts of every kind, several at a time. */
@ApiTags('facts')
@May('record-facts')
@Controller('authorities/:authority')
export class FactsController {
  constructor(private readonly recording: Recording) {}

  @Post('children/:child/facts')
  @HttpCode(201)
  @ApiOperation({ summary: 'Record 1 to 100 facts of one child: all of them or none.' })
  @FactsBody()
  @ChildInPath()
  @RecordingAnswers()
  facts(@Asked() asked: AskedToRecord, @Body() { facts }: FactsDto): Promise<Answer> {
    return this.recording.batch(asked, facts);
  }

  @Post('facts')
  @ReadsChildren('unrecorded')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Record facts of several children: each child’s all or none, and none where any is refused.',
  })
  @ApiQuery({ name: 'partial', required: false, type: Boolean, description: 'Record the children that are accepted.' })
  @ApiQuery({ name: 'preview', required: false, type: Boolean, description: 'Judge, and write nothing.' })
  @AuthorityInPath()
  @SeveralBody()
  @SeveralAnswers()
  several(@Asked() asked: AskedToRecord, @Body() body: SeveralChildrenDto): Promise<SeveralAnswer> {
    return this.recording.several(asked, body);
  }
}
