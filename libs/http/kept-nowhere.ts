import type { FastifyInstance } from 'fastify';

/**
 * Answers are about children, or of a moment: no browser and no proxy keeps one, unless its route says that it may, as the
 * pages' assets do.
 */
export function keepNowhere(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}
