import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthorityCode, ChildId, ChildInPath, problem, ProblemAnswers, STORE } from '#http';
import { verifyStream } from '#recording';
import { journeyStream, type Store } from '#store';

/** Whether a child's facts stand as they were recorded, found from what is stored and nothing else. */
@ApiTags('audit')
@Controller('authorities/:authority/children/:child')
export class VerifyController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Get('verify')
  @ApiOperation({ summary: 'Whether the chain of a child’s facts holds, and the first fact at which it does not.' })
  @ChildInPath()
  @ApiOkResponse({ description: 'What was found.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async verify(@Param('authority', AuthorityCode) authority: string, @Param('child', ChildId) child: string) {
    const found = await verifyStream(this.store, journeyStream(authority, child));
    if (found.ok && found.count === 0) {
      const detail = 'Nothing is recorded of a child with this id. Check the id, or register the child.';
      throw problem(404, 'unknown-child', detail);
    }
    return { authority, child, ...found };
  }
}
