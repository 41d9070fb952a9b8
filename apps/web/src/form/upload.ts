import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from '#http';
import { requireToken } from '../session/signed-in.ts';
import { sessionIn } from '../session/session.ts';

/** Reads uploads on the routes that take them (`TakesUpload`), and nowhere else. */
export function readUploads(fastify: FastifyInstance): void {
  void fastify.register(multipart, { limits: { files: 1, fields: 20, parts: 21, fileSize: mostBytes } });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { takes } = request.routeOptions.config as { readonly takes?: unknown };
    const isUpload = /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
    if (isUpload && takes !== 'upload')
      done(problem(415, 'not-json', 'Send the body as JSON, with content-type application/json.'));
    else done();
  });
}

/**
 * The file of a form, still to be read: the fields before it were, and among them the form's token. Undefined where none was
 * chosen. Throws the 403 for a form that is not ours.
 */
export async function fileIn(request: FastifyRequest): Promise<MultipartFile | undefined> {
  const session = sessionIn(request);
  if (session === undefined || !request.isMultipart()) throw problem(415, 'not-a-form', 'Send the form of the page.');
  let isOurs = false;
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (part.fieldname !== '_csrf') continue;
      requireToken(typeof part.value === 'string' ? part.value : undefined, session);
      isOurs = true;
      continue;
    }
    if (!isOurs) requireToken(undefined, session);
    if (part.filename !== '') return part;
    part.file.resume();
  }
  if (!isOurs) requireToken(undefined, session);
  return undefined;
}

/** What the services take of a census file: 1 GiB. */
const mostBytes = 1024 ** 3;
