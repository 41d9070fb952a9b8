import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { ownClaims } from './caller.ts';
import type { OpenIdProvider } from './gate.ts';
import { Problem } from './problem.ts';
import { providerTokens } from './provider-tokens.ts';
import type { Tokens } from './tokens.ts';

/** A provider elsewhere: what it answers is what this test makes of it. */
interface Elsewhere {
  readonly server: Server;
  readonly url: string;
  keys: object[];
  /** What its discovery document says beside, or instead. */
  says: object;
  away: 'no' | 'failing' | 'nonsense' | 'silent';
  asked: string[];
}

const now = Date.parse('2026-06-15T11:00:00Z');
const seconds = now / 1000;
type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let elsewhere: Elsewhere;
let first: Pair;
let second: Pair;
let patient: Tokens;

beforeAll(async () => {
  elsewhere = await provider();
  first = await generateKeyPair('ES256', { extractable: true });
  second = await generateKeyPair('ES256', { extractable: true });
});

beforeEach(async () => {
  Object.assign(elsewhere, { keys: [await jwk(first, 'k1')], says: {}, away: 'no', asked: [] });
  patient = tokens({});
});

afterAll(() => {
  elsewhere.server.closeAllConnections();
  elsewhere.server.close();
});

async function provider(): Promise<Elsewhere> {
  const server = createServer((request, response) => {
    elsewhere.asked.push(request.url ?? '');
    if (elsewhere.away === 'silent') return;
    const body =
      request.url === '/keys' ? { keys: elsewhere.keys } : { issuer: url, jwks_uri: `${url}/keys`, ...elsewhere.says };
    response.statusCode = elsewhere.away === 'failing' ? 500 : 200;
    response.end(elsewhere.away === 'nonsense' ? '<html>' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return { server, url, keys: [], says: {}, away: 'no', asked: [] };
}

async function jwk({ publicKey }: Pair, kid: string): Promise<object> {
  return { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
}

function tokens(more: Partial<OpenIdProvider>, askAgainAfter = 0): Tokens {
  const settings = {
    issuer: elsewhere.url,
    audience: 'api://waymark',
    clientId: 'pages',
    clientSecret: undefined,
    scope: 'openid',
    jwksUrl: undefined,
    algorithms: ['ES256'],
    clockSkewSeconds: 30,
    claims: ownClaims,
    ...more,
  };
  return providerTokens(settings, { answerWithin: 300, askAgainAfter, holdKeys: 600_000 });
}

interface Made {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: object;
  readonly key?: Pair['privateKey'] | Uint8Array;
}

const good = (): JWTPayload => ({
  iss: elsewhere.url,
  aud: 'api://waymark',
  sub: 'u1',
  roles: ['manager'],
  authority: '855',
  iat: seconds,
  exp: seconds + 600,
});

function token({ claims = {}, header = {}, key = first.privateKey }: Made = {}): Promise<string> {
  const all = Object.fromEntries(Object.entries({ ...good(), ...claims }).filter(([, value]) => value !== undefined));
  return new SignJWT(all).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header }).sign(key);
}

async function told(made: Made | string, by: Tokens = patient, at = now): Promise<unknown> {
  try {
    const identity = await by.identify(typeof made === 'string' ? made : await token(made), at);
    return identity === undefined ? 'unknown' : identity.user;
  } catch (error) {
    if (error instanceof Problem) return error.document.code;
    throw error;
  }
}

describe('a token of the provider', () => {
  it('is good, of every kind of header that access tokens have', async () => {
    for (const typ of ['at+jwt', 'application/at+jwt', 'JWT', undefined]) {
      expect(await told({ header: { typ } })).toBe('u1');
    }
    expect(await told({ claims: { aud: ['other', 'api://waymark'] } })).toBe('u1');
  });

  it.each<[string, () => Made]>([
    ['for another', () => ({ claims: { aud: 'pages' } })],
    ['for nobody', () => ({ claims: { aud: undefined } })],
    ['from another', () => ({ claims: { iss: 'https://evil.example' } })],
    ['from nearly the same', () => ({ claims: { iss: `${elsewhere.url}/` } })],
    ['run out', () => ({ claims: { exp: seconds - 31 } })],
    ['without end', () => ({ claims: { exp: undefined } })],
    ['not good yet', () => ({ claims: { nbf: seconds + 31 } })],
    ['signed by another', () => ({ key: second.privateKey })],
    ['signed by another that names its own key', () => ({ key: second.privateKey, header: { kid: 'k2' } })],
    ['an ID token, by the hash of its access token', () => ({ claims: { at_hash: 'x' } })],
    ['an ID token of Keycloak', () => ({ claims: { typ: 'ID' } })],
    ['a logout token', () => ({ header: { typ: 'logout+jwt' } })],
    ['a proof of possession', () => ({ header: { typ: 'dpop+jwt' } })],
  ])('is no good %s', async (_, made) => {
    expect(await told(made())).toBe('unknown');
  });

  it('may be wrong about the time by as much as is set, and not more', async () => {
    expect(await told({ claims: { exp: seconds - 29 } })).toBe('u1');
    expect(await told({ claims: { nbf: seconds + 30 } })).toBe('u1');
    expect(await told({ claims: { exp: seconds - 1 } }, tokens({ clockSkewSeconds: 0 }))).toBe('unknown');
  });

  it('is good for so long and no longer, though it was good before', async () => {
    const made = await token();
    expect(await told(made)).toBe('u1');
    expect(await told(made, patient, now + 600_000 + 30_000)).toBe('unknown');
  });

  it('says who somebody is that is nobody here', async () => {
    expect(await told({ claims: { roles: ['king'] } })).toBe('no-role');
    expect(await told({ claims: { roles: [['manager']] } })).toBe('no-role');
    expect(await told({ claims: { roles: undefined, role: 'manager' } })).toBe('no-role');
    expect(await told({ claims: { authority: '855,856' } })).toBe('no-authority');
    expect(await told({ claims: { sub: 'a\r\nb' } })).toBe('no-user');
  });
});

describe('a token that is a trick', () => {
  it('is no good unsigned', async () => {
    const unsigned = new UnsecuredJWT(good()).encode();
    const [, body = ''] = unsigned.split('.');
    expect(await told(unsigned)).toBe('unknown');
    for (const alg of ['none', 'None', 'NONE', '']) {
      const head = Buffer.from(JSON.stringify({ alg, kid: 'k1' })).toString('base64url');
      expect(await told(`${head}.${body}.`)).toBe('unknown');
    }
  });

  it('is no good signed with the public key as if it were a secret', async () => {
    for (const secret of [await exportSPKI(first.publicKey), JSON.stringify(await jwk(first, 'k1'))]) {
      const header = { alg: 'HS256' };
      expect(await told({ header, key: new TextEncoder().encode(secret) })).toBe('unknown');
    }
  });

  it('is no good with a key it brings along or names an address for', async () => {
    const own = await exportJWK(second.publicKey);
    const from = elsewhere.asked.length;
    for (const header of [
      { jwk: own },
      { jku: `${elsewhere.url}/evil` },
      { x5u: `${elsewhere.url}/evil` },
      { jwk: own, kid: undefined },
    ]) {
      expect(await told({ header, key: second.privateKey })).toBe('unknown');
    }
    expect(elsewhere.asked.slice(from)).not.toContain('/evil');
  });

  it.each(['../../dev/null', '/dev/null', "k1' OR '1'='1", '__proto__', 'constructor', '', 'k1\0', 'K1'])(
    'is no good with the key id %j',
    async (kid) => {
      expect(await told({ header: { kid } })).toBe('unknown');
    },
  );

  it('is no good that asks to be understood in a way of its own', async () => {
    const header = { crit: ['b64'], b64: true };
    const signed = await new SignJWT(good())
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header })
      .sign(first.privateKey);
    const [, body = '', signature = ''] = signed.split('.');
    const odd = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'k1', crit: ['waymark'], waymark: 1 })).toString(
      'base64url',
    );
    expect(await told(`${odd}.${body}.${signature}`)).toBe('unknown');
  });

  it.each(['', '.', '..', '...', 'a.b.c', `${'x'.repeat(7000)}.y.z`, 'e30.e30.', '💥.💥.💥'])(
    'is no good as %j',
    async (text) => {
      expect(await told(text)).toBe('unknown');
    },
  );

  it('is no good altered anywhere', async () => {
    const [head = '', , signature = ''] = (await token()).split('.');
    const grander = Buffer.from(JSON.stringify({ ...good(), roles: ['administrator'] })).toString('base64url');
    expect(await told(`${head}.${grander}.${signature}`)).toBe('unknown');
    expect(await told(`${head}.${grander}.${Buffer.alloc(64).toString('base64url')}`)).toBe('unknown');
  });
});

