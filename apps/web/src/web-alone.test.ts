import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import * as client from 'openid-client';
import {
  developmentGate,
  issueDevelopmentToken,
  serveApp,
  SURROUNDINGS,
  type Gate,
  type Served,
  type Surroundings,
} from '#http';
import { WebSettings } from './config.ts';
import { WEB, type Web } from './web.ts';
import { WebModule } from './web.module.ts';

const minute = 60_000;
const morning = Date.parse('2026-06-15T08:00:00Z');

/** The pages alone, with what stands where the services should answer. */
interface Alone {
  readonly url: string;
  readonly web: Web;
  readonly surroundings: Surroundings;
  readonly clock: { now: number };
  readonly folder: string;
  /** What answers in the services' place: nothing at all, or a proxy's own words with a status. */
  readonly answering: (how: 'nothing' | { readonly status: number; readonly text: string }) => Promise<void>;
  readonly ask: (address: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly stop: () => Promise<void>;
}

async function alone(gate: Gate = developmentGate): Promise<Alone> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-web-'));
  const clock = { now: morning };
  let proxy: Server | undefined;
  let port = 1;
  const settings = Object.assign(new WebSettings(), { WAYMARK_DATA: folder });
  Object.defineProperty(settings, 'SERVICES_URL', { get: () => `http://127.0.0.1:${String(port)}` });
  const served: Served = await serveApp({
    name: 'web',
    module: WebModule.of(settings),
    host: '127.0.0.1',
    port: 0,
    dataFolder: folder,
    signsIn: true,
    gate,
    now: () => clock.now,
    logLevel: 'silent',
  });
  const close = async (): Promise<void> => {
    const open = proxy;
    proxy = undefined;
    open?.closeAllConnections();
    if (open !== undefined) await new Promise((resolve) => open.close(resolve));
  };
  return {
    url: served.url,
    web: served.app.get<Web>(WEB, { strict: false }),
    surroundings: served.app.get<Surroundings>(SURROUNDINGS, { strict: false }),
    clock,
    folder,
    answering: async (how) => {
      await close();
      if (how === 'nothing') return;
      const made = createServer((_, response) => {
        response.writeHead(how.status, { 'content-type': 'text/html', 'retry-after': '7' }).end(how.text);
      });
      proxy = made;
      await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
      ({ port } = made.address() as AddressInfo);
    },
    ask: (address, headers = {}) =>
      fetch(`${served.url}${address}`, { redirect: 'manual', headers: { accept: 'text/html', ...headers } }),
    stop: async () => {
      await close();
      await served.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function sessionOf({ web, folder, clock }: Alone): Promise<string> {
  const person = { user: 'u1', role: 'caseworker', roles: ['caseworker'], authority: '855' } as const;
  return web.sessions.begin(person, {
    access: await issueDevelopmentToken({ ...person, dataFolder: folder, now: clock.now }),
  });
}

describe('pages that people reach over TLS, which a proxy ends', () => {
  let pages: Alone;

  beforeAll(async () => {
    pages = await alone({ ...developmentGate, publicUrl: 'https://waymark.example' });
  });

  afterAll(() => pages.stop());

  it('know a session by a cookie that no other host of the domain can set, and by no other', async () => {
    const id = await sessionOf(pages);
    const signedIn = async (name: string): Promise<boolean> =>
      (await (await pages.ask('/', { cookie: `${name}=${id}` })).text()).includes('Sign out');
    expect(await signedIn('__Host-waymark-session')).toBe(true);
    expect(await signedIn('waymark-session')).toBe(false);
  });

  it('send no cookie that goes over an open line', async () => {
    const begun = await pages.ask('/sign-in');
    expect(begun.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^waymark-sign-in=.*; HttpOnly; SameSite=Lax; Secure;/),
    ]);
    expect(new URL(begun.headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(
      'https://waymark.example/sign-in/callback',
    );
  });

  it('take the form of their own page, and sign out by it: the cookie is taken back', async () => {
    const cookie = `__Host-waymark-session=${await sessionOf(pages)}`;
    const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(await (await pages.ask('/', { cookie })).text()) ?? [];
    const post = (origin: string): Promise<Response> =>
      fetch(`${pages.url}/sign-out`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, origin, accept: 'text/html' },
        body: new URLSearchParams({ _csrf: csrf }),
      });
    expect((await post('https://elsewhere.example')).status).toBe(403);
    const out = await post('https://waymark.example');
    expect([out.status, out.headers.getSetCookie()]).toEqual([
      303,
      ['__Host-waymark-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0'],
    ]);
    expect(await (await pages.ask('/', { cookie })).text()).not.toContain('Sign out');
  });
});

describe('pages before services that do not answer as they should', () => {
  let pages: Alone;
  let cookie: string;

  beforeAll(async () => {
    pages = await alone();
    cookie = `waymark-session=${await sessionOf(pages)}`;
  });

  afterAll(() => pages.stop());

  const html = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'long-title': 'off', 'require-sri': 'off' },
  });

  it.each([
    ['away', 'nothing', 503, 'Waymark cannot answer just now'],
    ['busy', { status: 503, text: 'upstream' }, 503, 'Waymark cannot answer just now'],
    [
      'a proxy that has lost them',
      { status: 502, text: '<h1>Bad gateway of 10.0.0.7</h1>' },
      502,
      'there is a problem',
    ],
    ['no JSON', { status: 200, text: '<h1>Welcome to 10.0.0.7</h1>' }, 500, 'there is a problem'],
    ['too many', { status: 429, text: 'slow down' }, 429, 'Too many requests'],
  ] as const)('say in plain words what it is where they are %s', async (_, how, status, says) => {
    await pages.answering(how);
    const answer = await pages.ask('/my-work', { cookie });
    const text = await answer.text();
    expect([answer.status, text.includes(says), text.includes('10.0.0.7')]).toEqual([status, true, false]);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const { results } = await html.validateString(text);
    expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual(
      [],
    );
  });

  it('still show the first page, and let people sign out', async () => {
    await pages.answering('nothing');
    const answer = await pages.ask('/', { cookie });
    expect([answer.status, (await answer.text()).includes('Sign out')]).toEqual([200, true]);
  });

  it('ask for signing in again where the services no longer take the token', async () => {
    await pages.answering({ status: 401, text: 'expired' });
    const answer = await pages.ask('/my-work?state=overdue', { cookie });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      '/sign-in?then=%2Fmy-work%3Fstate%3Doverdue',
    ]);
  });
});

