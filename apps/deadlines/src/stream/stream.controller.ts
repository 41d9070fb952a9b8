import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { londonDate, londonInstant } from '#calendar';
import {
  AuthorityCode,
  AuthorityInPath,
  problem,
  type Problem,
  ProblemAnswers,
  ReadsChildren,
  refused,
  textsOf,
  type Query as Asked,
  May,
  Sees,
  serverEvents,
  whenOver,
} from '#http';
import { duties } from '#timescales';
import { dueOf } from '../shown.ts';
import { cursorIn, textOf, type Cursor } from './cursor.ts';
import { Stream } from './stream.ts';
import type { Told } from './telling.ts';
import { stateAt } from './turns.ts';

/** What becomes of clocks, as it comes about. */
@ApiTags('deadlines')
@May('worklist')
@Controller('authorities/:authority/deadlines')
export class StreamController {
  constructor(@Inject(Stream) private readonly stream: Stream) {}

  @Get('stream')
  @ReadsChildren('every')
  @AuthorityInPath()
  @ApiOperation({
    summary: 'Server-sent events: started, due-soon, overdue, met, met-late, cancelled, missed, moved.',
    description:
      'Each turn of a clock is told once. `Last-Event-ID` goes on after the message of that id, nothing lost and nothing ' +
      'twice. `stands` says how far the stream is although nothing turned; `behind` that more lies behind than is told, or that ' +
      'the events were put back from a copy older than that message: read the worklist then. A clock learned of late is told due soon or overdue with the fact that brought it.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The stream.', schema: { type: 'string' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async follow(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Headers('last-event-id') lastId: string | undefined,
    @Sees() sees: Sees,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { faults } = textsOf(query, []);
    if (faults.length > 0) throw refused(faults);
    const current = await this.stream.now();
    const asked = lastId === undefined || lastId === '' ? current : cursorAsked(lastId, current);
    const isToCome = asked.position > current.position;
    const isOver = isToCome && (await this.stream.isOfAnotherPast(asked));
    if (isToCome && !isOver) throw notYet();
    const from = isOver ? current : asked;
    const seen = await sees(authority);
    const event = serverEvents(reply);
    const send = (type: string, cursor: Cursor, data: object): void => {
      event({ type, id: textOf(cursor), data });
    };
    send(isOver ? 'behind' : 'stands', from, {});
    const stop = this.stream.listen(authority, from, {
      turn: (told) => {
        // Asked at every turn: a record may be restricted while somebody listens.
        if (seen(told.child)) send(told.type, told.cursor, shown(authority, told));
      },
      stands: (cursor) => {
        send('stands', cursor, {});
      },
      behind: (cursor) => {
        send('behind', cursor, {});
      },
      end: () => {
        reply.raw.end();
      },
    });
    whenOver(reply, stop);
  }
}

function cursorAsked(id: string, current: Cursor): Cursor {
  const cursor = withinReach(cursorIn(id), current);
  if (cursor !== undefined) return cursor;
  const detail = 'Last-Event-ID is not the id of a message of this stream. Give the last one read, or leave it out.';
  throw problem(400, 'not-an-event-id', detail);
}

function notYet(): Problem {
  const detail =
    'The rows do not reach as far as this Last-Event-ID yet: they may be being made anew. Ask again shortly.';
  return problem(503, 'deadlines-not-ready', detail, {}, { 'retry-after': '5' });
}

/** No message is of an instant beyond the present but by clocks that differ, nor of one before there were facts. */
function withinReach(cursor: Cursor | undefined, { instant: now }: Cursor): Cursor | undefined {
  if (cursor === undefined) return undefined;
  const instants = [cursor.instant, cursor.moment ?? cursor.instant];
  return instants.every((instant) => instant >= 0 && instant <= now + day) ? cursor : undefined;
}

const day = 86_400_000;

function shown(authority: string, { id, type, child, row, was, gone, at, fact }: Told): object {
  const due = (of: typeof row) => ({
    startedOn: of.startedOn,
    due: dueOf(of),
    ...(of.dueAt !== null && { dueAt: londonInstant(of.dueAt) }),
    ...(of.how !== null && { stoppedOn: of.stoppedOn }),
  });
  return {
    id,
    type,
    authority,
    child,
    clock: row.duty,
    title: duties[row.duty].title,
    key: row.key,
    rule: row.rule,
    ...(gone === true ? { now: null } : { now: { ...due(row), state: stateAt(row, at) } }),
    ...(was !== undefined && { before: due(was) }),
    at: londonInstant(at),
    on: londonDate(at),
    ...(fact !== undefined && { fact }),
  };
}
