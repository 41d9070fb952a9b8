import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { seesWhatIsAnothers } from '#access';
import {
  AuthorityCode,
  By,
  ChildId,
  ChildInPath,
  instantAsked,
  problem,
  ProblemAnswers,
  RECORDER,
  type Caller,
  May,
} from '#http';
import type { Comparison, Reader, Recorder, ReplayRead } from '#recording';
import { ComparisonViewDto, ReplayViewDto } from './replay.dto.ts';

/** A journey gone through again, for whoever must know what was known, what applied, and what was done. */
@ApiTags('audit')
@May('case-record')
@Controller('authorities/:authority/children/:child/replay')
export class ReplayController {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Get()
  @ApiOperation({
    summary:
      'Each fact with where the journey stood before it and after, the clocks it turned and the rules they follow, what was missed, who recorded it and how much later.',
  })
  @ChildInPath()
  @ApiOkResponse({
    description: 'The steps, in the order things happened or were recorded.',
    schema: { type: 'object' },
  })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async replay(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Query() { knownAt, happenedBy, order = 'happened' }: ReplayViewDto,
    @By() { role, roles }: Caller,
  ): Promise<ReplayRead> {
    const reader: Reader = { roles, for: 'case-record' };
    const asked = {
      authority,
      child,
      knownAt: instant(knownAt),
      happenedBy,
      order,
      reader,
      unmasked: seesWhatIsAnothers(role),
    };
    return (await this.recorder.replay(asked)) ?? unknownChild();
  }

  @Get('comparison')
  @ApiOperation({ summary: 'What is otherwise at one moment than at another: standing, facts and clocks.' })
  @ChildInPath()
  @ApiOkResponse({ description: 'The differences.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async compare(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Query() { fromKnownAt, fromHappenedBy, toKnownAt, toHappenedBy }: ComparisonViewDto,
    @By() { role, roles }: Caller,
  ): Promise<Comparison> {
    const from = { knownAt: instant(fromKnownAt), happenedBy: fromHappenedBy };
    const to = { knownAt: instant(toKnownAt), happenedBy: toHappenedBy };
    const reader: Reader = { roles, for: 'case-record' };
    const asked = { authority, child, from, to, reader, unmasked: seesWhatIsAnothers(role) };
    return (await this.recorder.compare(asked)) ?? unknownChild();
  }
}

function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : instantAsked(text);
}

function unknownChild(): never {
  const detail = 'Nothing is recorded of a child with this id. Check the id, or register the child.';
  throw problem(404, 'unknown-child', detail);
}