describe('a session whose tokens run out before it does', () => {
  let pages: Alone;

  beforeAll(async () => {
    pages = await alone();
  });

  afterAll(() => pages.stop());

  beforeEach(() => {
    pages.clock.now = morning;
  });

  /** Signs in at the development provider as a browser does, and answers the session's cookie. */
  async function signedIn(): Promise<string> {
    const kept = new Map<string, string>();
    const visit = async (url: URL | string, form?: Readonly<Record<string, string>>): Promise<Response> => {
      const answer = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      });
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        kept.set(name, value);
      }
      return answer;
    };
    const after = (answer: Response, from: URL | string): URL => new URL(answer.headers.get('location') ?? '', from);
    const there = after(await visit(`${pages.url}/sign-in`), pages.url);
    const page = after(await visit(there), there);
    const resume = after(await visit(page, { user: 'amira-caseworker' }), page);
    const back = after(await visit(resume), resume);
    expect((await visit(back)).status).toBe(303);
    return kept.get('waymark-session') ?? '';
  }

  const held = (id: string) => {
    const found = pages.web.sessions.find(id);
    return found !== undefined && 'session' in found ? found.session : undefined;
  };
  const opens = async (id: string): Promise<boolean> =>
    (await (await pages.ask('/', { cookie: `waymark-session=${id}` })).text()).includes('Sign out');
  /** Somebody who asks for a page every so often, for so many minutes. */
  async function goesOn(id: string, minutes: number): Promise<void> {
    const until = pages.clock.now + minutes * minute;
    while (pages.clock.now + 20 * minute < until) {
      pages.clock.now += 20 * minute;
      expect(await opens(id)).toBe(true);
    }
    pages.clock.now = until;
  }

  it('goes on with fresh ones, asked for a minute before they run out and not before', async () => {
    const id = await signedIn();
    const first = held(id)?.token;
    await goesOn(id, 58);
    expect(await opens(id)).toBe(true);
    expect(held(id)?.token).toBe(first);
    pages.clock.now += minute;
    expect(await opens(id)).toBe(true);
    expect(held(id)?.token).not.toBe(first);
  });

  it('asks for them once, however many pages wait, and goes on for hours', async () => {
    const id = await signedIn();
    for (let hour = 1; hour <= 3; hour += 1) {
      await goesOn(id, 60);
      expect(await Promise.all(Array.from({ length: 8 }, () => opens(id)))).not.toContain(false);
    }
  });

  it('is over where the provider gives none any more', async () => {
    const id = await signedIn();
    await goesOn(id, 60);
    const issuer = new URL(pages.surroundings.signIn?.issuer() ?? '');
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out: this provider is on this machine
    const execute = [client.allowInsecureRequests];
    const configuration = await client.discovery(issuer, 'waymark', undefined, client.None(), { execute });
    await client.tokenRevocation(configuration, held(id)?.refreshToken ?? '');
    expect(await opens(id)).toBe(false);
    const answer = await pages.ask('/my-work', { cookie: `waymark-session=${id}` });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?then=%2Fmy-work']);
  });
});
