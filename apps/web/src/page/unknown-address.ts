import type { FastifyInstance } from 'fastify';
import { failedView } from './failed.view.ts';
import { page } from './page.ts';

/** Shows a person who typed an address that is none a page, and leaves a program its problem document. */
export function showUnknownAddresses(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode !== 404 || request.routeOptions.url !== undefined) return payload;
    if (!(request.headers.accept ?? '').includes('text/html')) return payload;
    const failure = { status: 404, code: 'unknown-address', detail: undefined, retryAfter: undefined };
    void reply.removeHeader('content-length');
    return page(reply, 'page/failed.njk', failedView(failure), 404);
  });
}
