import * as client from 'openid-client';
import type { SignIn } from '#http';

/** What is kept of a sign-in that was begun, until the provider sends the person back. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where to go on afterwards. */
  readonly then: string;
}

/** What the provider gave for somebody who signed in. */
export interface Given {
  readonly access: string;
  readonly refresh: string | undefined;
  readonly id: string | undefined;
  /** Milliseconds the access token is good for; undefined where the provider does not say. */
  readonly lasts: number | undefined;
}

/** The OpenID provider cannot be reached, or what it answers cannot be used. */
export class ProviderAway extends Error {
  constructor(options?: ErrorOptions) {
    super('The OpenID provider does not answer.', options);
    this.name = 'ProviderAway';
  }
}

/** The provider would not sign somebody in: they went back, their time ran out, or what came back is not what was begun. */
export class NotSignedInThere extends Error {
  constructor(options?: ErrorOptions) {
    super('The OpenID provider did not sign the person in.', options);
    this.name = 'NotSignedInThere';
  }
}

/** Signing in at an OpenID provider: authorization code with PKCE. Whatever comes back must be of what was begun. */
export class OpenIdProvider {
  private discovered: Promise<client.Configuration> | undefined;
  private known: client.Configuration | undefined;

  constructor(private readonly signIn: SignIn) {}

  /** Where to send the browser, and what to keep until it is back at `redirectUri`. */
  async begin(redirectUri: string, then: string): Promise<{ readonly address: URL; readonly begun: Begun }> {
    const begun = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      then,
    };
    const address = client.buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: redirectUri,
      scope: this.signIn.scope,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
      ...this.signIn.parameters,
    });
    return { address, begun };
  }

  /** What the provider gives for the code that came back. Throws `NotSignedInThere` where it is not of what was begun. */
  async finish(back: URL, { state, nonce, verifier }: Begun): Promise<Given> {
    const configuration = await this.configuration();
    try {
      return givenBy(
        await client.authorizationCodeGrant(configuration, back, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        }),
      );
    } catch (error) {
      throw new NotSignedInThere({ cause: error });
    }
  }

  /** Fresh tokens. Throws `NotSignedInThere` where the provider gives none any more. */
  async refresh(token: string): Promise<Given> {
    const configuration = await this.configuration();
    try {
      return givenBy(await client.refreshTokenGrant(configuration, token));
    } catch (error) {
      throw new NotSignedInThere({ cause: error });
    }
  }

  /** Where the browser ends its session with the provider too; undefined where the provider has no such address. */
  async end(id: string | undefined, backTo: string): Promise<URL | undefined> {
    try {
      const configuration = await this.configuration();
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
      const hint = id === undefined ? {} : { id_token_hint: id };
      return client.buildEndSessionUrl(configuration, { ...hint, post_logout_redirect_uri: backTo });
    } catch {
      // Here the person is signed out already; the provider will answer to itself.
      return undefined;
    }
  }

  /** The origin that signing out leads to: forms may be sent on there. */
  endsAt(): string {
    return new URL(this.known?.serverMetadata().end_session_endpoint ?? this.signIn.issuer()).origin;
  }

  /** Read once; where the provider is away, again at the next sign-in. */
  private async configuration(): Promise<client.Configuration> {
    this.discovered ??= this.discover();
    try {
      return (this.known = await this.discovered);
    } catch (error) {
      this.discovered = undefined;
      throw new ProviderAway({ cause: error });
    }
  }

  private discover(): Promise<client.Configuration> {
    const issuer = new URL(this.signIn.issuer());
    const { clientId, clientSecret } = this.signIn;
    const proof = clientSecret === undefined ? client.None() : undefined;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out: only for this very machine
    const execute = isThisMachine(issuer) ? [client.allowInsecureRequests] : [];
    return client.discovery(issuer, clientId, clientSecret, proof, { execute });
  }
}

function givenBy(tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers): Given {
  const seconds = tokens.expiresIn();
  return {
    access: tokens.access_token,
    refresh: tokens.refresh_token,
    id: tokens.id_token,
    lasts: seconds === undefined ? undefined : seconds * 1000,
  };
}

function isThisMachine({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
