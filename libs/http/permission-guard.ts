import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { acts, mayAsk, mayPost, roles, type Act } from '#access';
import type { Caller } from './caller.ts';
import { callerOf, openMark } from './identity.ts';
import { whomToAsk } from './not-permitted.ts';
import { problem, type Problem } from './problem.ts';

/** What a route is: one of the acts of the table of roles, or the recording of facts, each of which is a line of its own. */
export type Permission = Act | 'record-facts';

/** Says which line of the table of roles governs a route, or every route of a controller. One without is answered to nobody. */
export const May = (what: Permission): ClassDecorator & MethodDecorator => SetMetadata(mayMark, what);

/** Where the mark is kept, for whoever goes through all routes. */
export const mayMark = 'waymark:may';

/**
 * The one place where it is decided whether a person may ask for what they ask: by the table of roles (libs/access), and
 * denied unless it says otherwise. Which facts may be recorded is judged with the history in hand, by the same table.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const of = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride(openMark, of) === true) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const what = this.reflector.getAllAndOverride<Permission | undefined>(mayMark, of);
    if (what === undefined) throw notInTheTable(request);
    requireMay(callerOf(request), what, request.query);
    return true;
  }
}

function requireMay(caller: Caller, what: Permission, query: unknown): void {
  if (what === 'record-facts') {
    if (mayPost(caller.roles)) return;
    throw roleNeeded('Analysts and auditors look at the record and add nothing to it.', [
      'caseworker',
      'manager',
      'chair',
    ]);
  }
  const asked = mayAsk(caller.roles, what);
  if (asked.may === 'yes') return;
  if (asked.may === 'no') throw roleNeeded(`${acts[what]} ${asked.reason}`, asked.ask);
  const { worker } = query as { readonly worker?: unknown };
  if (worker === workerOf(caller)) return;
  throw roleNeeded(`${asked.reason} Ask with worker=${workerOf(caller)}.`, ['manager', 'chair', 'auditor']);
}

/** The id under which children are allocated to a person. */
export function workerOf({ worker, user }: Pick<Caller, 'worker' | 'user'>): string {
  return worker ?? user;
}

function roleNeeded(why: string, ask: readonly (typeof roles)[number][]): Problem {
  return problem(403, 'role-needed', `${why} ${whomToAsk(ask)}`, { needs: ask });
}

function notInTheTable({ routeOptions }: FastifyRequest): Problem {
  const detail =
    `The table of roles does not say who may ask for ${routeOptions.url ?? 'this'}, so nobody may. ` +
    'This is a defect of Waymark: its route needs a mark, @May.';
  return problem(403, 'not-in-the-table', detail);
}
