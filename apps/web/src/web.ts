import type { FastifyRequest } from 'fastify';
import type { Sessions } from './session/sessions.ts';
import type { OpenIdProvider } from './sign-in/provider.ts';

/** What the pages stand on. */
export interface Web {
  readonly sessions: Sessions;
  /** Where people sign in; undefined where nobody can. */
  readonly provider: OpenIdProvider | undefined;
  /** Where people reach the pages, where it is set: a proxy that ends TLS is none of ours. */
  readonly publicUrl: string | undefined;
  /** Where the services answer. */
  readonly servicesUrl: () => string;
}

/** The provider token of `Web`. */
export const WEB = Symbol('waymark web');

/** Where the person of this request reached the pages, as `https://waymark.example`. */
export function originOf({ publicUrl }: Web, { protocol, host }: FastifyRequest): string {
  return publicUrl === undefined ? `${protocol}://${host}` : new URL(publicUrl).origin;
}

/** What the session's cookie is called: over TLS by a name that no other host of the domain can set. */
export function sessionCookieOf(web: Web, request: FastifyRequest): string {
  return originOf(web, request).startsWith('https:') ? '__Host-waymark-session' : 'waymark-session';
}
