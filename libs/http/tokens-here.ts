import { decodeJwt } from 'jose';
import { developmentTokens } from './development-issuer.ts';
import type { OpenIdProvider } from './gate.ts';
import { providerTokens } from './provider-tokens.ts';
import type { Tokens } from './tokens.ts';

/** Whose tokens are taken. */
export interface Issuers {
  readonly provider: OpenIdProvider | undefined;
  /** Whose development key signs tokens as well; undefined where no development token is taken. */
  readonly dataFolder: string | undefined;
}

/** The tokens a server takes: each is checked by the issuer it names, and by no other. Without an issuer, none is good. */
export function tokensOf({ provider, dataFolder }: Issuers): Tokens {
  const development = dataFolder === undefined ? undefined : developmentTokens(dataFolder);
  const elsewhere = provider === undefined ? undefined : providerTokens(provider);
  return {
    async identify(token, now) {
      const checking = elsewhere !== undefined && issuerIn(token) === provider?.issuer ? elsewhere : development;
      return checking?.identify(token, now);
    },
  };
}

/** Who a token says it is from. Nothing is believed of it yet. */
function issuerIn(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}
