import type { FastifyReply, FastifyRequest } from 'fastify';

/** What finds a sign-in that was begun. */
export const signInCookie = 'waymark-sign-in';

/** What finds a form that was sent too late. */
export const draftCookie = 'waymark-unsent';

/** A cookie the browser sent. */
export function cookieIn({ headers }: FastifyRequest, name: string): string | undefined {
  for (const each of (headers.cookie ?? '').split(';')) {
    const [key = '', ...value] = each.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

export interface CookieOptions {
  /** Seconds it is kept; 0 takes it away; undefined keeps it until the browser is closed. */
  readonly seconds?: number;
  readonly path?: string;
}

/** Sets a cookie no script can read and no other site's form sends. Values are base64url: nothing needs escaping. */
export function setCookie(
  reply: FastifyReply,
  name: string,
  value: string,
  { seconds, path = '/' }: CookieOptions = {},
): void {
  const parts = [`${name}=${value}`, `Path=${path}`, 'HttpOnly', 'SameSite=Lax'];
  if (isSecure(reply.request)) parts.push('Secure');
  if (seconds !== undefined) parts.push(`Max-Age=${String(seconds)}`);
  const before = reply.getHeader('set-cookie');
  const all = before === undefined ? [] : Array.isArray(before) ? before : [String(before)];
  void reply.header('set-cookie', [...all, parts.join('; ')]);
}

/** Whether the person reached us over TLS, ended here or by what PUBLIC_URL tells of. */
export function isSecure(request: FastifyRequest): boolean {
  return (request as Reached).waymarkOrigin?.startsWith('https:') ?? request.protocol === 'https';
}

export interface Reached extends FastifyRequest {
  /** Where people reach the pages. */
  waymarkOrigin?: string;
}
