import { randomUUID } from 'node:crypto';
import {
  applyDecorators,
  Inject,
  Injectable,
  Optional,
  SetMetadata,
  UseInterceptors,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acts, mayAsk, mayPost, roles, type Act } from '#access';
import { catalogue, isFactType, type FactType } from '#events';
import type { CaseAccess, CaseStanding } from '#recording';
import { AccessInterceptor } from './access-log.ts';
import type { Caller } from './caller.ts';
import { callerOf, openMark } from './identity.ts';
import { whomToAsk } from './not-permitted.ts';
import { problem, type Problem } from './problem.ts';
import { CASES, restrictedCase, seenBy, sightOf, type Sighted } from './sight.ts';
import { SURROUNDINGS, type Surroundings } from './surroundings.ts';

/** What a route is: one of the acts of the table of roles, or the recording of facts, each of which is a line of its own. */
export type Permission = Act | 'record-facts';

/**
 * Says which line of the table of roles governs a route, or every route of a controller. One without is answered to nobody.
 * Looks at records are entered in the access log under it: those of posts of facts by `Recording`, all others here.
 */
export const May = (what: Permission): ClassDecorator & MethodDecorator =>
  what === 'record-facts'
    ? SetMetadata(mayMark, what)
    : applyDecorators(SetMetadata(mayMark, what), UseInterceptors(AccessInterceptor));

/** Where the mark is kept, for whoever goes through all routes. */
export const mayMark = 'waymark:may';

/**
 * The one place where it is decided whether a person may ask for what they ask: by the table of roles (libs/access), and
 * denied unless it says otherwise; then by who may know of the child. Which facts may be recorded is judged with the history in hand, by the same table.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Optional() @Inject(CASES) private readonly cases: CaseAccess | undefined,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const of = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride(openMark, of) === true) return true;
    const request = context.switchToHttp().getRequest<Sighted>();
    const what = this.reflector.getAllAndOverride<Permission | undefined>(mayMark, of);
    if (what === undefined) throw notInTheTable(request);
    requireMay(callerOf(request), what, request.query);
    return this.requireSight(request, what, context);
  }

  /** A record that is kept to others is closed, but for facts that protect the child and for what opens or closes it. */
  private requireSight(request: Sighted, what: Permission, context: ExecutionContext): boolean | Promise<boolean> {
    const { authority, child } = request.params as { readonly authority?: string; readonly child?: string };
    if (this.cases === undefined) {
      if (child === undefined) return true;
      throw new Error('A service that tells of children needs to know who may know of whom: give serveApp CASES.');
    }
    const { cases } = this;
    const caller = callerOf(request);
    request.waymarkSight = sightOf(cases, caller, this.surroundings.now);
    request.waymarkSees = seenBy(request.waymarkSight);
    if (authority === undefined || child === undefined || decides.includes(what)) return true;
    const admit = (standing: CaseStanding): boolean => {
      if (standing.sight(child, caller.user, this.surroundings.now()).open) return true;
      const type = this.reflector.get<FactType | undefined>(factMark, context.getHandler());
      if (what !== 'record-facts' || !protects(request, type)) throw restrictedCase();
      request.waymarkIsOutside = true;
      return true;
    };
    const standing = cases.standing(authority);
    if (!(standing instanceof Promise)) return admit(standing);
    if (what === 'record-facts') nameKey(request, context.switchToHttp().getResponse<FastifyReply>());
    return standing.then(admit);
  }
}

/** A post that must wait for the store may end in a 503, which names the key to ask again with; recording names its own. */
function nameKey({ headers }: FastifyRequest, reply: FastifyReply): void {
  const given = headers['idempotency-key'];
  void reply.header('idempotency-key', typeof given === 'string' ? given : randomUUID());
}

/** Acts by which a record is restricted, opened in an emergency, or a person barred: they tell nothing of what it holds. */
const decides: readonly Permission[] = ['restrict-case', 'bar-person', 'break-glass'];

/** Where the type of the fact that a route records is kept. */
export const factMark = 'waymark:fact';

/** Whether a post holds nothing but facts that protect a child. A preview protects nobody. */
function protects({ body, query }: FastifyRequest, type: FactType | undefined): boolean {
  if ((query as { readonly preview?: unknown }).preview === 'true') return false;
  if (type !== undefined) return isProtective(type);
  const { facts } = (body ?? {}) as { readonly facts?: unknown };
  return Array.isArray(facts) && facts.length > 0 && facts.every((fact) => isProtective((fact as Typed | null)?.type));
}

interface Typed {
  readonly type?: unknown;
}

/** Whether a fact of this type is recorded whatever stands against it: nothing may hold back the protection of a child. */
export function isProtective(type: unknown): boolean {
  return isFactType(type) && catalogue[type].protective === true;
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
