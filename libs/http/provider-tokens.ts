import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { OpenIdProvider } from './gate.ts';
import { problem } from './problem.ts';
import { rememberedTokens, type Tokens } from './tokens.ts';

/** How long a provider may take, and how soon it is asked again, in milliseconds. */
export interface Patience {
  readonly answerWithin: number;
  /** After keys were fetched, or could not be: until then a key that is not known is unknown. */
  readonly askAgainAfter: number;
  /** So long are keys held: one taken back by the provider is good no longer. */
  readonly holdKeys: number;
}

const patience: Patience = { answerWithin: 5_000, askAgainAfter: 30_000, holdKeys: 600_000 };

/**
 * The tokens of an OpenID provider. Its keys are found by its discovery document, fetched when first needed, and again when a
 * token names one that is not known. Where they cannot be had nobody comes in: 503, to be tried again.
 */
export function providerTokens(provider: OpenIdProvider, waits: Patience = patience): Tokens {
  const keys = keysOf(provider, waits);
  const { issuer, audience } = provider;
  const options = { issuer, audience, algorithms: [...provider.algorithms], clockTolerance: provider.clockSkewSeconds };
  const verify = async (token: string, now: number): Promise<JWTPayload | undefined> => {
    try {
      const requiredClaims = ['exp'];
      const { payload, protectedHeader } = await jwtVerify(token, await keys(), {
        ...options,
        requiredClaims,
        currentDate: new Date(now),
      });
      return isAccessToken(protectedHeader.typ) && !isIdToken(payload) ? payload : undefined;
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw providerAway(waits);
    }
  };
  return rememberedTokens(verify, provider.claims);
}

/** RFC 9068 says at+jwt, and providers older than it say JWT, or nothing. What says it is for something else is. */
function isAccessToken(typ: string | undefined): boolean {
  return typ === undefined || ['jwt', 'at+jwt', 'application/at+jwt'].includes(typ.toLowerCase());
}

/** What only an ID token says: a hash of the access token or code that came with it, or Keycloak's own mark. */
function isIdToken(payload: JWTPayload): boolean {
  return 'at_hash' in payload || 'c_hash' in payload || payload['typ'] === 'ID';
}

/** Whether the token is what is wrong. Anything else that is thrown is about the keys, or who was to give them. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

/** The provider's keys, found once. A provider that could not be asked is left alone for a while, and then asked again. */
function keysOf({ issuer, jwksUrl }: OpenIdProvider, waits: Patience): () => Promise<JWTVerifyGetKey> {
  let found: Promise<JWTVerifyGetKey> | undefined;
  const find = async (): Promise<JWTVerifyGetKey> => {
    const url = jwksUrl ?? (await discovered(issuer, waits.answerWithin));
    return createRemoteJWKSet(new URL(url), {
      timeoutDuration: waits.answerWithin,
      cooldownDuration: waits.askAgainAfter,
      cacheMaxAge: waits.holdKeys,
    });
  };
  return async () => {
    const asked = (found ??= find());
    try {
      return await asked;
    } catch (error) {
      if (found === asked) found = undefined;
      throw error;
    }
  };
}

/** Where the provider's keys are, by its own word at the address that is its name, and at nobody else's. */
async function discovered(issuer: string, withinMs: number): Promise<string> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(withinMs),
  });
  if (answer.status !== 200) throw new Error(`The discovery document is answered with ${String(answer.status)}.`);
  const { issuer: named, jwks_uri: keys } = (await answer.json()) as Readonly<Record<string, unknown>>;
  if (named !== issuer) throw new Error('The discovery document is of another issuer.');
  if (typeof keys !== 'string' || !URL.canParse(keys)) throw new Error('The discovery document names no keys.');
  // A provider reached over TLS is not believed about keys to be fetched without.
  if (new URL(issuer).protocol === 'https:' && new URL(keys).protocol !== 'https:') {
    throw new Error('The discovery document names keys at an address that is not https.');
  }
  return keys;
}

function providerAway({ answerWithin }: Patience): Error {
  const wait = String(Math.max(1, Math.ceil(answerWithin / 1000)));
  const detail = `Who you are cannot be checked: the sign-in service does not answer. Try again in ${wait} seconds.`;
  return problem(503, 'identity-away', detail, {}, { 'retry-after': wait });
}
