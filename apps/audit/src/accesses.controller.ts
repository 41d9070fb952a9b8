import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { addMonths } from '#calendar';
import {
  ACCESSES,
  AuthorityCode,
  AuthorityInPath,
  By,
  type Caller,
  ChildId,
  ChildInPath,
  momentOf,
  problem,
  ProblemAnswers,
  ReadsChildren,
  Sees,
  type SeesChild,
  SURROUNDINGS,
  type Surroundings,
  May,
} from '#http';
import type { Accesses, AccessRead, Reader } from '#recording';
import { AccessesViewDto, mostAccesses } from './accesses.dto.ts';

/** Who looked at whose record, in which role, why and at what: newest first. A look at the log is in the log. */
@ApiTags('audit')
@May('access-log')
@Controller('authorities/:authority')
export class AccessesController {
  constructor(
    @Inject(ACCESSES) private readonly accesses: Accesses,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Get('children/:child/accesses')
  @ApiOperation({ summary: 'Who looked at this child’s record, newest first.' })
  @ChildInPath()
  @ApiOkResponse({ description: 'The accesses, and the entry to go on before.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async ofChild(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Query() view: AccessesViewDto,
    @By() by: Caller,
    @Sees() sees: Sees,
  ) {
    return { authority, child, ...(await this.read(authority, view, by, await sees(authority), child)) };
  }

  @Get('accesses')
  @ReadsChildren('nobody')
  @ApiOperation({ summary: 'What was looked at in the authority, or by one user of it, newest first.' })
  @AuthorityInPath()
  @ApiOkResponse({ description: 'The accesses, and the entry to go on before.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async ofAuthority(
    @Param('authority', AuthorityCode) authority: string,
    @Query() view: AccessesViewDto,
    @By() by: Caller,
    @Sees() sees: Sees,
  ) {
    return { authority, ...(await this.read(authority, view, by, await sees(authority))) };
  }

  private async read(
    authority: string,
    { from: first, to: last, user, before, limit }: AccessesViewDto,
    { roles }: Caller,
    seen: SeesChild,
    child?: string,
  ): Promise<{ from: string; to: string; count: number; next: string | null; accesses: readonly AccessRead[] }> {
    const to = last ?? momentOf(this.surroundings).today;
    const from = first ?? addMonths(to, -12);
    if (from > to) {
      throw problem(
        400,
        'ends-before-it-begins',
        `The span ends on ${to}, before it begins on ${from}. Give a later to.`,
      );
    }
    const reader: Reader = { roles, for: 'access-log' };
    const asked = { authority, child, user, from, to, before, limit: Number(limit ?? mostAccesses), reader };
    const { accesses, next } = await this.accesses.read(asked);
    return { from, to, count: accesses.length, next, accesses: accesses.map((access) => withSeen(access, seen)) };
  }
}

/** A look at many tells of those only of whom the person may know, and how many there are beside. */
function withSeen(access: AccessRead, seen: SeesChild): AccessRead & { readonly withheld?: number } {
  const { children, brokenGlass, ...others } = access;
  // Whoever asked about one child by a filter named it in the question.
  const asked = Object.entries(access.query).map(([name, value]) => [name, seen(value) ? value : '(restricted)']);
  const rest = { ...others, query: Object.fromEntries(asked) as AccessRead['query'] };
  if (children === 'every') return { ...rest, children };
  const told = children.filter(seen);
  const glass = brokenGlass?.filter(({ child }) => seen(child)) ?? [];
  const withheld = children.length - told.length;
  return {
    ...rest,
    children: told,
    ...(glass.length > 0 && { brokenGlass: glass }),
    ...(withheld > 0 && { withheld }),
  };
}
