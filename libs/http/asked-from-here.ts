import type { FastifyRequest } from 'fastify';

/**
 * Whether whoever asks is at this machine, where the server listens to it alone. A page anywhere on the web can have its own
 * name lead to 127.0.0.1, can post to localhost without asking first, and a proxy can bring in anyone: a caller from here
 * asks by a name of this machine, with nobody between, and from no page of elsewhere.
 */
export function isAskedFromHere({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const forwarded = Object.keys(headers).some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'));
  if (forwarded || !isHere(headers.host)) return false;
  const { origin } = headers;
  if (origin !== undefined && !isHere(/^https?:\/\/(.*)$/.exec(origin)?.[1])) return false;
  return headers['sec-fetch-site'] !== 'cross-site' || isNavigation(headers);
}

function isHere(host: string | undefined): boolean {
  return /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?$/i.test(host ?? '');
}

/** Somebody followed a link to here: what is shown is shown to them, and nothing is read by the page they came from. */
function isNavigation(headers: FastifyRequest['headers']): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}
