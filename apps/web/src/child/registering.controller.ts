import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isChildId, problem } from '#http';
import { done, page } from '../page/page.ts';
import { errorAt, type Fault } from '../form/faults.ts';
import { Pages, TakesForm } from '../page/pages.ts';
import { api } from '../services/services.ts';
import { childAddress, crumbsTo } from './addresses.ts';
import { journeyOf } from './deed.ts';
import { opened, taken } from './filling.ts';
import { registrationCalled, registrations } from './recordable.ts';
import { show } from './recording.controller.ts';
import { prefilled, registering } from './recording.ts';
import { textAt, type Typed } from './typed.ts';

/** Registering a child who is not known yet: first their id and what made them known, then the form for that. */
@Pages()
@Controller('cases/:authority/register-child')
export class RegisteringController {
  @Get()
  start(@Param('authority') authority: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    return page(reply, 'child/register.njk', registerView(authority, '', '', []));
  }

  @Post()
  @TakesForm()
  async choose(
    @Param('authority') authority: string,
    @Body() typed: Typed,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const child = textAt(typed, 'child').trim();
    const what = textAt(typed, 'what');
    const faults: Fault[] = [];
    if (child === '') faults.push({ field: 'child', text: 'Enter the id the authority gives the child' });
    else if (!isChildId(child)) {
      faults.push({ field: 'child', text: 'The id must have 1 to 20 letters and digits, without spaces or signs' });
    } else if ((await journeyOf(api(request), authority, child)) !== undefined) {
      faults.push({ field: 'child', text: `Child ${child} is registered already: open their page instead` });
    }
    if (registrationCalled(what) === undefined)
      faults.push({ field: 'what', text: 'Select what made the child known' });
    if (faults.length > 0) return page(reply, 'child/register.njk', registerView(authority, child, what, faults), 400);
    done(reply, `/cases/${authority}/register-child/${what}?child=${child}`);
    return undefined;
  }

  @Get(':what')
  async form(
    @Param('authority') authority: string,
    @Param('what') what: string,
    @Query('child') child: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const filling = fillingOf(authority, what, child);
    return page(
      reply,
      'child/form.njk',
      await opened(filling.filling, { ...filling.typed, child: String(child) }, new Map()),
    );
  }

  @Post(':what')
  @TakesForm()
  async take(
    @Param('authority') authority: string,
    @Param('what') what: string,
    @Body() typed: Typed,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { filling } = fillingOf(authority, what, textAt(typed, 'child'));
    return show(reply, await taken(api(request), filling, typed));
  }
}

function fillingOf(authority: string, what: string, child: unknown) {
  const recordable = registrationCalled(what);
  if (recordable === undefined || !isChildId(child)) {
    throw problem(404, 'unknown-form', 'There is no form at this address. Begin with the id of the child.');
  }
  return { filling: registering(recordable, authority, child), typed: prefilled(recordable, undefined) };
}

function registerView(authority: string, child: string, what: string, faults: readonly Fault[]) {
  return {
    title: 'Register a child',
    section: 'my-work' as const,
    breadcrumbs: crumbsTo(authority),
    faults,
    errors: { child: errorAt(faults, 'child'), what: errorAt(faults, 'what') },
    action: childAddress(authority, 'register-child'),
    child,
    kinds: registrations.map(({ id, title, meaning }) => ({
      value: id,
      text: title,
      hint: { text: meaning },
      checked: id === what,
    })),
  };
}
