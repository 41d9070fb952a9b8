import type { FastifyInstance } from 'fastify';
import { problem } from './problem.ts';

/** Reads JSON bodies and no others. A body that is not JSON is refused without quoting it: it may be about a child. */
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
}
