import { Controller, Get, Headers, Inject, Param, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ExportAct } from '#access';
import { ssdTableNames, type SsdTable, type Taken } from '#exchange';
import {
  AuthorityCode,
  AuthorityInPath,
  By,
  ProblemAnswers,
  ReadsChildren,
  May,
  Sees,
  type Caller,
  wantsCsv,
  csvMediaType,
} from '#http';
import { writeStatuses } from './cp-is.feed.ts';
import { writePayloads } from './dfe.feed.ts';
import { atPosition, changesSince } from './feed-docs.ts';
import { FEEDS } from './feeds.ts';
import { asJson } from './folder.ts';
import { asProblem, placeIn, tellWhere, textsOf, type Query as Asked } from './query.ts';
import type { Sink } from './sink.ts';
import { withSpool, type Spool, type SpooledFile } from './spool.ts';
import { ssdManifest, writeTables } from './ssd.feed.ts';
import type { FeedAsked, FeedParts } from './take.ts';
import { zipFiles } from './zip.ts';

/** Feeds to other systems: written, and sent nowhere. */
@ApiTags('exchange')
@Controller('authorities/:authority')
export class FeedsController {
  constructor(@Inject(FEEDS) private readonly feeds: FeedParts) {}

  /** Payloads of DfE's Children's Social Care API; with `since`, of the children that changed, with `purge` on what went. */
  @May('statutory-return')
  @Get('dfe-payloads')
  @ReadsChildren('every')
  @ApiOperation({ summary: 'Payloads of DfE’s Children’s Social Care API, as JSON.' })
  @AuthorityInPath()
  @ApiQuery(atPosition)
  @ApiQuery(changesSince)
  @ApiProduces('application/json')
  @ApiOkResponse({ description: 'Where it was taken, and one payload a child.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  payloads(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @By() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const asked = this.asked(authority, query, ['position', 'since'], by, 'statutory-return');
    return this.answered(reply, (spool) =>
      written(spool, `dfe-${authority}.json`, 'application/json; charset=utf-8', (file) =>
        writePayloads(this.feeds, asked, file),
      ),
    );
  }

  /** Who is on a plan or looked after, for NHS settings. CSV where `Accept` says text/csv. */
  @May('partner-feed')
  @Get('cp-is')
  @ReadsChildren('every')
  @ApiOperation({ summary: 'Child protection and looked-after status for CP-IS, as JSON or CSV.' })
  @AuthorityInPath()
  @ApiQuery(atPosition)
  @ApiQuery(changesSince)
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ description: 'Where it was taken, and every status or change of one.', schema: { type: 'object' } })
  @ProblemAnswers([400, 401, 403, 404, 503])
  statuses(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Headers('accept') accept: string | undefined,
    @By() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const asked = this.asked(authority, query, ['position', 'since'], by, 'partner-feed');
    const as = wantsCsv(accept) ? 'csv' : 'json';
    const type = as === 'csv' ? csvMediaType : 'application/json; charset=utf-8';
    return this.answered(reply, (spool) =>
      written(spool, `cp-is-${authority}.${as}`, type, (file) => writeStatuses(this.feeds, { ...asked, as }, file)),
    );
  }

  /** The tables of the Standard Safeguarding Dataset: one archive of CSV files and a manifest. */
  @May('dataset')
  @Get('ssd')
  @ReadsChildren('every')
  @ApiOperation({ summary: 'The Standard Safeguarding Dataset: CSV files in one zip archive.' })
  @AuthorityInPath()
  @ApiQuery(atPosition)
  @ApiProduces('application/zip')
  @ApiOkResponse({
    description: 'One CSV file a table, and manifest.json.',
    schema: { type: 'string', format: 'binary' },
  })
  @ProblemAnswers([400, 401, 403, 404, 503])
  async tables(
    @Param('authority', AuthorityCode) authority: string,
    @Query() query: Asked,
    @Sees() sees: Sees,
    @By() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    // No law asks for it: records kept to others are left out.
    const asked = { ...this.asked(authority, query, ['position'], by, 'dataset'), sees: await sees(authority) };
    return this.answered(reply, async (spool) => {
      const tables = {} as Record<SsdTable, SpooledFile>;
      for (const table of ssdTableNames) tables[table] = await spool.file();
      const { taken } = await writeTables(this.feeds, asked, tables);
      const files = ssdTableNames.map((table) => ({ name: `${table}.csv`, pieces: tables[table].pieces() }));
      const manifest = { name: 'manifest.json', pieces: [Buffer.from(asJson(ssdManifest(taken)))] };
      const archive = await spool.file();
      await zipFiles([...files, manifest], archive.add);
      return { taken, file: await archive.answer(`ssd-${authority}.zip`, 'application/zip') };
    });
  }

  private asked(
    authority: string,
    query: Asked,
    names: readonly string[],
    { roles }: Caller,
    act: ExportAct,
  ): FeedAsked {
    const texts = textsOf(query, names);
    const reader = { roles, for: act };
    return { authority, position: placeIn(texts['position']), since: placeIn(texts['since']), reader };
  }

  private async answered(
    reply: FastifyReply,
    make: (spool: Spool) => Promise<{ readonly taken: Taken; readonly file: StreamableFile }>,
  ): Promise<StreamableFile> {
    try {
      return await withSpool(async (spool) => {
        const { taken, file } = await make(spool);
        tellWhere(reply, taken);
        return file;
      });
    } catch (error) {
      throw asProblem(error);
    }
  }
}

async function written(
  spool: Spool,
  name: string,
  type: string,
  write: (file: Sink) => Promise<{ readonly taken: Taken }>,
): Promise<{ readonly taken: Taken; readonly file: StreamableFile }> {
  const file = await spool.file();
  const { taken } = await write(file);
  return { taken, file: await file.answer(name, type) };
}
