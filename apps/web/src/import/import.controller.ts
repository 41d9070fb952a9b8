import { Readable } from 'node:stream';
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fileIn } from '../form/upload.ts';
import { handOn } from '../page/hand-on.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesUpload } from '../page/pages.ts';
import { requireAsked } from '../page/permitted.ts';
import { ServiceProblem } from '../services/service-problem.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { ImportStanding } from './answers.ts';
import { importView, standingView } from './import.view.ts';

/** Taking over a census file: upload, how far it is, what was left out. */
@Pages()
@Controller('import')
export class ImportController {
  @Get()
  ask(@Signed() { person }: Session, @Res({ passthrough: true }) reply: FastifyReply): string {
    requireAsked(person, 'import-records');
    return page(reply, 'import/import.njk', importView(person.authority));
  }

  @Post()
  @TakesUpload()
  async begin(
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { authority } = person;
    const again = (text: string, status: number): string =>
      page(reply, 'import/import.njk', importView(authority, [{ field: 'file', text }]), status);
    const file = await fileIn(request);
    if (file === undefined) return again('Choose a census file', 400);
    try {
      const response = await api(request).open(at`/authorities/${authority}/census-imports`, {
        query: { file: nameOf(file.filename) },
        headers: { 'content-type': 'application/xml' },
        init: { method: 'POST', body: Readable.toWeb(file.file), duplex: 'half', signal: null },
      });
      const { id } = (await response.json()) as ImportStanding;
      done(reply, `/import/${encodeURIComponent(id)}`);
      return undefined;
    } catch (error) {
      if (!(error instanceof ServiceProblem) || ![400, 413, 415].includes(error.document.status)) throw error;
      return again(error.document.detail, error.document.status);
    }
  }

  @Get(':id')
  async standing(
    @Param('id') id: string,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const standing = await api(request).get<ImportStanding>(at`/authorities/${authority}/census-imports/${id}`);
    return page(reply, 'import/standing.njk', standingView(authority, standing));
  }

  @Get(':id/report')
  async report(
    @Param('id') id: string,
    @Signed() { person: { authority } }: Session,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const report = await api(request).open(at`/authorities/${authority}/census-imports/${id}/report`, {
      headers: { accept: 'text/csv' },
    });
    await handOn(reply, report, `census-import-${id}.csv`);
  }
}

/** A file's name as the services take one: whatever else it has is replaced. */
function nameOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9 ._()-]/g, '_').slice(-100);
  return plain.trim() === '' ? 'census.xml' : plain;
}
