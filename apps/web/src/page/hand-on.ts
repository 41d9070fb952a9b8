import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/**
 * Hands a service's answer on as it comes: a stream, or a file under its own name, or else under the one given. What it
 * says of itself goes along.
 */
export async function handOn(reply: FastifyReply, { body, headers, status }: Response, name?: string): Promise<void> {
  void reply.status(status).header('cache-control', 'no-store');
  if (name !== undefined) void reply.header('content-disposition', `attachment; filename="${name}"`);
  for (const said of ['content-type', 'content-disposition', 'content-length']) {
    const value = headers.get(said);
    if (value !== null) void reply.header(said, value);
  }
  await reply.send(body === null ? '' : Readable.fromWeb(body));
}
