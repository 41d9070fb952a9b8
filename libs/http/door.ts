import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isProbe } from './bounds.ts';
import type { Gate } from './gate.ts';
import { problem, problemMediaType, type Problem } from './problem.ts';
import { nameAnswer, newRequestId } from './request-ids.ts';
import { isLoopback, type Surroundings } from './surroundings.ts';

/** The HTTP server, with everything bounded that a request could make large, many or slow. */
export function doorOf({ limits, trustedProxies }: Gate): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: 'idle',
    // What still comes while it stops is answered, and its connection then closed.
    return503OnClosing: false,
    genReqId: newRequestId,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: unreadableAddress,
    clientErrorHandler: answerRaw,
    requestTimeout: limits.requestWithinMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: {
      headersTimeout: Math.min(limits.headersWithinMs, limits.requestWithinMs),
      connectionsCheckingInterval: Math.min(5_000, limits.headersWithinMs, limits.requestWithinMs),
      maxHeaderSize: 16 * 1024,
    },
    ...(trustedProxies.length === 0 ? {} : { trustProxy: [...trustedProxies] }),
  });
}

/** Everything that is asked of a request before it reaches a route, and said with every answer. */
export async function hangDoor(app: NestFastifyApplication, { gate, bounds }: Surroundings): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  await app.register(helmet, helmetOptions);
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(faultIn(request, gate));
  });
  await bounds.open(fastify);
  if (gate.corsOrigins.length > 0) {
    app.enableCors({
      origin: [...gate.corsOrigins],
      credentials: false,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'idempotency-key',
        'if-match',
        'access-reason',
        'last-event-id',
      ],
      exposedHeaders: ['etag', 'location', 'idempotency-key', 'retry-after', 'x-request-id'],
      maxAge: 600,
    });
  }
}

/** What is wrong with a request before anybody asks what it is for. */
function faultIn(request: FastifyRequest, gate: Gate): Problem | undefined {
  const { raw, headers } = request;
  if (Buffer.byteLength(raw.url ?? '') > gate.limits.urlBytes) {
    const most = String(gate.limits.urlBytes);
    return problem(414, 'address-too-long', `Keep an address with its query to ${most} bytes.`);
  }
  const repeated = repeatedIn(raw.rawHeaders);
  if (repeated !== undefined) {
    return problem(400, 'repeated-header', `Send ${repeated} once: which one counts, two readers may see differently.`);
  }
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (encoding.toLowerCase() !== 'identity') {
    return problem(415, 'encoded-body', 'Send the body as it is, without Content-Encoding.');
  }
  if (
    gate.publicUrl !== undefined &&
    gate.mode === 'production' &&
    !isProbe(request) &&
    !isOurs(request.host, gate.publicUrl)
  ) {
    return problem(421, 'wrong-host', 'This server is asked by another name. Ask at the address people know it by.');
  }
  return undefined;
}

/** The headers that decide who asks what of whom. */
const once = new Set([
  'authorization',
  'host',
  'content-type',
  'content-length',
  'idempotency-key',
  'if-match',
  'cookie',
]);

function repeatedIn(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (seen.has(name) && once.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

/** By its own name, or from this machine: the pages ask the services so, and whoever runs it looks whether it lives. */
function isOurs(host: string, publicUrl: string): boolean {
  const asked = host.toLowerCase().replace(/:(?:80|443)$/, '');
  return asked === new URL(publicUrl).host || isLoopback(asked.replace(/:[0-9]{1,5}$/, '').replace(/^\[|\]$/g, ''));
}

/** An address that cannot be decoded reaches no route, hence no filter. */
function unreadableAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  nameAnswer(request, reply);
  const detail = 'The address cannot be read. Check its % signs and its length.';
  const { document } = problem(400, 'malformed-request', detail);
  void reply.status(400).type(problemMediaType).send(JSON.stringify(document));
}

/** What is not HTTP, is too large or comes too slowly reaches no route either: it is answered on the wire, and hung up on. */
function answerRaw(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { document } = wireProblem(error.code);
  const body = JSON.stringify(document);
  const status = `${String(document.status)} ${STATUS_CODES[document.status] ?? ''}`;
  const head = `HTTP/1.1 ${status}\r\nContent-Type: ${problemMediaType}\r\nContent-Length: ${String(Buffer.byteLength(body))}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${body}`);
}

function wireProblem(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return problem(408, 'too-slow', 'The request did not arrive in time. Send it again.');
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return problem(431, 'headers-too-large', 'Keep the address and headers together to 16 KiB.');
  }
  return problem(
    400,
    'malformed-request',
    'The request is not HTTP as it is read here. Check its line and its headers.',
  );
}

/**
 * Nothing is let in by default: answers are data. A page says its own policy with its answer (`/docs`, the pages of apps/web
 * with a nonce). Transport security is for whoever ends TLS to say.
 */
const helmetOptions = {
  strictTransportSecurity: false,
  // Addresses hold the ids of children: they are told to nobody else. Of a form of ours the origin stays known.
  referrerPolicy: { policy: 'same-origin' as const },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
  },
};

/** The policy of pages put together here, which style some elements inline (Swagger UI) and load nothing from elsewhere. */
export const pagePolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'";
