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
import type { Bar, CaseAccess, Restriction } from '#recording';
import { CaseDecisions } from './case-decisions.ts';
import { BarDto, ReasonDto, RestrictionDto } from './permissions.dto.ts';

/** Records that are kept to named people, and people barred from a record for a conflict of interest. */
@ApiTags('permissions')
@Controller('authorities/:authority')
export class RestrictionsController {
  constructor(
    @Inject(CASES) private readonly cases: CaseAccess,
    private readonly decisions: CaseDecisions,
  ) {}

  @Get('restrictions')
  @May('restrictions')
  @ReadsChildren()
  @NamesRestricted()
  @AuthorityInPath()
  @ApiOperation({ summary: 'Which records are restricted, to whom, and who is barred from which.' })
  @ApiOkResponse({ description: 'Restrictions and bars in force, each with who made it.', schema: { type: 'object' } })
  @ProblemAnswers([401, 403, 404, 503])
  async list(@Param('authority', AuthorityCode) authority: string, @By() by: Caller): Promise<object> {
    const standing = await this.cases.standing(authority);
    const told = async ({ child, entry }: Restriction | Bar): Promise<object> => {
      const of = { authority, child };
      const reason = await this.decisions.reasonFor(by, 'restrictions', of, entry.id, 'reason', entry.data.reason);
      return { by: entry.by, at: new Date(entry.at).toISOString(), ...(reason !== undefined && { reason }) };
    };
    // Whoever is barred from a record is told of no decision about it.
    const mayKnow = ({ child }: { readonly child: string }): boolean => !standing.isBarred(child, by.user);
    const restricted = standing.restricted().filter(mayKnow);
    const barred = standing.barred().filter(mayKnow);
    return {
      authority,
      restrictions: await Promise.all(
        restricted.map(async (each) => ({ child: each.child, to: each.to, ...(await told(each)) })),
      ),
      bars: await Promise.all(
        barred.map(async (each) => ({ child: each.child, person: each.person, ...(await told(each)) })),
      ),
    };
  }

  @Post('children/:child/restriction')
  @May('restrict-case')
  @HttpCode(201)
  @ChildInPath()
  @ExampleBody(RestrictionDto, { to: ['w.amos', 'm.osei'], reason: 'A parent works for the department.' })
  @ApiOperation({
    summary: 'Keep a child’s record to named people; posted again, to others.',
    description:
      'In force at once. Everybody else is answered 403 `restricted-case`, and lists leave the child out; figures count ' +
      'the child as before, and returns owed by law are whole. What protects the child is recorded whoever posts it.',
  })
  @ApiCreatedResponse({ description: 'Whom it is kept to.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async restrict(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @By() by: Caller,
    @Body() { to, reason }: RestrictionDto,
  ): Promise<object> {
    await this.decisions.restrict({ authority, child, by }, to, reason);
    return { authority, child, to: [...to].sort() };
  }

  @Post('children/:child/restriction/lift')
  @May('restrict-case')
  @HttpCode(200)
  @ChildInPath()
  @ExampleBody(ReasonDto, { reason: 'The parent has left the department.' })
  @ApiOperation({ summary: 'Lift the restriction: everybody whose role allows it may see the record again.' })
  @ApiOkResponse({ description: 'It is lifted.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 409, 503])
  async lift(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @By() by: Caller,
    @Body() { reason }: ReasonDto,
  ): Promise<object> {
    await this.decisions.lift({ authority, child, by }, reason);
    return { authority, child, to: null };
  }

  @Post('children/:child/bars')
  @May('bar-person')
  @HttpCode(201)
  @ChildInPath()
  @ExampleBody(BarDto, { person: 'w.amos', reason: 'A relative of the child.' })
  @ApiOperation({
    summary: 'Bar a person from a child’s record for a conflict of interest: breaking the glass opens nothing.',
  })
  @ApiCreatedResponse({ description: 'Who is barred.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async bar(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @By() by: Caller,
    @Body() { person, reason }: BarDto,
  ): Promise<object> {
    await this.decisions.bar({ authority, child, by }, person, reason);
    return { authority, child, person };
  }

  @Post('children/:child/bars/lift')
  @May('bar-person')
  @HttpCode(200)
  @ChildInPath()
  @ExampleBody(BarDto, { person: 'w.amos', reason: 'Mistaken for another person.' })
  @ApiOperation({ summary: 'Lift a bar. Nobody who is barred from the record may.' })
  @ApiOkResponse({ description: 'It is lifted.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 409, 503])
  async liftBar(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @By() by: Caller,
    @Body() { person, reason }: BarDto,
  ): Promise<object> {
    await this.decisions.liftBar({ authority, child, by }, person, reason);
    return { authority, child, person };
  }
}
