import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Body, Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  developmentGate,
  issueDevelopmentToken,
  limitsByDefault,
  May,
  serveApp,
  type Gate,
  type Served,
} from './index.ts';

@May('own-permissions')
@Controller('things')
class ThingsController {
  @Get()
  all(): object {
    return { things: [] };
  }

  @Post()
  add(@Body() body: object): object {
    return body;
  }

  /** As every stream of Waymark's is answered: written to the connection, and not by Nest. */
  @Get('stream')
  stream(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('retry: 2000\n\n');
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

const serving: Served[] = [];
let folder: string;
let plain: Served;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-door-'));
  plain = await served({});
});

afterAll(async () => {
  for (const each of serving) await each.stop();
  rmSync(folder, { recursive: true });
});

async function served(gate: Partial<Gate>, limits: Partial<Gate['limits']> = {}): Promise<Served> {
  const whole = { ...developmentGate, ...gate, limits: { ...limitsByDefault, ...limits } };
  const common = { module: ThingsModule, name: 'things', host: '127.0.0.1', port: 0, dataFolder: folder };
  const app = await serveApp({ ...common, gate: whole, logLevel: 'silent' });
  serving.push(app);
  return app;
}

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: Headers;
  readonly text: string;
}

async function ask({ url }: Served, path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url + path, init);
  const text = await answer.text();
  const isProblem = answer.headers.get('content-type') === 'application/problem+json; charset=utf-8';
  const code = isProblem ? (JSON.parse(text) as { readonly code: string }).code : undefined;
  return { status: answer.status, code, headers: answer.headers, text };
}

/** Says exactly this on the wire, and tells what comes back until the server hangs up. */
function wire({ port }: Served, ...said: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => (heard += part));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(heard);
    });
    for (const each of said) socket.write(each);
  });
}

