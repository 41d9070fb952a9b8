import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
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
  unknownChild,
} from '#http';
import type { ClockExplained, JourneyRead, Recorder } from '#recording';
import { shownDuties } from '#timescales';
import { ClockViewDto, JourneyViewDto } from './journey.dto.ts';

/** A child's journey read back, straight from its stream: as fresh as the last fact recorded. */
@ApiTags('journeys')
@May('case-record')
@Controller('authorities/:authority/children/:child')
export class JourneyController {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Get('journey')
  @ApiOperation({ summary: 'Where the journey stands, its clocks, what may come next, and every fact.' })
  @ChildInPath()
  @ApiOkResponse({ description: 'The journey; its revision is also the ETag.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async journey(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Query() { knownAt, happenedBy }: JourneyViewDto,
    @By() { role, roles }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JourneyRead> {
    const instant = knownAt === undefined ? undefined : instantAsked(knownAt);
    const journey = await this.recorder.journey({
      authority,
      child,
      knownAt: instant,
      happenedBy,
      reader: { roles, for: 'case-record' },
      unmasked: seesWhatIsAnothers(role),
    });
    if (journey === undefined) throw unknownChild();
    if (journey.revision !== null) void reply.header('etag', `"${String(journey.revision)}"`);
    return journey;
  }

  @Get('clocks/:clock/explain')
  @ApiOperation({ summary: 'How a clock’s due day came about: each day, and why it counted or did not.' })
  @ChildInPath()
  @ApiParam({ name: 'clock', enum: shownDuties })
  @ApiOkResponse({ description: 'Each clock of the duty, explained.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async explain(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Param('clock') clock: string,
    @Query() { startedOn }: ClockViewDto,
  ): Promise<{ readonly authority: string; readonly child: string; readonly clocks: readonly ClockExplained[] }> {
    const clocks = await this.recorder.explain({ authority, child, clock, startedOn });
    if (clocks === undefined) throw unknownChild();
    if (clocks.length > 0) return { authority, child, clocks };
    const known = shownDuties.join(', ');
    const detail = `No such clock ran in this journey${startedOn === undefined ? '' : ` from ${startedOn}`}. Clocks are: ${known}.`;
    throw problem(404, 'unknown-clock', detail);
  }
}
