import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem, SURROUNDINGS, type Surroundings } from '#http';
import { textIn, type Form } from '../form/form.ts';
import { reach } from '../services/services.ts';
import { originOf, sessionCookieOf, WEB, type Web } from '../web.ts';
import { cookieIn, type Reached } from './cookies.ts';
import { draftIn, forgetDraft, keepDraft } from './drafts.ts';
import { NotSignedIn } from './not-signed-in.ts';
import { Renewals } from './renewals.ts';
import type { Held, Holding, Session } from './session.ts';

/** A page for anyone, signed in or not. */
export const ToAnyone = (): MethodDecorator & ClassDecorator => SetMetadata(toAnyone, true);

const toAnyone = 'waymark:to-anyone';

/** Finds who asks by the cookie, and holds every form that is posted to the one we gave out. */
@Injectable()
export class SignedIn implements CanActivate {
  private readonly renewals: Renewals;

  constructor(
    @Inject(WEB) private readonly web: Web,
    @Inject(SURROUNDINGS) surroundings: Surroundings,
    private readonly reflector: Reflector,
  ) {
    this.renewals = new Renewals(web, surroundings);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Holding & Reached>();
    request.waymarkOrigin = originOf(this.web, request);
    const id = cookieIn(request, sessionCookieOf(this.web, request));
    const found = id === undefined ? undefined : this.web.sessions.find(id);
    const session = found !== undefined && 'session' in found ? await this.renewals.fresh(found.session) : undefined;
    if (session !== undefined) {
      request.waymarkSession = session;
      if (this.web.provider !== undefined) request.waymarkLeadsTo = this.web.provider.endsAt();
    }
    reach(request, this.web.servicesUrl(), session?.token);
    const isPost = request.method !== 'GET' && request.method !== 'HEAD';
    if (isPost) requireOwnPage(request, request.waymarkOrigin);
    if (this.reflector.getAllAndOverride(toAnyone, [context.getHandler(), context.getClass()]) === true) return true;
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (session === undefined) {
      if (isPost && found !== undefined) this.keepTyped(found, request, reply);
      throw new NotSignedIn(isPost ? '/' : request.url);
    }
    if (isPost) this.requireForm(request, reply, session);
    return true;
  }

  /** What was sent too late is offered again to the same person. Files are not: they are chosen again. */
  private keepTyped(
    found: NonNullable<ReturnType<Web['sessions']['find']>>,
    request: Holding,
    reply: FastifyReply,
  ): void {
    const { takes } = request.routeOptions.config as { readonly takes?: unknown };
    if (takes !== 'form' || request.url.startsWith('/sign-out')) return;
    const { user, authority } = 'over' in found ? found.over : found.session.person;
    const form = request.body as Form;
    keepDraft(reply, this.web.sessions, { of: { user, authority }, address: request.url, form });
  }

  private requireForm(request: Holding, reply: FastifyReply, session: Held): void {
    const { takes } = request.routeOptions.config as { readonly takes?: unknown };
    // The token of an upload stands in its first part, which its controller reads.
    if (takes === 'upload') return;
    requireToken(textIn(request.body as Form, '_csrf'), session);
    const draft = draftIn(request, this.web.sessions);
    if (draft?.address === request.url) forgetDraft(request, reply, this.web.sessions);
  }
}

/** A post that a browser says comes from another site's page is refused, whatever it carries. */
function requireOwnPage({ headers, host }: FastifyRequest, ours: string): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw notOurs();
  const { origin } = headers;
  if (origin === undefined || origin === 'null') return;
  if (origin !== ours && !origin.endsWith(`://${host}`)) throw notOurs();
}

/** Throws the 403 where a form does not carry the token that was given out with it. */
export function requireToken(token: string | undefined, { csrf }: Session): void {
  const given = Buffer.from(token ?? '');
  const wanted = Buffer.from(csrf);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw notOurs();
}

function notOurs(): Error {
  const detail =
    'The form was not sent from a page of Waymark that is open now. Open the page again and send it from there.';
  return problem(403, 'not-our-form', detail);
}
