import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isChildId } from '#http';
import { homeView } from '../home/home.view.ts';
import { page } from '../page/page.ts';
import { Pages, Signed } from '../page/pages.ts';
import type { Session } from '../session/session.ts';

/** A child by the authority's own id. Names are sealed under each child's key and looked up by nobody: ADR 34. */
@Pages()
@Controller('find')
export class FindController {
  @Get()
  find(
    @Query('child') child: unknown,
    @Signed() { person }: Session,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    const typed = typeof child === 'string' ? child.trim() : '';
    if (isChildId(typed)) {
      const address = `/cases/${encodeURIComponent(person.authority)}/${typed}`;
      void reply.header('cache-control', 'no-store').redirect(address, 303);
      return undefined;
    }
    const text =
      typed === '' ? 'Enter the child’s id' : 'A child’s id has up to 20 letters and digits, and no spaces or signs';
    return page(reply, 'home/home.njk', homeView(person, typed, [{ field: 'child', text }]), 400);
  }
}
