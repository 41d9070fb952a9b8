import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Hands a service's answer on as it comes: a file under its own name, or a stream. What it says of itself goes along. */
export async function handOn(reply: FastifyReply, response: Response): Promise<void> {
  void reply.status(response.status).header('cache-control', 'no-store');
  for (const name of ['content-type', 'content-disposition', 'content-length']) {
    const value = response.headers.get(name);
    if (value !== null) void reply.header(name, value);
  }
  await reply.send(response.body === null ? '' : Readable.fromWeb(response.body));
}
