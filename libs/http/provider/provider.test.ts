import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Inject, Module, Param } from '@nestjs/common';
import * as client from 'openid-client';
import {
  AuthorityCode,
  By,
  May,
  serveApp,
  SURROUNDINGS,
  type Caller,
  type Served,
  type SignIn,
  type Surroundings,
} from '../index.ts';
import { people } from './people.ts';

@May('own-permissions')
@Controller('authorities/:authority')
class WhoController {
  constructor(@Inject(SURROUNDINGS) readonly surroundings: Surroundings) {}

  @Get('who')
  who(@Param('authority', AuthorityCode) _: string, @By() by: Caller): Caller {
    return by;
  }
}

@Module({ controllers: [WhoController] })
class WhoModule {}

let folder: string;
let served: Served;
let signIn: SignIn;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-provider-'));
  const common = { module: WhoModule, name: 'who', port: 0, dataFolder: folder, logLevel: 'silent' };
  served = await serveApp({ ...common, host: '127.0.0.1', signsIn: true });
  const surroundings: Surroundings = served.app.get(SURROUNDINGS);
  if (surroundings.signIn === undefined) throw new Error('Nobody can sign in.');
  signIn = surroundings.signIn;
});

afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true });
});

/** A browser: follows no redirect by itself, and keeps cookies, each for the paths it is for. */
function browser() {
  const kept = new Map<string, { readonly value: string; readonly path: string }>();
  return async (url: string | URL, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const { pathname } = new URL(url);
    const cookie = [...kept]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(';')[0] ?? ''}=${value}`)
      .join('; ');
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      const path = /path=([^;]+)/i.exec(set)?.[1] ?? '/';
      if (value === '') kept.delete(`${name};${path}`);
      else kept.set(`${name};${path}`, { value, path });
    }
    return answer;
  };
}

const located = (answer: Response, from: string | URL): URL => new URL(answer.headers.get('location') ?? '', from);
const redirect = (): string => `${served.url}/sign-in/callback`;

async function configuration(): Promise<client.Configuration> {
  const settings = [new URL(signIn.issuer()), signIn.clientId, undefined, client.None()] as const;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out: this provider is on this machine
  return client.discovery(...settings, { execute: [client.allowInsecureRequests] });
}

/** Signs in as a person does: the client's address, the page, a choice, back to the client. */
async function signedIn(
  user: string,
  ask = browser(),
): Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers> {
  const config = await configuration();
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const asked = client.buildAuthorizationUrl(config, {
    redirect_uri: redirect(),
    scope: signIn.scope,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...signIn.parameters,
  });
  const page = located(await ask(asked), asked);
  const form = await ask(page);
  expect(form.status).toBe(200);
  expect(await form.text()).toContain(`value="${user}"`);
  const resume = located(await ask(page, { user }), page);
  const back = located(await ask(resume), resume);
  expect(back.origin + back.pathname).toBe(redirect());
  return client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state });
}

async function who(authority: string, token: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${served.url}/authorities/${authority}/who`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: answer.status, body: await answer.json() };
}

it('lets a person sign in with an authorization code and PKCE, and the services know the person by the access token', async () => {
  const tokens = await signedIn('dev-manager');
  expect(tokens.claims()).toMatchObject({ sub: 'dev-manager', name: 'Dev Dale' });
  expect(await who('855', tokens.access_token)).toEqual({
    status: 200,
    body: {
      user: 'dev-manager',
      role: 'manager',
      roles: ['manager', 'caseworker'],
      worker: 'W4',
      team: 'Child Protection North',
      name: 'Dev Dale',
    },
  });
  expect((await who('856', tokens.access_token)).status).toBe(403);
});

it('takes an access token and no ID token for one', async () => {
  const { access_token: access, id_token: id = '' } = await signedIn('grace-auditor');
  expect((await who('855', access)).status).toBe(200);
  expect((await who('855', id)).status).toBe(401);
});

it('gives a fresh access token for a refresh token', async () => {
  const { refresh_token: refresh = '' } = await signedIn('isla-caseworker');
  const again = await client.refreshTokenGrant(await configuration(), refresh);
  expect(await who('856', again.access_token)).toMatchObject({ status: 200, body: { user: 'isla-caseworker' } });
});

it('signs a person out, and then asks again who it is', async () => {
  const ask = browser();
  const { id_token: hint = '' } = await signedIn('esther-chair', ask);
  const end = client.buildEndSessionUrl(await configuration(), {
    id_token_hint: hint,
    post_logout_redirect_uri: `${served.url}/`,
  });
  const page = await (await ask(end)).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const confirm = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const after = await ask(new URL(confirm, end), { xsrf, logout: 'yes' });
  expect(located(after, end).href).toBe(`${served.url}/`);
  await signedIn('farid-analyst', ask);
});

it('asks again where nobody, or nobody it knows, was chosen', async () => {
  const ask = browser();
  const asked = client.buildAuthorizationUrl(await configuration(), {
    redirect_uri: redirect(),
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
  });
  const page = located(await ask(asked), asked);
  for (const form of [{}, { user: 'administrator' }]) {
    const answer = await ask(page, form);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('role="alert"');
  }
});

it.each([
  ['an address elsewhere', { redirect_uri: 'https://evil.example/sign-in/callback' }],
  ['another path of this machine', { redirect_uri: 'http://localhost:3000/elsewhere' }],
  ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
  ['a plain challenge', { code_challenge_method: 'plain' }],
  ['an implicit grant', { response_type: 'token' }],
])('signs nobody in for a client that asks with %s', async (_, wrong) => {
  const wanted: Readonly<Record<string, string | undefined>> = {
    client_id: signIn.clientId,
    response_type: 'code',
    redirect_uri: redirect(),
    scope: 'openid',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
    ...wrong,
  };
  const given = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const answer = await browser()(`${signIn.issuer()}/auth?${new URLSearchParams(given).toString()}`);
  const to = answer.headers.get('location') ?? '';
  expect(answer.status === 400 || /[?#&]error=/.test(to)).toBe(true);
  expect(to).not.toMatch(/evil|[?#&](?:code|access_token)=/);
});

it('answers this machine only, with the policy of its pages on every answer', async () => {
  const asked = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${served.url}/oidc/.well-known/openid-configuration`, { headers });
  const answer = await asked({});
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await asked({ 'x-forwarded-for': '10.0.0.1' })).status).toBe(403);
  expect((await asked({ origin: 'https://evil.example' })).status).toBe(403);
});

it('is not there on a server that others can reach', async () => {
  const common = { module: WhoModule, name: 'who', port: 0, dataFolder: folder, logLevel: 'silent', signsIn: true };
  const elsewhere = await serveApp({ ...common, host: '0.0.0.0' });
  try {
    const url = `http://127.0.0.1:${String(elsewhere.port)}`;
    expect((await fetch(`${url}/oidc/.well-known/openid-configuration`)).status).toBe(404);
  } finally {
    await elsewhere.stop();
  }
});

it('knows somebody of each role, of several authorities, and workers', () => {
  expect(new Set(people.flatMap(({ roles }) => roles)).size).toBe(6);
  expect(new Set(people.map(({ authority }) => authority))).toEqual(new Set(['855', '856', '857']));
  expect(new Set(people.map(({ user }) => user)).size).toBe(people.length);
});
