import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CaseAccess, Sight as SightOfOne } from '#recording';
import type { Caller } from './caller.ts';
import { problem, type Problem } from './problem.ts';

/** The provider token of who may know of which child. */
export const CASES = Symbol('waymark case access');

/** Whether the person who asks may be told of this child, now. It may be asked again as time goes by. */
export type SeesChild = (child: string) => boolean;

/** Whom of an authority's children the person who asks may be told of. Throws `StoreUnavailable`. */
export type Sees = (authority: string) => Promise<SeesChild>;

/**
 * Whom the person who asks may be told of: `@Sees() sees: Sees`. Every answer about more than one child leaves out the
 * others, or tells of them without saying who they are; one that names them all the same is not given.
 */
export const Sees = createParamDecorator((_: unknown, context: ExecutionContext): Sees => {
  return seesOf(context.switchToHttp().getRequest<FastifyRequest>());
});

/** What the guard found out about a request. */
export interface Sighted extends FastifyRequest {
  waymarkSees?: Sees;
  /** It records facts that protect a child whose record is kept to others. */
  waymarkIsOutside?: boolean;
  /** How the person sees each child of an authority, with the glass broken for it. */
  waymarkSight?: (authority: string) => Promise<(child: string) => SightOfOne>;
}

export function seesOf(request: FastifyRequest): Sees {
  const { waymarkSees } = request as Sighted;
  if (waymarkSees === undefined) throw new Error('A route that tells of children is guarded: serve it with serveApp.');
  return waymarkSees;
}

/** How a person sees the children of an authority, by the decisions that are in force whenever it is asked. */
export function sightOf(cases: CaseAccess, { user }: Caller, now: () => number): NonNullable<Sighted['waymarkSight']> {
  return async (authority) => {
    const standing = await cases.standing(authority);
    return (child) => standing.sight(child, user, now());
  };
}

/** Whom of an authority's children may be told of. */
export function seenBy(sight: NonNullable<Sighted['waymarkSight']>): Sees {
  return async (authority) => {
    const of = await sight(authority);
    return (child) => of(child).open;
  };
}

/** The 403 for whom a record is not for. It is the same for every reason, and whether or not there is a record. */
export function restrictedCase(): Problem {
  return problem(403, 'restricted-case', isRestricted);
}

const isRestricted =
  'What is recorded of this child, if anything is, is kept to named people. Facts that protect a child are recorded all the ' +
  'same: post them by themselves. Otherwise ask a manager of the authority. In an emergency break the glass: POST ' +
  '…/children/{child}/break-glass with a reason, which a manager reviews.';
