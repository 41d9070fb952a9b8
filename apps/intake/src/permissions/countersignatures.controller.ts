import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { v5 } from 'uuid';
import type { Role } from '#access';
import {
  AuthorityCode,
  AuthorityInPath,
  By,
  CASES,
  ChildId,
  ChildInPath,
  May,
  problem,
  ProblemAnswers,
  ReadsChildren,
  RECORDER,
  Sees,
  type Caller,
} from '#http';
import type { CaseAccess, Recorder } from '#recording';
import { owedIn, type Owed } from './owed.ts';

/** What was recorded without the role for it, until a person with the role countersigns. */
@ApiTags('permissions')
@Controller('authorities/:authority')
export class CountersignaturesController {
  constructor(
    @Inject(CASES) private readonly cases: CaseAccess,
    @Inject(RECORDER) private readonly recorder: Recorder,
  ) {}

  @Get('countersignatures')
  @May('countersignatures')
  @ReadsChildren()
  @AuthorityInPath()
  @ApiOperation({ summary: 'Facts that wait to be countersigned, the first recorded first.' })
  @ApiOkResponse({ description: 'The facts, each with the roles that may countersign.', schema: { type: 'object' } })
  @ProblemAnswers([401, 403, 404, 503])
  async list(
    @Param('authority', AuthorityCode) authority: string,
    @By() by: Caller,
    @Sees() sees: Sees,
  ): Promise<object> {
    const seen = await sees(authority);
    const standing = await this.cases.standing(authority);
    const owed = await owedIn(standing, seen, authority, this.recorder, by);
    return { authority, owed: owed.map(told) };
  }

  @Post('children/:child/facts/:fact/countersignature')
  @May('countersign')
  @HttpCode(201)
  @ChildInPath()
  @ApiOperation({ summary: 'Countersign a fact that was recorded without the role for it. Once is enough.' })
  @ApiCreatedResponse({ description: 'Who countersigned, and when.', schema: { type: 'object' } })
  @ProblemAnswers([401, 403, 404, 409, 503])
  async countersign(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Param('fact') fact: string,
    @By() by: Caller,
  ): Promise<object> {
    const journey = await this.recorder.journey({ authority, child, reader: { roles: by.roles, for: 'countersign' } });
    const found = journey?.facts.find(({ id }) => id === fact);
    if (found === undefined)
      throw problem(404, 'unknown-fact', 'The journey has no such fact. Read it for its facts’ ids.');
    const roles = found.countersignatureBy;
    if (roles === undefined || found.withdrawnBy !== undefined)
      throw problem(409, 'not-owed', 'This fact waits for no countersignature: there is nothing to do.');
    requireRole(by, roles);
    if (found.recordedBy === by.user)
      throw problem(
        403,
        'own-fact',
        'Nobody countersigns what they recorded themselves. Ask another person with the role.',
      );
    const { user, role } = by;
    await this.cases.enter(authority, {
      type: 'FactCountersigned',
      data: { child, fact },
      id: v5(JSON.stringify(['countersigned', authority, child, fact]), namespace),
      by: { user, role: by.roles.find((each) => roles.includes(each)) ?? role },
    });
    const signed = (await this.cases.standing(authority)).countersigned(fact);
    return { authority, child, fact, by: signed?.by ?? { user, role }, at: instantOf(signed?.at) };
  }
}

/** Drawn once, for countersignatures: a second of the same fact is the first. Never change it. */
const namespace = '0b0a2f9e-6a1d-4a0e-9f55-3c8e0b7f1d42';

function instantOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function requireRole({ roles }: Caller, needed: readonly Role[]): void {
  if (roles.some((role) => needed.includes(role))) return;
  const detail = `This waits for a ${needed.join(' or a ')}. Ask one of them.`;
  throw problem(403, 'role-needed', detail, { needs: needed });
}

function told({ child, fact }: Owed): object {
  const { id, type, on, recordedAt, recordedBy, countersignatureBy } = fact;
  return { child, fact: id, type, on: on ?? null, recordedAt, recordedBy, by: countersignatureBy };
}
