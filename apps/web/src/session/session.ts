import type { FastifyRequest } from 'fastify';
import type { Identity } from '#http';
import type { Tokens } from './sessions.ts';

/** Who is signed in, as their token says. */
export type Person = Identity;

/** One person’s time at the pages, from signing in to signing out. */
export interface Session {
  readonly person: Person;
  /** What the services are asked with. */
  readonly token: string;
  /** Stands in every form: a post without it did not come from our pages. */
  readonly csrf: string;
  /** Keeps a sentence for the next page that is shown. */
  readonly tell: (said: string) => void;
}

/** A session with all that is kept of it. */
export interface Held extends Session {
  readonly id: string;
  readonly idToken: string | undefined;
  /** What a fresh token is to be asked for with, once the one there is has nearly run out; undefined until then. */
  readonly refreshToken: string | undefined;
  /** The same session with fresh tokens, and whom they are of: roles may have changed. */
  readonly renew: (person: Person, tokens: Tokens) => Held;
  readonly takeTold: () => string | undefined;
}

/** The session of a request, once the guard has found it. */
export function sessionIn(request: FastifyRequest): Held | undefined {
  return (request as Holding).waymarkSession;
}

/** What the page before left to be told, once. */
export function flashOf(request: FastifyRequest): string | undefined {
  return sessionIn(request)?.takeTold();
}

export interface Holding extends FastifyRequest {
  waymarkSession?: Held;
  /** Another origin that forms of our pages lead on to: the provider’s, on signing out. */
  waymarkLeadsTo?: string;
}
