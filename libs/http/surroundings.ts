import { londonDate, type PlainDate } from '#calendar';
import type { Bounds } from './bounds.ts';
import type { Gate } from './gate.ts';
import type { Moment } from './shape.ts';
import type { Tokens } from './tokens.ts';

/** What every part of a served application may ask about where it runs. */
export interface Surroundings {
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** The 3-digit codes of the authorities served. */
  readonly authorities: ReadonlySet<string>;
  /** Whether only this machine can reach the server. Then a caller from here needs no token. */
  readonly loopback: boolean;
  readonly tokens: Tokens;
  readonly gate: Gate;
  readonly bounds: Bounds;
  /** Where people sign in; undefined where nobody can, with a token alone. */
  readonly signIn: SignIn | undefined;
}

/** What an OpenID client is told to let people sign in. */
export interface SignIn {
  /** The provider's address: its discovery document is below it, at `/.well-known/openid-configuration`. Known once the server listens. */
  readonly issuer: () => string;
  readonly clientId: string;
  /** Undefined for a public client, which proves itself by PKCE alone. */
  readonly clientSecret: string | undefined;
  /** The scopes to ask for. */
  readonly scope: string;
  /** Sent with the request to sign in where the provider has to be told whom the access token is for. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The provider token of `Surroundings`. */
export const SURROUNDINGS = Symbol('waymark surroundings');

/** The authorities served where nothing else is said: Leicestershire, Leicester, Rutland. */
export const defaultAuthorities: readonly string[] = ['855', '856', '857'];

export function momentOf({ now }: Pick<Surroundings, 'now'>): Moment {
  const instant = now();
  return { now: instant, today: dayOf(instant) };
}

/** The day of the minute last asked for: every request asks, and London's day never changes within a minute. */
let lastMinute = NaN;
let lastDay: PlainDate | undefined;

function dayOf(instant: number): PlainDate {
  const minute = Math.floor(instant / 60_000);
  if (lastDay === undefined || minute !== lastMinute) {
    lastDay = londonDate(instant);
    lastMinute = minute;
  }
  return lastDay;
}

export function isLoopback(host: string): boolean {
  return /^(?:localhost|::1|127(?:\.[0-9]{1,3}){3})$/i.test(host);
}
