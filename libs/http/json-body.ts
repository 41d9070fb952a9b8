import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { problem } from './problem.ts';

/**
 * Reads JSON bodies, and no others but where a route says that it takes XML (`TakesXml`): that body is left to it to stream.
 * A body that is neither is refused without quoting it: it may be about a child.
 */
export function readJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // Refuses `__proto__` and `constructor.prototype` keys, as Fastify does by itself.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser(
    ['application/json', 'application/*+json'],
    { parseAs: 'string' },
    (request, body, done) => {
      const text = body as string;
      if (text.trim() === '') {
        done(problem(400, 'malformed-json', 'The body is empty. Send a JSON object.'));
        return;
      }
      void parse(request, text, (error, value: unknown) => {
        if (error === null) done(null, value);
        else done(problem(400, 'malformed-json', 'The body is not JSON. Check its quotes, commas and brackets.'));
      });
    },
  );
  fastify.addContentTypeParser(['application/xml', 'text/xml'], (request, payload, done) => {
    const { takes } = request.routeOptions.config as { readonly takes?: unknown };
    if (takes === 'xml') done(null, payload);
    else done(problem(415, 'not-json', 'Send the body as JSON, with content-type application/json.'));
  });
}

/** This route takes its body as XML, unread: the request's body is a stream. Keep what is taken of it within bounds. */
export const TakesXml = (): MethodDecorator => RouteConfig({ takes: 'xml' });
