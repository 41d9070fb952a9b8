import { Controller, Get, Inject, Param, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AuthorityCode, AuthorityInPath, By, ProblemAnswers, ReadsChildren, May, type Caller } from '#http';
import type { Reader } from '#recording';
import { writeCensus } from './census.feed.ts';
import type { FeedParts } from './take.ts';
import { atPosition } from './feed-docs.ts';
import { FEEDS } from './feeds.ts';
import { asProblem, choiceIn, placeIn, tellWhere, textsOf, yearIn, type Query as Asked } from './query.ts';
import { withSpool } from './spool.ts';

const reviews = { name: 'reviews', required: false, enum: ['one-element', 'element-per-date'] };
const inYear = { name: 'year', description: 'The census year by the year it ends in.', example: '2026' };

/** The children in need census of an authority. */
@ApiTags('exchange')
@May('statutory-return')
@Controller('authorities/:authority/census/:year')
export class CensusController {
  constructor(@Inject(FEEDS) private readonly feeds: FeedParts) {}

  /** The census file of a year: XML of that year's structure. Headers say where it was taken and what rules it breaks. */
  @Get()
  @ReadsChildren('every')
  @ApiOperation({ summary: 'The children in need census of a year, as XML.' })
  @AuthorityInPath()
  @ApiParam(inYear)
  @ApiQuery(atPosition)
  @ApiQuery(reviews)
  @ApiProduces('application/xml')
  @ApiOkResponse({ description: 'The file. Taken again at its position it is the same.', schema: { type: 'string' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  file(
    @Param('authority', AuthorityCode) authority: string,
    @Param('year') year: string,
    @Query() query: Asked,
    @By() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return this.written({ authority, year }, query, by, reply, 'file');
  }

  /** The report of the same file: each rule broken, all that is left out, and the rules nobody can judge. */
  @Get('report')
  @ReadsChildren('every')
  @ApiOperation({ summary: 'Which of DfE’s rules the census file of a year breaks, as CSV.' })
  @AuthorityInPath()
  @ApiParam(inYear)
  @ApiQuery(atPosition)
  @ApiProduces('text/csv')
  @ApiOkResponse({
    description: 'One line for each rule broken, each thing left out, each rule not judged.',
    schema: { type: 'string' },
  })
  @ProblemAnswers([400, 401, 403, 404, 503])
  report(
    @Param('authority', AuthorityCode) authority: string,
    @Param('year') year: string,
    @Query() query: Asked,
    @By() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return this.written({ authority, year }, query, by, reply, 'report');
  }

  private async written(
    { authority, year: yearText }: { readonly authority: string; readonly year: string },
    query: Asked,
    { roles }: Caller,
    reply: FastifyReply,
    part: 'file' | 'report',
  ): Promise<StreamableFile> {
    const year = yearIn(yearText);
    const texts = textsOf(query, ['position', 'reviews']);
    const reader: Reader = { roles, for: 'statutory-return' };
    const asked = {
      authority,
      year,
      reader,
      position: placeIn(texts['position']),
      reviews: choiceIn('reviews', texts['reviews'], ['one-element', 'element-per-date']),
    };
    const names = {
      file: `cin-${authority}-${String(year)}.xml`,
      report: `cin-${authority}-${String(year)}-report.csv`,
    };
    try {
      return await withSpool(async (spool) => {
        const files = { file: await spool.file(), report: await spool.file() };
        const { taken, issues } = await writeCensus(this.feeds, asked, files);
        tellWhere(reply, taken);
        void reply.header('waymark-errors', String(issues.of('Error')));
        void reply.header('waymark-queries', String(issues.of('Query')));
        return files[part].answer(
          names[part],
          part === 'file' ? 'application/xml; charset=utf-8' : 'text/csv; charset=utf-8',
        );
      });
    } catch (error) {
      throw asProblem(error);
    }
  }
}