describe('the provider’s keys', () => {
  it('are fetched once for many tokens', async () => {
    await Promise.all(Array.from({ length: 20 }, async (_, at) => told({ claims: { jti: String(at) } })));
    expect(elsewhere.asked.filter((url) => url === '/keys')).toHaveLength(1);
  });

  it('are fetched again for a token of a new key, and one taken back is no good any more', async () => {
    expect(await told({})).toBe('u1');
    elsewhere.keys = [await jwk(second, 'k2')];
    expect(await told({ key: second.privateKey, header: { kid: 'k2' } })).toBe('u1');
    const another = await token({ claims: { jti: 'another' } });
    expect(await told(another)).toBe('unknown');
    const before = await token({ claims: { jti: 'before' } });
    expect(await told(before, patient, now + 61_000)).toBe('unknown');
  });

  it('forget a token checked before within a minute of its key being taken back', async () => {
    const made = await token();
    expect(await told(made)).toBe('u1');
    elsewhere.keys = [await jwk(second, 'k2')];
    expect(await told({ key: second.privateKey, header: { kid: 'k2' } })).toBe('u1');
    expect(await told(made, patient, now + 60_000)).toBe('unknown');
  });

  it('are not fetched for each token with a key id that nobody has', async () => {
    const calm = tokens({}, 30_000);
    for (let at = 0; at < 20; at += 1) expect(await told({ header: { kid: `x${String(at)}` } }, calm)).toBe('unknown');
    expect(elsewhere.asked.filter((url) => url === '/keys')).toHaveLength(1);
  });

  it.each(['failing', 'nonsense', 'silent'] as const)(
    'let nobody in while the provider is %s, and people in when it is back',
    async (away) => {
      elsewhere.away = away;
      expect(await told({})).toBe('identity-away');
      expect(await told({ key: second.privateKey })).toBe('identity-away');
      elsewhere.away = 'no';
      expect(await told({})).toBe('u1');
    },
  );

  it('are asked for again with a Retry-After', async () => {
    elsewhere.away = 'failing';
    const asked = patient.identify(await token(), now);
    await expect(asked).rejects.toMatchObject({ document: { status: 503 }, headers: { 'retry-after': '1' } });
  });

  it('are nobody’s that names itself otherwise, or names no keys', async () => {
    for (const says of [{ issuer: 'https://evil.example' }, { jwks_uri: undefined }, { jwks_uri: 'no address' }]) {
      elsewhere.says = says;
      expect(await told({}, tokens({}))).toBe('identity-away');
    }
  });

  it('are asked of the address that is set, where one is', async () => {
    elsewhere.says = { issuer: 'https://evil.example' };
    expect(await told({}, tokens({ jwksUrl: `${elsewhere.url}/keys` }))).toBe('u1');
  });
});
