import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAskedFromHere } from './asked-from-here.ts';
import { isStream } from './bounds.ts';
import { owner, type Caller } from './caller.ts';
import { AuthorityCode, ChildId } from './path.pipes.ts';
import { problem, Problem } from './problem.ts';
import { SURROUNDINGS, type Surroundings } from './surroundings.ts';

/** Answered to anyone: health, metrics, documentation. */
export const Open = (): ClassDecorator & MethodDecorator => SetMetadata(openMark, true);

/** The caller: `{ user, role, roles, worker?, team?, name? }`. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return callerOf(context.switchToHttp().getRequest<FastifyRequest>());
});

/** Whom the guard found to be asking. */
export function callerOf(request: FastifyRequest): Caller {
  return (request as Identified).waymarkCaller ?? owner;
}

/** The authority the caller's token is good for; undefined for the owner of this machine, who asks without one. */
export const Within = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  return (context.switchToHttp().getRequest<FastifyRequest>() as Identified).waymarkAuthority;
});

/**
 * Who asks, before anything else is answered. A token, when given, must be good (401) and of the authority in the path
 * (403). Without one, a server only this machine can reach takes whoever asks it by a name of this machine for its owner;
 * any other answers 401.
 */
@Injectable()
export class IdentityGuard implements CanActivate {
  private readonly authorityCode: AuthorityCode;
  private readonly childId = new ChildId();

  constructor(
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    private readonly reflector: Reflector,
  ) {
    this.authorityCode = new AuthorityCode(surroundings);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Identified>();
    const { bounds } = this.surroundings;
    try {
      if (!(await this.isIdentified(context, request))) return true;
    } catch (error) {
      if (error instanceof Problem && error.document.status === 401) await bounds.ofUnknown(request);
      throw error;
    }
    await bounds.ofUser(request);
    if (isStream(request)) bounds.ofStream(callerOf(request), context.switchToHttp().getResponse<FastifyReply>());
    return true;
  }

  /** Whether somebody asks who is known by name: what is open to anyone is answered to nobody in particular. */
  private async isIdentified(context: ExecutionContext, request: Identified): Promise<boolean> {
    const { authorization } = request.headers;
    if (authorization === undefined && this.surroundings.loopback && isAskedFromHere(request)) {
      request.waymarkCaller = owner;
      this.checkAddress(request);
      return true;
    }
    if (this.reflector.getAllAndOverride(openMark, [context.getHandler(), context.getClass()]) === true) return false;
    if (authorization === undefined) throw unknownCaller(this.surroundings.loopback ? notFromHere : tokenNeeded);
    return this.admit(request, authorization);
  }

  private async admit(request: Identified, authorization: string): Promise<boolean> {
    const token = /^Bearer +([^\s]+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw unknownCaller('The Authorization header must be "Bearer" and a token.');
    const identity = await this.surroundings.tokens.identify(token, this.surroundings.now());
    if (identity === undefined) {
      throw unknownCaller('The token is expired or not of this server. Ask for a new one: npx waymark token --help.');
    }
    const { authority: within, ...caller } = identity;
    request.waymarkCaller = caller;
    request.waymarkAuthority = within;
    const { authority } = request.params as { readonly authority?: string };
    if (authority !== undefined) requireWithin(within, authority);
    this.checkAddress(request);
    return true;
  }

  /** Whose address this is comes before what is asked of it: pipes run side by side, and a body may be faulty as well. */
  private checkAddress({ params }: Identified): void {
    const { authority, child } = params as { readonly authority?: string; readonly child?: string };
    if (authority !== undefined) this.authorityCode.transform(authority);
    if (child !== undefined) this.childId.transform(child);
  }
}

/** A request, and whom the guard found to be asking. */
export interface Identified extends FastifyRequest {
  waymarkCaller?: Caller;
  /** The authority the token is good for. */
  waymarkAuthority?: string;
}

/** Throws the 403 where the caller's token is of another authority: for a body that names one, as the guard for an address. */
export function requireWithin(within: string | undefined, authority: string): void {
  if (within === undefined || within === authority) return;
  throw problem(403, 'other-authority', `The token is good for authority ${within} only.`);
}

const tokenNeeded = 'Send a bearer token in the Authorization header.';

const notFromHere =
  'Without a token only this machine is answered, asked as localhost, 127.0.0.1 or [::1], through no proxy and from no ' +
  'page of another site. Ask so, ' +
  'or send a bearer token in the Authorization header: npx waymark token --help.';

/** Where the mark is kept, for whoever goes through all routes. */
export const openMark = 'waymark:open';

function unknownCaller(detail: string): Error {
  return problem(401, 'unknown-caller', detail, {}, { 'www-authenticate': 'Bearer' });
}
