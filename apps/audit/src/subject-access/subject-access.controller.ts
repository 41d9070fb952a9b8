import { createHash } from 'node:crypto';
import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AuthorityCode,
  By,
  ChildId,
  ChildInPath,
  May,
  ProblemAnswers,
  RECORDER,
  type Caller,
  unknownChild,
} from '#http';
import { subjectAccessPage, subjectAccessStyle, type Recorder, type SubjectAccess } from '#recording';
import { SubjectAccessDto } from './subject-access.dto.ts';

/** Everything held on one child, for the person it is about. */
@ApiTags('privacy')
@Controller('authorities/:authority/children/:child/subject-access')
export class SubjectAccessController {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Get()
  @May('subject-access')
  @ApiOperation({
    summary: 'Everything held on one child: as JSON, or as a page to print where text/html is asked for.',
    description:
      'With who looked. Texts that may name other people are marked to be read before anything is given out; what is another child’s is left out. docs/subject-access.schema.json describes the JSON.',
  })
  @ChildInPath()
  @ApiProduces('application/json', 'text/html')
  @ApiOkResponse({ description: 'What is held.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async held(
    @Param('authority', AuthorityCode) authority: string,
    @Param('child', ChildId) child: string,
    @Query() { staff }: SubjectAccessDto,
    @By() { roles }: Caller,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubjectAccess | string> {
    const held = await this.recorder.subjectAccess({
      authority,
      child,
      reader: { roles, for: 'subject-access' },
      staff,
    });
    if (held === undefined) throw unknownChild('Check the id.');
    void reply.header('cache-control', 'no-store').header('vary', 'accept');
    if (!/\btext\/html\b/i.test(accept ?? '')) return held;
    void reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8');
    return subjectAccessPage(held);
  }
}

/** The page has one style of its own, and nothing else may run or be fetched. */
const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(subjectAccessStyle).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
