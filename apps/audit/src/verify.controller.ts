import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthorityCode, ChildId, ChildInPath, ProblemAnswers, STORE, May, unknownChild } from '#http';
import { anchorLog, verifyStream, type AnchorLog, type Verified } from '#recording';
import { journeyStream, type Store } from '#store';

/** Whether a child's facts stand as they were recorded, found from what is stored and nothing else. */
@ApiTags('audit')
@May('case-record')
@Controller('authorities/:authority/children/:child')
export class VerifyController {
  private readonly anchors: AnchorLog;

  constructor(@Inject(STORE) private readonly store: Store) {
    this.anchors = anchorLog(store);
  }

  @Get('verify')
  @ApiOperation({
    summary: 'Whether a child’s facts stand as they were recorded and anchored, and the first that does not.',
  })
  @ChildInPath()
  @ApiOkResponse({
    description: 'What was found. `holds` is false where `faults` or `anchors.fault` tell of something.',
    schema: { type: 'object' },
  })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async verify(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
  ): Promise<{ readonly authority: string; readonly child: string } & Verified> {
    const found = await verifyStream(this.store, journeyStream(authority, child), this.anchors);
    if (found.facts === 0 && found.faults.length === 0) throw unknownChild();
    return { authority, child, ...found };
  }
}
