import { Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Accesses } from '#recording';
import { ACCESSES, isReason, lookOf, refusedForSome, type Telling } from './looks.ts';
import { problemOf } from './house-errors.ts';
import type { Identified } from './identity.ts';
import { isChildId } from './path.pipes.ts';
import { problemMediaType, type ProblemDocument } from './problem.ts';
import { SURROUNDINGS, type Surroundings } from './surroundings.ts';

/** A request that was answered 403, with what it was told. */
export interface Refused extends FastifyRequest {
  waymarkRefused?: ProblemDocument;
}

/**
 * Enters every 403 under an authority's address in that authority's access log before it is answered: who asked, at what,
 * for whom, and why they were refused. The answer is the same as without. Where the store cannot take the entry the
 * answer is the store's 503, as for a look. Nobody can fill the log with refusals: see `refusalsToEnter`.
 */
@Injectable()
export class RefusedLooks {
  private readonly toEnter: (look: Access) => Access | undefined;

  constructor(
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Optional() @Inject(ACCESSES) private readonly accesses: Accesses | undefined,
  ) {
    this.toEnter = refusalsToEnter(surroundings.now);
  }

  /** From here on, of every answer of this server. */
  enterFrom(fastify: FastifyInstance): void {
    fastify.addHook('onSend', async (request: FastifyRequest, reply, payload) => {
      const look = refusedLook(request, this.surroundings.authorities);
      const entered = look && this.toEnter(look);
      if (entered === undefined) return payload;
      try {
        await this.accesses?.record(entered);
        return payload;
      } catch (error) {
        const { document, headers } = problemOf(error);
        void reply.status(document.status).headers(headers).type(problemMediaType);
        return JSON.stringify(document);
      }
    });
  }
}

/** What is entered of a refusal: nothing where nobody known asked, or for an authority that is not served here. */
function refusedLook(request: FastifyRequest, authorities: ReadonlySet<string>): Access | undefined {
  const { waymarkRefused, waymarkCaller, waymarkAuthority, waymarkTellsOf } = request as Refused & Identified & Telling;
  const { authority, child } = request.params as { readonly authority?: string; readonly child?: string };
  if (waymarkRefused === undefined || waymarkCaller === undefined) return undefined;
  // What became of each child was entered with what was told of it.
  if (waymarkRefused.code === refusedForSome) return undefined;
  if (authority === undefined || !authorities.has(authority)) return undefined;
  const reason = request.headers['access-reason'];
  const named = [child, ...(waymarkTellsOf?.children ?? [])];
  return {
    ...lookOf(request, authority, isReason(reason) ? reason.trim() : null),
    children: [...new Set(named.filter(isChildId))].sort(),
    refused: waymarkRefused.code,
    ...(waymarkAuthority !== undefined && waymarkAuthority !== authority && { tokenOf: waymarkAuthority }),
  };
}

/** Refusals entered of one person in one minute: far more than anybody meets by mistake. */
export const mostRefusalsAMinute = 30;

/** The code of the entry that stands for a person's further refusals of the minute. */
export const furtherRefusals = 'further-refusals';

/**
 * Of one person's refusals in a minute of the clock: each child and address once, up to the bound; then one entry that
 * says there were more. A process counts its own.
 */
export function refusalsToEnter(now: () => number): (look: Access) => Access | undefined {
  let minute = -1;
  const entered = new Map<string, Set<string>>();
  return (look) => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute) entered.clear();
    minute = current;
    const who = JSON.stringify([look.authority, look.tokenOf, look.by.user]);
    const already = entered.get(who) ?? new Set();
    entered.set(who, already);
    const what = JSON.stringify([look.what, look.children, look.refused]);
    if (already.has(what) || already.size > mostRefusalsAMinute) return undefined;
    already.add(what);
    if (already.size <= mostRefusalsAMinute) return look;
    return { ...look, query: {}, reason: null, children: [], refused: furtherRefusals };
  };
}
