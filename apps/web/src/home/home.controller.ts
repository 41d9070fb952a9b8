import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { page } from '../page/page.ts';
import { Pages, ToAnyone } from '../page/pages.ts';
import { sessionIn } from '../session/session.ts';
import { homeView } from './home.view.ts';

/** `GET /`: where everyone begins. */
@Pages()
@Controller()
export class HomeController {
  @Get()
  @ToAnyone()
  home(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    return page(reply, 'home/home.njk', homeView(sessionIn(request)?.person));
  }
}
