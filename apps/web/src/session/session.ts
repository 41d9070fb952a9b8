import type { FastifyRequest } from 'fastify';
import type { Identity } from '#http';

/** Who is signed in, as the provider and their token say. */
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

/** A session and its cookie, where the browser of this request has one. */
export interface Held extends Session {
  readonly id: string;
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
}
