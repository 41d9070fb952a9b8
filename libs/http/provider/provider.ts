import { randomBytes } from 'node:crypto';
import { exportJWK } from 'jose';
import Provider, { interactionPolicy, type Configuration } from 'oidc-provider';
import { issuerKeyOf } from '../development-issuer.ts';
import { memory } from './memory.ts';
import { failedPage, signedOutPage, signOutPage } from './pages.ts';
import { people } from './people.ts';

/** Everything the development provider says of itself to a client. */
export interface DevelopmentProvider {
  /** Its own address, `http://localhost:3000/oidc`. */
  readonly issuer: string;
  readonly dataFolder: string;
  readonly clientId: string;
  readonly audience: string;
}

/**
 * An OpenID provider for development: authorization code with PKCE for one public client on this machine, tokens signed
 * with the data folder's development key. Access tokens are JWTs that say of a person what Waymark reads in one.
 */
export async function developmentProvider({
  issuer,
  dataFolder,
  clientId,
  audience,
}: DevelopmentProvider): Promise<Provider> {
  const key = await exportJWK(issuerKeyOf(dataFolder));
  const configuration: Configuration = {
    adapter: memory(),
    jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: [
      {
        client_id: clientId,
        // A native client's loopback addresses are good at any port: of this server, of another service, of a test.
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: loopback('/sign-in/callback'),
        post_logout_redirect_uris: loopback('/'),
      },
    ],
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub'], profile: claimsTold },
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id) }),
    extraTokenClaims: (_, token) => ('accountId' in token ? claimsOf(token.accountId) : undefined),
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    // Whoever signs in here asked for it: there is nothing to consent to.
    loadExistingGrant: async (ctx) => {
      const { client, session, params, provider } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      const scope = params?.['scope'];
      grant.addOIDCScope(typeof scope === 'string' ? scope : 'openid');
      grant.addResourceScope(resource, 'waymark');
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = signedOutPage();
        },
      },
      revocation: { enabled: true },
      userinfo: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'waymark',
          audience,
          accessTokenTTL: hour,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    interactions: { policy: withoutConsent(), url: (_, { uid }) => `/oidc/sign-in/${uid}` },
    ttl: {
      AccessToken: hour,
      AuthorizationCode: 60,
      Grant: 8 * hour,
      IdToken: hour,
      Interaction: hour,
      RefreshToken: 8 * hour,
      Session: 8 * hour,
    },
    renderError: (ctx, { error, error_description: said }) => {
      ctx.type = 'html';
      ctx.body = failedPage(error, said ?? 'The request to sign in was not in order.');
    },
  };
  return new Provider(issuer, configuration);
}

/** What an access token is for, by the name OAuth's resource indicators ask for. */
const resource = 'urn:waymark';
const hour = 60 * 60;
const claimsTold = ['name', 'roles', 'authority', 'worker', 'team'];

/** A native client's user would be asked each time: who signs in here has chosen already. */
function withoutConsent(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
}

function loopback(path: string): string[] {
  return ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}${path}`);
}

function claimsOf(id: string): { readonly sub: string; readonly [claim: string]: unknown } {
  const { user: sub, ...more } = people.find(({ user }) => user === id) ?? { user: id };
  return { sub, ...more };
}
