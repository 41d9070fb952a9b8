import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { problem } from '#http';
import { textIn } from '../form/form.ts';
import { reach } from '../services/services.ts';
import { WEB, type Web } from '../web.ts';
import { cookieIn, sessionCookie } from './cookies.ts';
import { NotSignedIn } from './not-signed-in.ts';
import type { Holding, Session } from './session.ts';

/** A page for anyone, signed in or not. */
export const ToAnyone = (): MethodDecorator & ClassDecorator => SetMetadata(toAnyone, true);

const toAnyone = 'waymark:to-anyone';

/** Finds who asks by the cookie, and holds every form that is posted to the one we gave out. */
@Injectable()
export class SignedIn implements CanActivate {
  constructor(
    @Inject(WEB) private readonly web: Web,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Holding>();
    const id = cookieIn(request, sessionCookie);
    const session = id === undefined ? undefined : this.web.sessions.find(id);
    if (session !== undefined) request.waymarkSession = session;
    reach(request, this.web.servicesUrl(), session?.token);
    const isPost = request.method !== 'GET' && request.method !== 'HEAD';
    if (isPost) requireOwnPage(request);
    if (this.reflector.getAllAndOverride(toAnyone, [context.getHandler(), context.getClass()]) === true) return true;
    if (session === undefined) throw new NotSignedIn(isPost ? '/' : request.url);
    if (isPost) requireToken(request.body, session);
    return true;
  }
}

/** A post that a browser says comes from another site's page is refused, whatever it carries. */
function requireOwnPage({ headers, host }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw notOurs();
  const { origin } = headers;
  if (origin !== undefined && origin !== 'null' && URL.parse(origin)?.host !== host) throw notOurs();
}

/** Throws the 403 where a form does not carry the token that was given out with it. */
export function requireToken(body: unknown, { csrf }: Session): void {
  const given = Buffer.from(textIn(body as Record<string, string>, '_csrf') ?? '');
  const wanted = Buffer.from(csrf);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw notOurs();
}

function notOurs(): Error {
  const detail =
    'The form was not sent from a page of Waymark that is open now. Open the page again and send it from there.';
  return problem(403, 'not-our-form', detail);
}
