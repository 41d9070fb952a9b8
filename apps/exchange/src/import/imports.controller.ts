import type { Readable } from 'node:stream';
import { Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { faultAsCsv, faultColumns, type CensusFault } from '#exchange';
import {
  AuthorityCode,
  AuthorityInPath,
  By,
  problem,
  ProblemAnswers,
  ReadsChildren,
  Sees,
  type SeesChild,
  TakesXml,
  type Caller,
  May,
} from '#http';
import { Imports, type Import } from './imports.ts';

/** How an import stands, and the first of what was left out. */
interface ImportAnswer {
  readonly id: string;
  readonly authority: string;
  readonly file: string;
  readonly year: number;
  readonly state: Import['state'];
  readonly bytes: { readonly done: number; readonly total: number };
  readonly percent: number;
  /** Absent until it can be told. */
  readonly secondsLeft?: number;
  readonly children: number;
  readonly changed: number;
  readonly recorded: number;
  readonly faults: number;
  /** None while it waits or runs: how far it is tells of no child, and is asked every few seconds. */
  readonly firstFaults: readonly CensusFault[];
  readonly failed?: Import['failed'];
  readonly report: string;
}

const mostShown = 100;

/** Children in need census files, taken over. */
@ApiTags('exchange')
@Controller('authorities/:authority/census-imports')
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  /** Takes in a census file of the authority. Asked for while it runs, the import tells how far it is. */
  @May('import-records')
  @Post()
  @HttpCode(202)
  @TakesXml()
  @ApiOperation({ summary: 'Take over a children in need census file. Needs the role administrator.' })
  @AuthorityInPath()
  @ApiQuery({ name: 'file', required: false, description: 'The file’s name, for reports and corrections.' })
  @ApiConsumes('application/xml')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiAcceptedResponse({
    description: 'It was taken in and is being taken over: ask at Location how far it is.',
    schema: { type: 'object' },
  })
  @ProblemAnswers([400, 401, 403, 404, 413, 415, 503])
  async begin(
    @Param('authority', AuthorityCode) authority: string,
    @Query('file') file: unknown,
    @By() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportAnswer> {
    if (!isStream(request.body))
      throw problem(415, 'not-xml', 'Send the census file as the body, with content-type application/xml.');
    const begun = await this.imports.begin(authority, nameIn(file), request.body, caller.user);
    const answer = answerOf(begun);
    void reply.header('location', answer.report.replace(/\/report$/, ''));
    return answer;
  }

  @May('import-report')
  @Get(':id')
  @ReadsChildren('named')
  @ApiOperation({ summary: 'How far an import is and, once it has ended, the first of what it left out.' })
  @AuthorityInPath()
  @ApiOkResponse({ description: 'Its state, its counts, and up to 100 faults.', schema: { type: 'object' } })
  @ProblemAnswers([401, 403, 404])
  async standing(
    @Param('authority', AuthorityCode) authority: string,
    @Param('id') id: string,
    @Sees() sees: Sees,
  ): Promise<ImportAnswer> {
    const answer = answerOf(this.imports.of(authority, id));
    return { ...answer, firstFaults: seenOnly(answer.firstFaults, await sees(authority)) };
  }

  @May('import-report')
  @Get(':id/report')
  @ReadsChildren('every')
  @Header('content-type', 'text/csv; charset=utf-8')
  @ApiOperation({ summary: 'Everything an import left out or assumed, with its line, as CSV.' })
  @AuthorityInPath()
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'One line for each fault.', schema: { type: 'string' } })
  @ProblemAnswers([401, 403, 404])
  async report(
    @Param('authority', AuthorityCode) authority: string,
    @Param('id') id: string,
    @Sees() sees: Sees,
  ): Promise<string> {
    const { file, faults } = this.imports.of(authority, id);
    const seen = await sees(authority);
    return [faultColumns.join(','), ...seenOnly(faults, seen).map((fault) => faultAsCsv(file, fault)), ''].join('\r\n');
  }
}

function answerOf({ id, authority, file, year, state, progress, faults, failed, elapsed }: Import): ImportAnswer {
  const { done, total, children, changed, recorded } = progress;
  const share = total === 0 ? 0 : done / total;
  const secondsLeft = Math.ceil((elapsed() / 1000) * (1 / share - 1));
  return {
    id,
    authority,
    file,
    year,
    state,
    bytes: { done, total },
    percent: Math.floor(share * 100),
    ...(state === 'running' && Number.isFinite(secondsLeft) && { secondsLeft }),
    children,
    changed,
    recorded,
    faults: progress.faults,
    firstFaults: state === 'complete' || state === 'failed' ? faults.slice(0, mostShown) : [],
    ...(failed && { failed }),
    report: `/authorities/${authority}/census-imports/${id}/report`,
  };
}

/** A name that may stand in a report: no path, no control characters. */
function nameIn(file: unknown): string {
  if (file === undefined) return 'census.xml';
  if (typeof file === 'string' && /^[A-Za-z0-9 ._()-]{1,100}$/.test(file)) return file;
  throw problem(400, 'malformed-name', 'Give the file’s name in up to 100 letters, digits, spaces and . _ ( ) -.');
}

function isStream(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'pipe' in body;
}

/** What was left out of records kept to others is told to nobody else. */
function seenOnly(faults: readonly CensusFault[], seen: SeesChild): readonly CensusFault[] {
  return faults.filter(({ child }) => child === undefined || seen(child));
}
