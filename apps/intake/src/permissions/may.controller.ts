import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { allTold, type AllTold, type Role } from '#access';
import { AuthorityCode, AuthorityInPath, By, May, ProblemAnswers, workerOf, type Caller } from '#http';

interface OwnPermissions extends AllTold {
  readonly authority: string;
  readonly user: string;
  readonly roles: readonly Role[];
  /** The id under which children are allocated to the person. */
  readonly worker: string;
}

/** What the person who asks may do here: for pages, which show what may be done and say why the rest may not. */
@ApiTags('permissions')
@Controller('authorities/:authority/may')
export class MayController {
  @Get()
  @May('own-permissions')
  @AuthorityInPath()
  @ApiOperation({
    summary: 'What the person who asks may do here, each with why; where they may not outright, the roles to ask.',
    description:
      '`may` is allow, own-allocation (of children allocated to the person), countersignature (recorded, and waits to be ' +
      'countersigned), out-of-hours (so where it is taken out of hours, else denied), import-only or deny. Of a ' +
      'restricted record nobody may anything but the people named.',
  })
  @ApiOkResponse({ description: 'Facts by type, queries, exports, administrative acts.', schema: { type: 'object' } })
  @ProblemAnswers([401, 403, 404])
  may(@Param('authority', AuthorityCode) authority: string, @By() caller: Caller): OwnPermissions {
    const { user, roles } = caller;
    return { authority, user, roles, worker: workerOf(caller), ...allTold(roles) };
  }
}
