import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { flashOf, sessionIn, type Holding } from '../session/session.ts';
import type { Fault } from '../form/faults.ts';
import { sectionsFor, type Section } from './sections.ts';
import { rendered } from './templates.ts';

/** What every page says, whatever else it shows. */
export interface View {
  /** The page's heading, and its title in the browser. */
  readonly title: string;
  /** Which part of the navigation it belongs to. */
  readonly section?: Section;
  /** The way here, without the page itself. */
  readonly breadcrumbs?: readonly Crumb[];
  /** What is wrong with what was sent: told at the top, each a link to its field. */
  readonly faults?: readonly Fault[];
}

/** What `page` says itself on every page: no view may have it, for it would be overridden without a word. */
type Given = 'cspNonce' | 'person' | 'csrf' | 'flash' | 'sections' | 'address';

type Own<V extends View> = V & Readonly<Partial<Record<Given, never>>>;

export interface Crumb {
  readonly text: string;
  readonly href: string;
}

/**
 * A page as HTML: `return page(reply, 'my-work/my-work.njk', view)` from a controller's method. Sets its status, that it
 * is kept by nobody, and the policy under which only our own scripts and styles run.
 */
export function page<V extends View>(reply: FastifyReply, template: string, view: Own<V>, status = 200): string {
  const nonce = randomBytes(16).toString('base64');
  const session = sessionIn(reply.request);
  void reply
    .status(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'same-origin')
    .header('content-security-policy', policy(nonce, (reply.request as Holding).waymarkLeadsTo));
  return rendered(template, {
    ...view,
    cspNonce: nonce,
    person: session?.person,
    csrf: session?.csrf,
    flash: session === undefined ? undefined : flashOf(reply.request),
    sections: sectionsFor(session?.person, view.section),
    address: pathOf(reply.request),
  });
}

/** After a post that did what it should: the next page, and what was done told on it once. */
export function done(reply: FastifyReply, address: string, said?: string): void {
  if (said !== undefined) sessionIn(reply.request)?.tell(said);
  void reply.header('cache-control', 'no-store').redirect(address, 303);
}

/** Nothing inline but what carries the nonce, nothing from elsewhere, no frame around it. */
function policy(nonce: string, leadsTo = ''): string {
  return [
    `default-src 'none'`,
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `form-action 'self' ${leadsTo}`.trim(),
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '/';
}
