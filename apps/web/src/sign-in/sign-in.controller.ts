import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem, SURROUNDINGS, type Surroundings } from '#http';
import type { Form } from '../form/form.ts';
import { done, page } from '../page/page.ts';
import { Pages, Signed, TakesForm, ToAnyone } from '../page/pages.ts';
import { cookieIn, setCookie, signInCookie } from '../session/cookies.ts';
import { draftIn, forgetDraft, isOf } from '../session/drafts.ts';
import { sessionIn, type Session } from '../session/session.ts';
import { originOf, sessionCookieOf, WEB, type Web } from '../web.ts';
import { NotSignedInThere, ProviderAway, type Begun, type OpenIdProvider } from './provider.ts';
import { notSignedInView, unsentView } from './sign-in.view.ts';

/** Signing in at the authority's OpenID provider, and out; and what was typed when a session ran out. */
@Pages()
@Controller()
export class SignInController {
  constructor(
    @Inject(WEB) private readonly web: Web,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /** Leads to the provider. */
  @Get('sign-in')
  @ToAnyone()
  async begin(
    @Query('then') then: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { address, begun } = await this.askProvider((provider) =>
      provider.begin(this.backAt(request), addressIn(then)),
    );
    // Whoever comes back must be who was sent: the browser keeps what finds it again.
    setCookie(reply, signInCookie, this.web.sessions.keep(begun, tenMinutes), { seconds: 600, path: '/sign-in' });
    void reply.header('cache-control', 'no-store').redirect(address.href, 303);
  }

  /** Where the provider sends the browser back to. */
  @Get('sign-in/callback')
  @ToAnyone()
  async finish(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const id = cookieIn(request, signInCookie);
    const begun = id === undefined ? undefined : (this.web.sessions.take(id) as Begun | undefined);
    setCookie(reply, signInCookie, '', { seconds: 0, path: '/sign-in' });
    if (begun === undefined) return page(reply, 'sign-in/not-signed-in.njk', notSignedInView('over'), 400);
    try {
      const { search } = new URL(request.url, 'http://localhost');
      const given = await this.askProvider((provider) =>
        provider.finish(new URL(`${this.backAt(request)}${search}`), begun),
      );
      const person = await this.surroundings.tokens.identify(given.access, this.surroundings.now());
      if (person === undefined) return page(reply, 'sign-in/not-signed-in.njk', notSignedInView('refused'), 400);
      const before = sessionIn(request);
      if (before !== undefined) this.web.sessions.end(before.id);
      setCookie(reply, sessionCookieOf(this.web, request), this.web.sessions.begin(person, given));
      const draft = draftIn(request, this.web.sessions);
      done(reply, draft !== undefined && isOf(draft, person) ? '/unsent' : begun.then);
      return undefined;
    } catch (error) {
      if (!(error instanceof NotSignedInThere)) throw error;
      return page(reply, 'sign-in/not-signed-in.njk', notSignedInView('refused'), 400);
    }
  }

  /** What somebody sent when their session had run out: to be sent now, or not. */
  @Get('unsent')
  unsent(
    @Signed() { person }: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    const draft = draftIn(request, this.web.sessions);
    if (draft !== undefined && isOf(draft, person)) return page(reply, 'sign-in/unsent.njk', unsentView(draft));
    done(reply, '/');
    return undefined;
  }

  @Post('unsent/forget')
  @TakesForm()
  forget(@Body() _form: Form, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    forgetDraft(request, reply, this.web.sessions);
    done(reply, '/', 'What you had entered was thrown away.');
  }

  /** Here first, so that nothing depends on the provider; then there. */
  @Post('sign-out')
  @TakesForm()
  async end(
    @Body() _form: Form,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const session = sessionIn(request);
    if (session !== undefined) this.web.sessions.end(session.id);
    setCookie(reply, sessionCookieOf(this.web, request), '', { seconds: 0 });
    const there = await this.web.provider?.end(session?.idToken, `${originOf(this.web, request)}/`);
    void reply.header('cache-control', 'no-store').redirect(there?.href ?? '/', 303);
  }

  private backAt(request: FastifyRequest): string {
    return `${originOf(this.web, request)}/sign-in/callback`;
  }

  private async askProvider<T>(ask: (provider: OpenIdProvider) => Promise<T>): Promise<T> {
    const { provider } = this.web;
    if (provider === undefined)
      throw problem(403, 'nobody-signs-in', 'Nobody can sign in to these pages: no OpenID provider is set.');
    try {
      return await ask(provider);
    } catch (error) {
      if (!(error instanceof ProviderAway)) throw error;
      const detail = 'Signing in is not possible just now: your authority’s sign-in does not answer.';
      throw problem(503, 'provider-away', detail, {}, { 'retry-after': '10' });
    }
  }
}

const tenMinutes = 600_000;

/** Where to go on: an address of ours, or one's work. */
export function addressIn(then: unknown): string {
  return typeof then === 'string' && /^\/(?![/\\])[^\\\s]*$/.test(then) ? then : '/my-work';
}
