import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AuthorityCode,
  AuthorityInPath,
  ProblemAnswers,
  ReadsChildren,
  tellsOf,
  wantsCsv,
  type Query as Asked,
  May,
  Sees,
  answerCsv,
} from '#http';
import { toldWith } from './restricted-rows.ts';
import { whatIfCsv } from './what-if/answered-what-if.ts';
import { WhatIfDto } from './what-if/what-if.dto.ts';
import { WhatIfs } from './what-if/what-ifs.ts';

const draft = {
  authorities: [
    {
      authority: '855',
      rules: [
        { duty: 'later-core-group', from: '2027-01-01', limit: { weeks: 4 }, source: 'Draft procedure, section 9' },
      ],
      national: [{ duty: 'assessment', from: '2027-01-01', limit: { workingDays: 40 }, source: 'Draft guidance' }],
    },
  ],
};

/** What would become of the caseload under other rules. */
@ApiTags('what-if')
@May('what-if')
@Controller()
export class WhatIfController {
  constructor(@Inject(WhatIfs) private readonly whatIfs: WhatIfs) {}

  /**
   * Replays the caseload under a draft of rules: which clocks would become late or no longer be, which due days would
   * move, and every measure before and after. Nothing is written. The draft is a file of local rules and takes the place
   * of the authority's own; it may also change, as `national`, a limit that is national. `skip` and `limit` page the
   * clocks; CSV, where `Accept` says text/csv, has all of them.
   */
  @Post('authorities/:authority/what-if')
  @ReadsChildren()
  @HttpCode(200)
  @AuthorityInPath()
  @ApiQuery({ name: 'from', required: false, description: 'Measures of, and clocks due in, the period from this day.' })
  @ApiQuery({ name: 'to', required: false, description: 'The last day of the period.' })
  @ApiQuery({
    name: 'on',
    required: false,
    description: 'Lateness as at this day; today, or the last of a past period.',
  })
  @ApiQuery({ name: 'measure', required: false, description: 'Only these, with commas between.' })
  @ApiQuery({ name: 'skip', required: false })
  @ApiQuery({ name: 'limit', required: false, description: 'At most so many clocks, 1 to 10000; 500 unless said.' })
  @ApiBody({ schema: { type: 'object', required: ['authorities'], example: draft } })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: WhatIfDto })
  @ProblemAnswers([400, 401, 403, 404, 413, 503])
  async compare(
    @Param('authority', AuthorityCode) authority: string,
    @Body() body: unknown,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Sees() sees: Sees,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WhatIfDto | string> {
    const isCsv = wantsCsv(accept);
    const found = await this.whatIfs.compare(authority, body, query, isCsv);
    const seen = await sees(authority);
    // Counted as everywhere, and left out of the list.
    const compared = toldWith(found, { changes: found.changes.filter(({ child }) => seen(child)) });
    if (!isCsv) return compared;
    tellsOf(reply, compared);
    return answerCsv(reply, `${authority}-what-if-${compared.on}`, whatIfCsv(compared));
  }
}
