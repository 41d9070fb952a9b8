import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  AuthorityCode,
  AuthorityInPath,
  csvText,
  fault,
  ProblemAnswers,
  ReadsChildren,
  refused,
  tellsOf,
  textsOf,
  wantsCsv,
  type Query as Asked,
  May,
  Sees,
  answerCsv,
} from '#http';
import { shownDuties } from '#timescales';
import { calendarMediaType, calendarOf } from './calendar-feed.ts';
import { DeadlinesDto, SummaryDto, type DeadlineDto } from './deadlines.dto.ts';
import { Worklists } from './worklists.ts';

const on = { name: 'on', required: false, description: 'As at this day, YYYY-MM-DD. Without it and `at`: now.' };
const at = { name: 'at', required: false, description: 'As at this instant: 2026-01-05T10:30:00Z.' };

/** What falls due, when, and whose it is. Overdue and due soon are questions about a moment: nothing of them is stored. */
@ApiTags('deadlines')
@Controller('authorities/:authority/deadlines')
export class DeadlinesController {
  constructor(@Inject(Worklists) private readonly worklists: Worklists) {}

  @May('worklist')
  @Get()
  @ReadsChildren()
  @AuthorityInPath()
  @ApiOperation({ summary: 'The clocks that run, the most urgent first. CSV where `Accept` says text/csv.' })
  @ApiQuery({ name: 'state', required: false, enum: ['overdue', 'due-soon', 'running', 'unknown'] })
  @ApiQuery({ name: 'before', required: false, description: 'Only what is due before this day, YYYY-MM-DD.' })
  @ApiQuery({ name: 'worker', required: false, description: 'Of children whose case this worker has on the day.' })
  @ApiQuery({ name: 'team', required: false, description: 'Of children whose case this team has on the day.' })
  @ApiQuery({ name: 'family', required: false, description: 'Of children of this family on the day.' })
  @ApiQuery({ name: 'clock', required: false, enum: [...shownDuties] })
  @ApiQuery(on)
  @ApiQuery(at)
  @ApiQuery({
    name: 'limit',
    required: false,
    description: 'The most on a page: 1 to 1000, 100 unless said otherwise.',
  })
  @ApiQuery({ name: 'cursor', required: false, description: 'Where a page goes on: `next` of the page before.' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: DeadlinesDto })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async list(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @Sees() sees: Sees,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeadlinesDto | string> {
    const page = await this.worklists.list(authority, query, await sees(authority));
    if (!wantsCsv(accept)) return page;
    if (page.next !== null) void reply.header('waymark-next', page.next);
    tellsOf(reply, page);
    return answerCsv(reply, `${authority}-deadlines-${page.on}`, csvOf(page.deadlines));
  }

  @May('figures')
  @Get('summary')
  @AuthorityInPath()
  @ApiOperation({ summary: 'How many clocks run, by how they stand, by clock and by team: for a wallboard.' })
  @ApiQuery(on)
  @ApiQuery(at)
  @ApiQuery({ name: 'team', required: false })
  @ApiOkResponse({ type: SummaryDto })
  @ProblemAnswers([400, 401, 403, 404, 503])
  summary(@Param('authority', AuthorityCode) authority: string, @Query() query: Asked): Promise<SummaryDto> {
    return this.worklists.summary(authority, query);
  }

  @May('calendar')
  @Get('calendar.ics')
  @ReadsChildren()
  @AuthorityInPath()
  @ApiOperation({ summary: 'A worker’s deadlines as an iCalendar feed. Children are named by their ids alone.' })
  @ApiQuery({ name: 'worker', required: true })
  @ApiProduces('text/calendar')
  @ApiOkResponse({ description: 'The calendar (RFC 5545).', schema: { type: 'string' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async calendar(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Sees() sees: Sees,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { texts, faults } = textsOf(query, ['worker']);
    const { worker = '' } = texts;
    if (worker === '') faults.push(fault('worker', 'missing', 'Give worker, whose deadlines are wanted.'));
    if (faults.length > 0) throw refused(faults);
    const seen = await sees(authority);
    const clocks = (await this.worklists.ofWorker(authority, worker)).filter(({ child }) => seen(child));
    tellsOf(reply, clocks);
    void reply.type(calendarMediaType);
    return calendarOf(authority, worker, clocks);
  }
}

const columns = [
  'child',
  'clock',
  'title',
  'key',
  'rule',
  'force',
  'startedOn',
  'startedBy',
  'due',
  'dueAt',
  'state',
  'workingDaysLeft',
  'workingDaysGone',
  'worker',
  'team',
] as const satisfies readonly (keyof DeadlineDto)[];

function csvOf(deadlines: readonly DeadlineDto[]): string {
  return csvText(
    [...columns, 'families', 'metBy'],
    deadlines.map((line) => [...columns.map((column) => line[column]), line.families.join(' '), line.metBy.join(' ')]),
  );
}
