import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Gauge, type Registry } from 'prom-client';
import { problem, problemMediaType } from './problem.ts';
import { waitingRoom, type Capacity, type Place } from './waiting-room.ts';
import { whenOver } from './when-over.ts';

/** Who is let in to an application, and how it empties before it stops. */
export interface Admission {
  /** From now on every answer closes its connection, and no answer begins that goes on for ever. */
  readonly leave: () => void;
  /** Ends the answers that go on for ever. Their readers ask again, here or elsewhere, from the last message they read. */
  readonly endStreams: () => void;
}

/**
 * Keeps an application from taking on more than it can answer in good time. What it has no room for waits for a short
 * while, facts before looks, and is then refused with 503 and Retry-After before anything of it was read, so that memory
 * and the time of what was taken on stay bounded. Health and metrics are always answered.
 */
export function admitRequests(fastify: FastifyInstance, capacity: Capacity, registry: Registry): Admission {
  const room = waitingRoom(capacity);
  const streams = new Set<FastifyReply>();
  let leaving = false;
  let refusals = 0;
  const refused = countRefusals(registry);
  tellRoom(registry, room.standing);

  fastify.addHook('onRequest', (request, reply, done) => {
    const kind = kindOf(request);
    if (kind === 'always') {
      done();
      return;
    }
    if (kind === 'stream') {
      if (leaving || streams.size >= capacity.mostStreams) refuse(reply, kind);
      else {
        streams.add(reply);
        whenOver(reply, () => streams.delete(reply));
        done();
      }
      return;
    }
    const place: Place = room.ask(kind, {
      enter: done,
      refuse: () => {
        refuse(reply, kind);
      },
    });
    whenOver(reply, place.leave);
  });

  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (leaving) void reply.header('connection', 'close');
    done();
  });

  function refuse(reply: FastifyReply, kind: Kind): void {
    refused.inc({ kind });
    // Spread out, or all who were refused together would come again together.
    const wait = String(1 + (refusals++ % mostWaitSeconds));
    const detail = `More is being asked of Waymark than it can answer in good time. Nothing was done. Try again in ${wait} seconds${kind === 'write' ? ' with the same Idempotency-Key' : ''}.`;
    const { document, headers } = problem(503, 'overloaded', detail, {}, { 'retry-after': wait });
    void reply.status(503).headers(headers).type(problemMediaType).send(JSON.stringify(document));
  }

  return {
    leave() {
      leaving = true;
    },
    endStreams() {
      for (const { raw } of streams) raw.end();
    },
  };
}

type Kind = 'write' | 'read' | 'stream' | 'always';

const mostWaitSeconds = 3;

function kindOf({ method, routeOptions: { url = '' } }: FastifyRequest): Kind {
  if (url === '/metrics' || url.startsWith('/health/')) return 'always';
  if (method !== 'GET' && method !== 'HEAD') return 'write';
  return url.endsWith('/stream') ? 'stream' : 'read';
}

function countRefusals(registry: Registry): Counter<'kind'> {
  return new Counter({
    name: 'http_requests_refused_total',
    help: 'Requests refused with 503 because there was no room for them, by kind: write, read, stream.',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
}

function tellRoom(registry: Registry, standing: () => { readonly inside: number; readonly waiting: number }): void {
  const gauge = new Gauge({
    name: 'http_requests_at_once',
    help: 'Requests being answered, and requests waiting to be let in, at this moment.',
    labelNames: ['where'] as const,
    registers: [registry],
    collect() {
      const { inside, waiting } = standing();
      gauge.set({ where: 'inside' }, inside);
      gauge.set({ where: 'waiting' }, waiting);
    },
  });
}
