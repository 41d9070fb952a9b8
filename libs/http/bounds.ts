import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import type { Limits } from './gate.ts';
import { problem } from './problem.ts';
import { whenOver } from './when-over.ts';

type Knock = ReturnType<FastifyInstance['createRateLimit']>;

/** How often each address and each person may ask, counted in this process. What is over is refused with a 429. */
export class Bounds {
  private readonly streams = new Map<string, number>();
  private knocks: { readonly address: Knock; readonly user: Knock; readonly unknown: Knock } | undefined;

  constructor(private readonly limits: Limits) {}

  /** Counts every request of an address from here on. Whether a process lives and what it measures may always be asked. */
  async open(fastify: FastifyInstance): Promise<void> {
    await fastify.register(rateLimit, { global: false, cache: 20_000 });
    // One store counts all three: their keys are kept apart by what they begin with.
    const knock = (max: number, keyGenerator: (request: FastifyRequest) => string): Knock =>
      fastify.createRateLimit({ max, timeWindow: 60_000, keyGenerator });
    this.knocks = {
      address: knock(this.limits.requestsPerAddress, (request) => `address ${networkOf(request.ip)}`),
      user: knock(this.limits.requestsPerUser, (request) => `user ${(request as Known).waymarkCaller?.user ?? ''}`),
      unknown: knock(this.limits.unknownPerAddress, (request) => `unknown ${networkOf(request.ip)}`),
    };
    fastify.addHook('onRequest', async (request) => {
      if (!isProbe(request)) await refuseOver(this.knocks?.address, request);
    });
  }

  /** Counts a request of somebody known. */
  async ofUser(request: FastifyRequest): Promise<void> {
    await refuseOver(this.knocks?.user, request);
  }

  /** Counts a request of somebody who could not be known. A good token beside it is not held up: an office is one address. */
  async ofUnknown(request: FastifyRequest): Promise<void> {
    await refuseOver(this.knocks?.unknown, request);
  }

  /** Counts an open stream until it closes. */
  ofStream({ user }: Caller, reply: FastifyReply): void {
    const open = this.streams.get(user) ?? 0;
    if (open >= this.limits.streamsPerUser) {
      const detail = `You have ${String(open)} streams open, which is as many as one person may. Close one first.`;
      throw problem(429, 'too-many-streams', detail, {}, { 'retry-after': '30' });
    }
    this.streams.set(user, open + 1);
    whenOver(reply, () => {
      const left = (this.streams.get(user) ?? 1) - 1;
      if (left > 0) this.streams.set(user, left);
      else this.streams.delete(user);
    });
  }
}

/** What a load balancer and a collector of metrics ask, as often as they like. */
export function isProbe({ routeOptions }: FastifyRequest): boolean {
  const { url = '' } = routeOptions;
  return url === '/health/live' || url === '/health/ready' || url === '/metrics';
}

/** An answer that goes on for ever: server-sent events, whose addresses alone end so. */
export function isStream({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.endsWith('/stream') ?? false;
}

interface Known extends FastifyRequest {
  readonly waymarkCaller?: Caller;
}

async function refuseOver(knock: Knock | undefined, request: FastifyRequest): Promise<void> {
  const said = await knock?.(request);
  if (said === undefined || said.isAllowed || !said.isExceeded) return;
  const wait = String(Math.max(1, said.ttlInSeconds));
  const detail = `There were more than ${String(said.max)} requests in a minute. Try again in ${wait} seconds.`;
  throw problem(429, 'too-many-requests', detail, {}, { 'retry-after': wait });
}

/**
 * An IPv4 address; of IPv6 the network of 64 bits, all of which one subscriber has. Who has hung up before they were let in
 * has no address any more, whatever the type says, and reads no answer: they are counted as one.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return 'gone';
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter((part) => part !== '');
  const after = (tail ?? '').split(':').filter((part) => part !== '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
