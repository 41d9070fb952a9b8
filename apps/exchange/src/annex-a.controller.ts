import { Controller, Get, Inject, Param, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { annexLists } from '#exchange';
import {
  AuthorityCode,
  AuthorityInPath,
  By,
  ProblemAnswers,
  ReadsChildren,
  May,
  type Caller,
  csvMediaType,
} from '#http';
import type { Reader } from '#recording';
import { annexWorkbook, writeAnnexA } from './annex-a.feed.ts';
import { atPosition } from './feed-docs.ts';
import { FEEDS } from './feeds.ts';
import { asProblem, choiceIn, dayIn, placeIn, tellWhere, textsOf, type Query as Asked } from './query.ts';
import { withSpool } from './spool.ts';
import type { FeedParts } from './take.ts';

const lists = ['all', ...annexLists.map(String)] as const;
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Ofsted's child-level lists for an inspection. */
@ApiTags('exchange')
@May('statutory-return')
@Controller('authorities/:authority/annex-a')
export class AnnexAController {
  constructor(@Inject(FEEDS) private readonly feeds: FeedParts) {}

  /** All lists as a workbook, or with `list` one of them as CSV. The six months end with `on`. */
  @Get()
  @ReadsChildren('every')
  @ApiOperation({ summary: 'Ofsted Annex A, lists 1 and 3 to 7: a workbook, or one list as CSV.' })
  @AuthorityInPath()
  @ApiQuery({ name: 'on', description: 'The day of the inspection, YYYY-MM-DD.' })
  @ApiQuery({ name: 'list', required: false, enum: lists })
  @ApiQuery(atPosition)
  @ApiProduces(workbookType, 'text/csv')
  @ApiOkResponse({
    description: 'The file. Taken again at its position it is the same.',
    schema: { type: 'string', format: 'binary' },
  })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async lists(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @By() { roles }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const texts = textsOf(query, ['on', 'list', 'position']);
    const on = dayIn('on', texts['on'], 'the day of the inspection');
    const chosen = choiceIn('list', texts['list'], ['all', ...annexLists.map(String)]);
    const list = annexLists.find((one) => String(one) === chosen);
    const reader: Reader = { roles, for: 'statutory-return' };
    const asked = { authority, on, position: placeIn(texts['position']), reader };
    try {
      return await withSpool(async (spool) => {
        if (list === undefined) {
          const name = `annex-a-${authority}-${on}.xlsx`;
          const { workbook, taken } = await annexWorkbook(this.feeds, asked);
          const file = await spool.file();
          await file.add(workbook);
          tellWhere(reply, taken);
          return file.answer(name, workbookType);
        }
        const name = `annex-a-${authority}-${on}-list-${String(list)}.csv`;
        const file = await spool.file();
        const { taken } = await writeAnnexA(this.feeds, asked, { [list]: file });
        tellWhere(reply, taken);
        return file.answer(name, csvMediaType);
      });
    } catch (error) {
      throw asProblem(error);
    }
  }
}
