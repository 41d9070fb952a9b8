import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A name for each request: on its line in the log, in its answer, and with the facts it records, as their cause. */
export const newRequestId = (): string => randomUUID();

/** Answers name the request, so that whoever reports a failure can say which; and whatever the caller tied it to. */
export function nameRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    nameAnswer(request, reply);
    done();
  });
}

/** The same of one answer: that of an address that cannot be read passes no hook. */
export function nameAnswer(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id);
  const correlation = correlationOf(request);
  if (correlation !== undefined) void reply.header('x-correlation-id', correlation);
}

/**
 * What the caller ties several requests together by: X-Correlation-Id, or the trace of a W3C traceparent. Kept with the facts
 * recorded. One that is malformed is as good as none: a referral is not refused for its tracing. Nobody's name belongs here.
 */
export function correlationOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const given = headers['x-correlation-id'];
  if (typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given)) return given;
  const { traceparent } = headers;
  return typeof traceparent === 'string' ? /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent)?.[1] : undefined;
}
