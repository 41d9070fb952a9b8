import type { ClaimNames } from './caller.ts';
import { ownClaims } from './caller.ts';

/** Who may come in at a server's door, how it is told, and how often one may knock. */
export interface Gate {
  /**
   * `development`: this machine only, by development tokens, or without one as its owner. `production`: from anywhere, by
   * the tokens of an OpenID provider alone.
   */
  readonly mode: Mode;
  /** Whose tokens are taken. In development, beside Waymark's own. */
  readonly provider: OpenIdProvider | undefined;
  /** The address people know the server by, without a path: `https://waymark.example.gov.uk`. */
  readonly publicUrl: string | undefined;
  /** Addresses and networks of the proxies whose word on who asks is taken. */
  readonly trustedProxies: readonly string[];
  /** The origins whose pages may read answers. None is the rule. */
  readonly corsOrigins: readonly string[];
  readonly limits: Limits;
}

export type Mode = 'development' | 'production';

/** An OpenID provider, as its operator describes it. */
export interface OpenIdProvider {
  readonly issuer: string;
  /** Whom an access token must be for. */
  readonly audience: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scope: string;
  /** Where its keys are; undefined to ask its discovery document. */
  readonly jwksUrl: string | undefined;
  /** The signatures taken; all are of key pairs. */
  readonly algorithms: readonly string[];
  /** By how much the provider's clock may differ from this machine's. */
  readonly clockSkewSeconds: number;
  readonly claims: ClaimNames;
}

/**
 * How much is taken. Rates are of one minute. They are bounds against floods, not quotas: the bench of posting, which asks
 * as fast as one machine answers, stays below them, and so does an office that asks through one address.
 */
export interface Limits {
  readonly requestsPerAddress: number;
  readonly requestsPerUser: number;
  /** Of requests whose caller was not known: somebody trying tokens. */
  readonly unknownPerAddress: number;
  /** Open streams of one person at a time. */
  readonly streamsPerUser: number;
  /** A body other than an upload, in bytes. */
  readonly bodyBytes: number;
  /** An address with its query, in bytes. */
  readonly urlBytes: number;
  readonly headersWithinMs: number;
  /** A whole request with its body: an upload on a slow line included. */
  readonly requestWithinMs: number;
  readonly keepAliveMs: number;
}

export const limitsByDefault: Limits = {
  requestsPerAddress: 180_000,
  requestsPerUser: 120_000,
  unknownPerAddress: 600,
  streamsPerUser: 20,
  bodyBytes: 1024 * 1024,
  urlBytes: 4096,
  headersWithinMs: 15_000,
  requestWithinMs: 300_000,
  keepAliveMs: 72_000,
};

/** The gate of a server that was told nothing: development. */
export const developmentGate: Gate = {
  mode: 'development',
  provider: undefined,
  publicUrl: undefined,
  trustedProxies: [],
  corsOrigins: [],
  limits: limitsByDefault,
};

/** Signatures that may be allowed: those of key pairs. One made with a shared secret is for nobody to prove. */
export const signatures = [
  ...['RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** What a provider is taken to say where nothing else is set. */
export const providerByDefault = {
  scope: 'openid profile',
  algorithms: ['RS256', 'PS256', 'ES256'],
  clockSkewSeconds: 30,
  claims: ownClaims,
} as const;