const asked = (headers: string, body = ''): string =>
  `POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;

describe('every answer', () => {
  it('lets a browser do nothing with it, tells nobody where it came from, and not what made it', async () => {
    for (const path of ['/things', '/nowhere', '/health/live', '/openapi.json']) {
      const { headers } = await ask(plain, path);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-frame-options')).not.toBeNull();
      expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null]);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('may style inline in the documents alone, and run no script inline there either', async () => {
    const policy = (await ask(plain, '/docs')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("style-src 'self' 'unsafe-inline'");
    expect(policy).not.toMatch(/script-src|unsafe-eval/);
  });
});

describe('the pages of another origin', () => {
  const origin = 'https://front.example';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };

  it('read no answer, unless their origin is on the list', async () => {
    expect((await ask(plain, '/things', preflight)).headers.get('access-control-allow-origin')).toBeNull();
    const open = await served({ corsOrigins: [origin] });
    const answer = await ask(open, '/things', preflight);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    const other = await ask(open, '/things', {
      ...preflight,
      headers: { ...preflight.headers, origin: 'https://evil.example' },
    });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('are not this machine’s owner, though the browser is on it', async () => {
    const evil: readonly Readonly<Record<string, string>>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost.evil.example' },
    ];
    for (const headers of evil) {
      expect((await ask(plain, '/things', { method: 'POST', headers })).status).toBe(401);
    }
    const own = { origin: 'http://localhost:3000', 'content-type': 'application/json' };
    expect((await ask(plain, '/things', { method: 'POST', headers: own, body: '{}' })).status).toBe(201);
  });
});

describe('too many requests', () => {
  it('from one address are refused with when to come back, and a load balancer is answered still', async () => {
    const few = await served({}, { requestsPerAddress: 3 });
    for (let at = 0; at < 3; at += 1) expect((await ask(few, '/things')).status).toBe(200);
    const answer = await ask(few, '/things');
    expect([answer.status, answer.code]).toEqual([429, 'too-many-requests']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(few, '/nowhere')).status).toBe(429);
    expect((await ask(few, '/openapi.json')).status).toBe(429);
    for (const path of ['/health/live', '/health/ready', '/metrics']) expect((await ask(few, path)).status).toBe(200);
  });

  it('of one person are refused, and another’s are not', async () => {
    const few = await served({}, { requestsPerUser: 2 });
    const as = async (user: string): Promise<number> => {
      const given = { role: 'manager', authority: '855', user, dataFolder: folder, now: Date.now() } as const;
      const authorization = `Bearer ${await issueDevelopmentToken(given)}`;
      return (await ask(few, '/things', { headers: { authorization } })).status;
    };
    expect([await as('u1'), await as('u1'), await as('u1'), await as('u2')]).toEqual([200, 200, 429, 200]);
  });

  it('with bad tokens are refused, and the good one of a colleague behind the same proxy is not', async () => {
    const few = await served({}, { unknownPerAddress: 2 });
    const bad = async (): Promise<number> =>
      (await ask(few, '/things', { headers: { authorization: 'Bearer x' } })).status;
    expect([await bad(), await bad(), await bad()]).toEqual([401, 401, 429]);
    expect((await ask(few, '/things')).status).toBe(200);
  });

  it('cannot say that they come from elsewhere, unless a proxy that is trusted says so', async () => {
    const from = (address: string): RequestInit => ({
      headers: { 'x-forwarded-for': address, authorization: 'Bearer x' },
    });
    const few = await served({}, { requestsPerAddress: 1 });
    const [first, second] = [await ask(few, '/things', from('10.0.0.1')), await ask(few, '/things', from('10.0.0.2'))];
    expect([first.status, second.status]).toEqual([401, 429]);
    const behind = await served({ trustedProxies: ['127.0.0.1'] }, { requestsPerAddress: 1 });
    const third = [await ask(behind, '/things', from('10.0.0.1')), await ask(behind, '/things', from('10.0.0.2'))];
    expect(third.map(({ status }) => status)).toEqual([401, 401]);
    // What a client itself says comes first in the list; only the last, which the proxy added, is believed.
    expect((await ask(behind, '/things', from('10.9.9.9, 10.0.0.1'))).status).toBe(429);
  });

  it('for streams leave those that are open, and take one again when one closes', async () => {
    const few = await served({}, { streamsPerUser: 2 });
    const open = async (): Promise<{ status: number; close: () => void }> => {
      const controller = new AbortController();
      const answer = await fetch(`${few.url}/things/stream`, { signal: controller.signal });
      return {
        status: answer.status,
        close: () => {
          controller.abort();
        },
      };
    };
    const streams = [await open(), await open(), await open()];
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 429]);
    streams[0]?.close();
    let again = await open();
    while (again.status === 429) again = await open();
    expect(again.status).toBe(200);
    for (const { close } of [...streams, again]) close();
  });
});

describe('a request that is too much', () => {
  it('in its address is refused', async () => {
    const answer = await ask(plain, `/things?q=${'x'.repeat(limitsByDefault.urlBytes)}`);
    expect([answer.status, answer.code]).toEqual([414, 'address-too-long']);
    const many = `/things?${Array.from({ length: 800 }, (_, at) => `a${String(at)}=`).join('&')}`;
    expect((await ask(plain, many)).status).toBe(414);
  });

  it('in its headers is refused', async () => {
    const heard = await wire(plain, `GET /things HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 431 [^]*application\/problem\+json[^]*headers-too-large/);
  });

  it('is refused packed, whatever it would grow to', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, ' '));
    for (const encoding of ['gzip', 'br', 'deflate', 'gzip, gzip', 'x-unknown']) {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      const answer = await ask(plain, '/things', { method: 'POST', headers, body: bomb });
      expect([answer.status, answer.code]).toEqual([415, 'encoded-body']);
    }
  });

  it('is refused nested without end; brackets in a text are text', async () => {
    for (const body of [
      '['.repeat(200_000) + ']'.repeat(200_000),
      '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
    ]) {
      const answer = await ask(plain, '/things', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect([answer.status, answer.code]).toEqual([400, 'malformed-json']);
    }
    const body = JSON.stringify({ text: `${'['.repeat(100)}"\\${'{'.repeat(100)}`, list: Array(100).fill([]) });
    const answer = await ask(plain, '/things', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([answer.status, answer.text]).toEqual([201, body]);
  });

  it('is refused when it comes too slowly, as a head and as a body', async () => {
    const brisk = await served({}, { headersWithinMs: 200, requestWithinMs: 200 });
    expect(await wire(brisk, 'POST /things HTTP/1.1\r\nHost: localh')).toMatch(/^HTTP\/1\.1 408 [^]*too-slow/);
    expect(await wire(brisk, asked('Content-Length: 100\r\n', '{"a"'))).toMatch(/^HTTP\/1\.1 408 [^]*too-slow/);
  });
});

