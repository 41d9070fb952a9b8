import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AuthorityCode,
  AuthorityInPath,
  By,
  CASES,
  ChildId,
  ChildInPath,
  ExampleBody,
  May,
  NamesRestricted,
  ProblemAnswers,
  ReadsChildren,
  type Caller,
} from '#http';
import type { BrokenGlass, CaseAccess } from '#recording';
import { CaseDecisions, glassHours } from './case-decisions.ts';
import { ReasonDto, ReviewDto } from './permissions.dto.ts';

/** Restricted records opened in an emergency, each to be reviewed by another. */
@ApiTags('permissions')
@Controller('authorities/:authority')
export class BreakGlassController {
  constructor(
    @Inject(CASES) private readonly cases: CaseAccess,
    private readonly decisions: CaseDecisions,
  ) {}

  @Post('children/:child/break-glass')
  @May('break-glass')
  @HttpCode(201)
  @ChildInPath()
  @ExampleBody(ReasonDto, { reason: 'The child was brought to hospital at night.' })
  @ApiOperation({
    summary: `Open a restricted record in an emergency, for ${String(glassHours)} hours, with a reason.`,
    description:
      'Every look under it says so in the access log, and a manager reviews it. It opens nothing to somebody barred from ' +
      'the record for a conflict of interest.',
  })
  @ApiCreatedResponse({ description: 'Until when it is open.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 409, 503])
  async breakGlass(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @By() by: Caller,
    @Body() { reason }: ReasonDto,
  ): Promise<object> {
    const { id, until } = await this.decisions.breakGlass({ authority, child, by }, reason);
    return { authority, child, id, until };
  }

  @Get('break-glass')
  @May('glass-broken')
  @ReadsChildren()
  @NamesRestricted()
  @AuthorityInPath()
  @ApiOperation({
    summary: 'Restricted records opened in an emergency: those that wait for a review first, the oldest first.',
  })
  @ApiOkResponse({ description: 'Who opened what, until when, and what a reviewer found.', schema: { type: 'object' } })
  @ProblemAnswers([401, 403, 404, 503])
  async list(@Param('authority', AuthorityCode) authority: string, @By() by: Caller): Promise<object> {
    const standing = await this.cases.standing(authority);
    const all = standing.glassBroken().filter(({ child }) => !standing.isBarred(child, by.user));
    const inOrder = [
      ...all.filter(({ reviewed }) => reviewed === undefined),
      ...all.filter(({ reviewed }) => reviewed !== undefined),
    ];
    return {
      authority,
      toReview: all.filter(({ reviewed }) => reviewed === undefined).length,
      broken: await Promise.all(inOrder.map((broken) => this.told(authority, broken, by))),
    };
  }

  @Post('break-glass/:glass/review')
  @May('review-glass-broken')
  @ReadsChildren()
  @NamesRestricted()
  @HttpCode(200)
  @AuthorityInPath()
  @ExampleBody(ReviewDto, { outcome: 'justified', note: 'The team was not to be reached.' })
  @ApiOperation({ summary: 'Review an opening that another person made: justified or not-justified.' })
  @ApiOkResponse({ description: 'The opening, with its review.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 409, 503])
  async review(
    @Param('authority', AuthorityCode) authority: string,
    @Param('glass') glass: string,
    @By() by: Caller,
    @Body() { outcome, note }: ReviewDto,
  ): Promise<object> {
    return this.told(authority, await this.decisions.review({ authority, by }, glass, outcome, note), by);
  }

  private async told(authority: string, { child, until, entry, reviewed }: BrokenGlass, by: Caller): Promise<object> {
    const read = (id: string, field: 'reason' | 'note', stored: Parameters<CaseDecisions['reasonFor']>[5]) =>
      this.decisions.reasonFor(by, 'glass-broken', { authority, child }, id, field, stored);
    const reason = await read(entry.id, 'reason', entry.data.reason);
    const note = reviewed && (await read(reviewed.id, 'note', reviewed.data.note));
    return {
      id: entry.id,
      child,
      by: entry.by,
      at: new Date(entry.at).toISOString(),
      until: new Date(until).toISOString(),
      ...(reason !== undefined && { reason }),
      reviewed: reviewed
        ? {
            outcome: reviewed.data.outcome,
            by: reviewed.by,
            at: new Date(reviewed.at).toISOString(),
            ...(note !== undefined && { note }),
          }
        : null,
    };
  }
}
