import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isAskedFromHere } from '../asked-from-here.ts';
import { problem } from '../problem.ts';
import type Provider from 'oidc-provider';
import type { DevelopmentProvider } from './provider.ts';
import { signInPage, style } from './pages.ts';
import { people } from './people.ts';

/**
 * Serves the development provider at `/oidc`. It is made when first asked, since only then is the port known. Only who asks
 * from this machine, by one of its names, is answered. `told` says what it is once the server listens.
 */
export function mountDevelopmentProvider(fastify: FastifyInstance, told: () => DevelopmentProvider): void {
  let made: Promise<Provider> | undefined;
  const provider = (): Promise<Provider> =>
    (made ??= import('./provider.ts').then(({ developmentProvider }) => developmentProvider(told())));
  void fastify.register(
    (scope, _, done) => {
      scope.removeAllContentTypeParsers();
      // The provider reads forms itself, from the request as it comes.
      scope.addContentTypeParser('*', (_request, _payload, parsed) => {
        parsed(null);
      });
      scope.addHook('onRequest', (request, reply, next) => {
        reply.header('content-security-policy', policy);
        next(isAskedFromHere(request) ? undefined : notFromHere());
      });
      scope.get('/pages.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
      scope.get('/sign-in/:uid', async (request, reply) => show(await provider(), request, reply));
      scope.post('/sign-in/:uid', async (request, reply) => signIn(await provider(), request, reply));
      scope.all('/*', async (request, reply) => {
        const callback = (await provider()).callback();
        reply.hijack();
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) reply.raw.setHeader(name, value);
        }
        // The provider is told of its place as Connect would tell it: it knows its addresses from there on.
        const { raw } = request;
        Object.assign(raw, { originalUrl: raw.url, url: raw.url?.replace(/^\/oidc(?=[/?]|$)/, '') });
        await callback(raw, reply.raw);
      });
      done();
    },
    { prefix: '/oidc' },
  );
}

/**
 * These pages send forms to themselves, and are then led on to a client at another port of this machine. A policy cannot name
 * an IPv6 address.
 */
const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
  "form-action 'self' http://localhost:* http://127.0.0.1:*";

async function show(provider: Provider, { raw }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { uid } = await interaction(provider, raw, reply);
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(signInPage(people, actionOf(uid)));
}

async function signIn(provider: Provider, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { raw } = request;
  const { uid } = await interaction(provider, raw, reply);
  const user = new URLSearchParams(await formIn(raw)).get('user');
  if (!people.some((person) => person.user === user)) {
    return reply
      .status(400)
      .type('text/html; charset=utf-8')
      .send(signInPage(people, actionOf(uid), 'nobody'));
  }
  const login = { accountId: user ?? '', remember: false };
  return reply.redirect(await provider.interactionResult(raw, reply.raw, { login }), 303);
}

function actionOf(uid: string): string {
  return `/oidc/sign-in/${uid}`;
}

/** What is being signed in for. Throws the 400 where nothing is: the page was kept, or its cookie is gone. */
async function interaction(
  provider: Provider,
  raw: FastifyRequest['raw'],
  reply: FastifyReply,
): Promise<{ readonly uid: string }> {
  try {
    return await provider.interactionDetails(raw, reply.raw);
  } catch {
    throw problem(
      400,
      'sign-in-over',
      'This sign-in is over or was never begun. Begin again from Waymark’s first page.',
    );
  }
}

/** A form of one field: 4 KiB is more than it can be. */
async function formIn(raw: FastifyRequest['raw']): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of raw as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > 4096) throw problem(413, 'body-too-large', 'Send the choice and nothing more.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function notFromHere(): Error {
  const detail =
    'The development sign-in answers this machine only: ask as localhost, 127.0.0.1 or [::1], through no proxy.';
  return problem(403, 'not-from-here', detail);
}
