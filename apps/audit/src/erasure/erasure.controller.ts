import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AuthorityCode,
  By,
  ChildId,
  ChildInPath,
  May,
  problem,
  ProblemAnswers,
  RECORDER,
  type Caller,
  unknownChild,
} from '#http';
import type { Recorder } from '#recording';
import { ErasureDto } from './erasure.dto.ts';
import { leftAfterErasure, refusedErasure, pendingInWords } from './erasure-in-words.ts';

/** Erasing what is said of a child in words: for good, on an order, and only once it need not be kept. */
@ApiTags('privacy')
@Controller('authorities/:authority/children/:child/erasure')
export class ErasureController {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Post()
  @May('order-erasure')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Erases the child’s personal texts for good: destroys the key they are sealed under.',
    description:
      'For administrators. Refused while the case is open or the retention schedule keeps the record, unless a court ordered it. ' +
      'Cut off, it is completed by asking again. What is recorded afterwards is sealed under a new key.',
  })
  @ChildInPath()
  @ApiOkResponse({ description: 'It is erased, and what is left.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 409, 503])
  async erase(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Body() { reference, authorisedBy, courtOrder }: ErasureDto,
    @By() by: Caller,
  ) {
    const outcome = await this.recorder.erase({ authority, child, reference, authorisedBy, courtOrder, by });
    if (outcome === undefined) throw unknownChild('Check the id: nothing was erased.');
    if (outcome.status === 'refused') {
      const { because, ...more } = outcome;
      throw problem(
        409,
        because,
        refusedErasure(outcome, 'as courtOrder, with the court, its reference and the day'),
        more,
      );
    }
    return { ...outcome, says: pendingInWords(outcome.pending), left: leftAfterErasure };
  }
}