describe('a request that two readers could read in two ways', () => {
  it.each([
    [
      'two tokens',
      asked('Authorization: Bearer a\r\nAuthorization: Bearer b\r\nContent-Length: 2\r\n', '{}'),
      'repeated-header',
    ],
    ['two hosts', asked('Host: evil.example\r\nContent-Length: 2\r\n', '{}'), 'repeated-header'],
    ['two kinds', asked('Content-type: text/plain\r\nContent-Length: 2\r\n', '{}'), 'repeated-header'],
    ['two lengths', asked('Content-Length: 2\r\nContent-Length: 3\r\n', '{}'), 'malformed-request'],
    [
      'a length and chunks',
      asked('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
      'malformed-request',
    ],
    ['no host', 'GET /things HTTP/1.1\r\nConnection: close\r\n\r\n', ''],
    ['a name with a space', asked('Authorization : Bearer a\r\nContent-Length: 2\r\n', '{}'), 'malformed-request'],
    ['a folded header', asked('X: a\r\n b: c\r\nContent-Length: 2\r\n', '{}'), 'malformed-request'],
    ['a bare line feed', 'GET /things HTTP/1.1\nHost: localhost\n\n', 'malformed-request'],
    ['a null in a header', asked('X: a\0b\r\nContent-Length: 2\r\n', '{}'), 'malformed-request'],
    ['another protocol', 'HELO waymark\r\n\r\n', 'malformed-request'],
  ])('is refused: %s', async (_, said, code) => {
    const heard = await wire(plain, said);
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(heard).toContain(code);
  });

  it('is asked as what it is, whatever else it says it is', async () => {
    const tricks = ['x-http-method-override', 'x-method-override', 'x-http-method', 'x-original-url', 'x-rewrite-url'];
    const headers = Object.fromEntries(tricks.map((name) => [name, name.includes('url') ? '/health/live' : 'POST']));
    expect((await ask(plain, '/things', { headers })).text).toBe('{"things":[]}');
    expect((await ask(plain, '/things?_method=POST')).text).toBe('{"things":[]}');
  });

  it.each([
    '/things/..',
    '//things',
    '/things//',
    '/./things',
    '/things%2f',
    '/%2e%2e/things',
    '/things%00',
    '/things;a',
    '/THINGS',
    '/things%ff',
    '/thíngs',
    '/things\\',
  ])('is at another address by %s, which is nobody’s', async (path) => {
    const heard = await wire(plain, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 40[04] [^]*application\/problem\+json/);
  });
});

describe('in production', () => {
  it('nobody is the owner, and no development token is good, though it is asked on this machine', async () => {
    const real = await served({ mode: 'production', publicUrl: 'https://waymark.example' });
    const given = { role: 'manager', authority: '855', user: 'u1', dataFolder: folder, now: Date.now() } as const;
    const authorization = `Bearer ${await issueDevelopmentToken(given)}`;
    expect((await ask(real, '/things')).status).toBe(401);
    expect((await ask(real, '/things', { headers: { authorization } })).status).toBe(401);
    expect((await ask(real, '/oidc/.well-known/openid-configuration')).status).toBe(404);
  });

  it('it is asked by its own name, or from this machine, but for whether it lives', async () => {
    const real = await served({ mode: 'production', publicUrl: 'https://waymark.example' });
    const by = async (path: string, host: string): Promise<string> =>
      (await wire(real, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).slice(9, 12);
    expect(await by('/things', 'waymark.example')).toBe('401');
    expect(await by('/things', 'WAYMARK.example:443')).toBe('401');
    expect(await by('/things', 'localhost:3000')).toBe('401');
    for (const host of [
      'evil.example',
      'waymark.example.evil.example',
      'waymark.example@evil.example',
      '10.0.0.1',
      '',
    ]) {
      expect(await by('/things', host)).toBe('421');
    }
    expect(await by('/health/live', '10.0.0.1:8080')).toBe('200');
  });
});
