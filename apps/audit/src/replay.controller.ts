import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { seesWhatIsAnothers } from '#access';
import {
  AuthorityCode,
  By,
  ChildId,
  ChildInPath,
  instantAsked,
  ProblemAnswers,
  RECORDER,
  type Caller,
  May,
  unknownChild,
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
    const replay = await this.recorder.replay(asked);
    if (replay === undefined) throw unknownChild();
    return replay;
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
    const comparison = await this.recorder.compare(asked);
    if (comparison === undefined) throw unknownChild();
    return comparison;
  }
}

function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : instantAsked(text);
}
