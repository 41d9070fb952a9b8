import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { issueDevelopmentToken, problem, roles, SURROUNDINGS, type Role, type Surroundings } from '#http';
import type { Form } from '../form/form.ts';
import { textIn } from '../form/form.ts';
import { done, page } from '../page/page.ts';
import { Pages, TakesForm, ToAnyone } from '../page/pages.ts';
import { sessionCookie, setCookie } from '../session/cookies.ts';
import { sessionIn, type Person } from '../session/session.ts';
import { WEB, type Web } from '../web.ts';
import { signInView } from './sign-in.view.ts';

export const DATA_FOLDER = Symbol('waymark data folder');

/** Signing in and out. In development on one machine: as whoever one says one is. */
@Pages()
@Controller()
export class SignInController {
  constructor(
    @Inject(WEB) private readonly web: Web,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(DATA_FOLDER) private readonly dataFolder: string,
  ) {}

  @Get('sign-in')
  @ToAnyone()
  ask(@Query('then') then: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): string {
    this.requireDevelopment();
    return page(reply, 'sign-in/sign-in.njk', signInView(addressIn(then), [...this.surroundings.authorities].sort()));
  }

  @Post('sign-in')
  @ToAnyone()
  @TakesForm()
  async begin(@Body() form: Form, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    this.requireDevelopment();
    const person = personIn(form, this.surroundings.authorities);
    const now = this.surroundings.now();
    const token = await issueDevelopmentToken({ ...person, dataFolder: this.dataFolder, now });
    setCookie(reply, sessionCookie, this.web.sessions.begin(person, token));
    done(reply, addressIn(textIn(form, 'then')));
  }

  @Post('sign-out')
  @TakesForm()
  end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    const session = sessionIn(request);
    if (session !== undefined) this.web.sessions.end(session.id);
    setCookie(reply, sessionCookie, '', { seconds: 0 });
    done(reply, '/');
  }

  private requireDevelopment(): void {
    if (!this.surroundings.loopback)
      throw problem(403, 'no-provider', 'Signing in needs an OpenID provider: set OIDC_ISSUER.');
  }
}

/** Where to go on: an address of ours, or the start page. */
export function addressIn(then: string | undefined): string {
  return then !== undefined && /^\/(?![/\\])[^\\\s]*$/.test(then) ? then : '/my-work';
}

function personIn(form: Form, authorities: ReadonlySet<string>): Person {
  const role = roles.find((each): each is Role => each === textIn(form, 'role'));
  const authority = textIn(form, 'authority') ?? '';
  const user = textIn(form, 'user') ?? '';
  if (role === undefined || !authorities.has(authority) || !/^[\w.@-]{1,64}$/.test(user))
    throw problem(
      400,
      'malformed-request',
      'Give a user of letters, digits, dots and hyphens, a role and an authority.',
    );
  const team = textIn(form, 'team');
  return { user, role, roles: [role], authority, worker: user, ...(team !== undefined && { team }) };
}
