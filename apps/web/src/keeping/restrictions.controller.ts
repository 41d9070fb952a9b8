import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isChildId } from '#http';
import { done, page } from '../page/page.ts';
import { Pages, Signed } from '../page/pages.ts';
import { requireAsked } from '../page/permitted.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { Restrictions } from './answers.ts';
import { restrictionsView } from './restrictions.view.ts';

/** Which records are restricted, and who is barred from which. */
@Pages()
@Controller('administration/restrictions')
export class RestrictionsPageController {
  /** With a child's id, leads to the page about who may see that record. */
  @Get()
  async list(
    @Query('child') asked: unknown,
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    requireAsked(person, 'restrictions');
    const { authority } = person;
    const child = typeof asked === 'string' ? asked.trim() : undefined;
    if (child !== undefined && isChildId(child)) {
      done(reply, at`/cases/${authority}/${child}/access`);
      return undefined;
    }
    const standing = await api(request).get<Restrictions>(at`/authorities/${authority}/restrictions`);
    const view = restrictionsView(person, standing, child);
    return page(reply, 'keeping/restrictions.njk', view, typeof asked === 'string' ? 400 : 200);
  }
}
