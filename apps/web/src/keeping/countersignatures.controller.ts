import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { childAddress } from '../child/addresses.ts';
import { textIn, type Form } from '../form/form.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm } from '../page/pages.ts';
import { requireAsked } from '../page/permitted.ts';
import { ServiceProblem } from '../services/service-problem.ts';
import { api, at } from '../services/services.ts';
import type { Session } from '../session/session.ts';
import type { Countersignatures } from './answers.ts';
import { countersignaturesView } from './countersignatures.view.ts';

/** What was recorded without the role for it, and the button by which somebody with the role stands by it. */
@Pages()
@Controller()
export class CountersignaturesPageController {
  @Get('my-work/countersignatures')
  async list(
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    requireAsked(person, 'countersignatures');
    const owed = await api(request).get<Countersignatures>(at`/authorities/${person.authority}/countersignatures`);
    return page(reply, 'keeping/countersignatures.njk', countersignaturesView(person, owed));
  }

  /** Leads back to where the button stood: the list, or the child's history. */
  @Post('cases/:authority/:child/countersign')
  @TakesForm()
  async countersign(
    @Param('authority') authority: string,
    @Param('child') child: string,
    @Body() form: Form,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    const fact = textIn(form, 'fact') ?? '';
    const address = at`/authorities/${authority}/children/${child}/facts/${fact}/countersignature`;
    const sent = await api(request).post(address, {});
    if (!sent.ok) throw new ServiceProblem(sent.problem);
    const isFromList = textIn(form, 'from') === 'my-work';
    const back = isFromList ? '/my-work/countersignatures' : `${childAddress(authority, child)}/history`;
    done(reply, back, 'It is countersigned.');
    return undefined;
  }
}
