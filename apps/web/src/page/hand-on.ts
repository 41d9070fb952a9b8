import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Hands a file on that a service answers, to be kept by the browser under a name. */
export async function handOn(reply: FastifyReply, { body, headers }: Response, name: string): Promise<void> {
  await reply
    .type(headers.get('content-type') ?? 'application/octet-stream')
    .header('cache-control', 'no-store')
    .header('content-disposition', headers.get('content-disposition') ?? `attachment; filename="${name}"`)
    .send(body === null ? '' : Readable.fromWeb(body));
}
