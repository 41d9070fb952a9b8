import { isUtf8 } from 'node:buffer';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { repeatedNames } from '#events';
import { problem } from './problem.ts';
import { invalid } from './shape.pipe.ts';
import type { Fault } from './shape.ts';

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
    { parseAs: 'buffer' },
    (request, body, done) => {
      if (!isSaidToBeUtf8(request.headers['content-type'])) {
        done(problem(415, 'not-json', 'Send the body as JSON in UTF-8, with content-type application/json.'));
        return;
      }
      const bytes = body as Buffer;
      // Read all the same, a name in another encoding would be kept for good with a sign in the place of each letter.
      if (!isUtf8(bytes)) {
        done(problem(400, 'malformed-json', 'The body is not UTF-8. Send it as UTF-8, as JSON is.'));
        return;
      }
      const text = bytes.toString('utf8');
      if (text.trim() === '') {
        done(problem(400, 'malformed-json', 'The body is empty. Send a JSON object.'));
        return;
      }
      if (isTooDeep(text)) {
        done(problem(400, 'malformed-json', 'The body is nested deeper than anything that is taken here.'));
        return;
      }
      void parse(request, text, (error, value: unknown) => {
        const repeated = error === null ? repeatedNames(text) : [];
        if (error !== null) {
          done(problem(400, 'malformed-json', 'The body is not JSON. Check its quotes, commas and brackets.'));
        } else if (repeated.length === 0) done(null, value);
        else done(invalid(repeated.map(givenTwice)));
      });
    },
  );
  fastify.addContentTypeParser(['application/xml', 'text/xml'], (request, payload, done) => {
    const { takes } = request.routeOptions.config as { readonly takes?: unknown };
    if (takes === 'xml') done(null, payload);
    else done(problem(415, 'not-json', 'Send the body as JSON, with content-type application/json.'));
  });
}

/** Of several values under one name only one could be recorded, and nobody would know of the others. */
function givenTwice(pointer: string): Fault {
  return { pointer, code: 'repeated-field', detail: 'This is given twice. Give it once.' };
}

/** JSON is UTF-8, and a body that is said to be something else would be read as what it is not. */
function isSaidToBeUtf8(contentType = ''): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(contentType)?.[1];
  return charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset);
}

/** This route takes its body as XML, unread: the request's body is a stream. Keep what is taken of it within bounds. */
export const TakesXml = (): MethodDecorator => RouteConfig({ takes: 'xml' });

/** No fact, rule or batch is nested so deep. What walks a value calls itself once a level. */
const deepest = 64;

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (isInText) {
      if (sign === backslash) at += 1;
      else if (sign === quote) isInText = false;
    } else if (sign === quote) isInText = true;
    else if (sign === openBracket || sign === openBrace) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (sign === closeBracket || sign === closeBrace) depth -= 1;
  }
  return false;
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
