import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mayAsk } from '#access';
import { AuthorityCode, AuthorityInPath, By, CASES, May, ProblemAnswers, RECORDER, Sees, type Caller } from '#http';
import type { CaseAccess, Recorder } from '#recording';
import { owedIn } from './owed.ts';
import { WaitingDto } from './permissions.dto.ts';

/** How much waits for the person who asks. Numbers name no child: asking for them is no look at anybody's record. */
@ApiTags('permissions')
@Controller('authorities/:authority/waiting')
export class WaitingController {
  constructor(
    @Inject(CASES) private readonly cases: CaseAccess,
    @Inject(RECORDER) private readonly recorder: Recorder,
  ) {}

  @Get()
  @May('own-permissions')
  @AuthorityInPath()
  @ApiOperation({
    summary: 'How many facts wait for the person’s countersignature, and emergency openings for their review.',
    description: 'What they recorded or opened themselves waits for somebody else, and is not counted.',
  })
  @ApiOkResponse({ type: WaitingDto })
  @ProblemAnswers([401, 403, 404, 503])
  async waiting(
    @Param('authority', AuthorityCode) authority: string,
    @By() by: Caller,
    @Sees() sees: Sees,
  ): Promise<WaitingDto> {
    const seen = await sees(authority);
    const standing = await this.cases.standing(authority);
    const owed = may(by, 'countersign') ? await owedIn(standing, seen, authority, this.recorder, by) : [];
    const broken = may(by, 'review-glass-broken') ? standing.glassBroken() : [];
    return {
      authority,
      toCountersign: owed.filter(({ fact }) => fact.recordedBy !== by.user && hasRoleFor(by, fact)).length,
      toReview: broken.filter(
        ({ child, entry, reviewed }) =>
          reviewed === undefined && entry.by.user !== by.user && !standing.isBarred(child, by.user),
      ).length,
    };
  }
}

function may({ roles }: Caller, act: 'countersign' | 'review-glass-broken'): boolean {
  return mayAsk(roles, act).may === 'yes';
}

function hasRoleFor({ roles }: Caller, { countersignatureBy = [] }: { readonly countersignatureBy?: Caller['roles'] }) {
  return roles.some((role) => countersignatureBy.includes(role));
}
