import type { JWTPayload } from 'jose';
import { identityIn, type ClaimNames, type Identity } from './caller.ts';
import { problem } from './problem.ts';

/** Checks bearer tokens. */
export interface Tokens {
  /**
   * Whom a token speaks for, or undefined where it is expired, wrong, for another or signed by another. Throws the 403 for a
   * person whom the issuer knows and who is nobody here, and the 503 where the issuer cannot be asked.
   */
  readonly identify: (token: string, now: number) => Promise<Identity | undefined>;
}

/** Verifies a signature and every claim about the token itself, or says undefined. */
export type Verify = (token: string, now: number) => Promise<JWTPayload | undefined>;

/**
 * Checks each token once: verifying costs 0.15 ms. What was found holds until the token runs out and a minute at most, so
 * that a key the issuer has taken back is soon of no use. The map never grows past what an office needs.
 */
export function rememberedTokens(verify: Verify, names: ClaimNames): Tokens {
  const known = new Map<string, { readonly identity: Identity; readonly from: number; readonly until: number }>();
  return {
    async identify(token, now) {
      const before = known.get(token);
      if (before !== undefined && now >= before.from && now < before.until) return before.identity;
      const claims = await verify(token, now);
      if (claims?.exp === undefined) return undefined;
      const told = identityIn(claims, names);
      if ('lacks' in told) throw nobodyHere(told.lacks, names);
      if (known.size >= 1000) known.clear();
      known.set(token, { identity: told, from: now, until: Math.min(claims.exp * 1000, now + 60_000) });
      return told;
    },
  };
}

function nobodyHere(lacks: 'user' | 'role' | 'authority', names: ClaimNames): Error {
  const claim = { user: names.user, role: names.roles, authority: names.authority }[lacks];
  const detail =
    `The token is good, and its claim "${claim}" names no ${lacks} that Waymark knows. Whoever runs the sign-in has to give ` +
    'you one.';
  return problem(403, `no-${lacks}`, detail);
}
