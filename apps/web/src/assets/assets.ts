import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { sourcesOf } from './sources.ts';
import { ownTypeface } from './own-typeface.ts';

/** The address of an asset. It changes with what any of them holds, so that browsers may keep them for a year. */
export function assetPath(name: string): string {
  return `/assets/${all().version}/${name}`;
}

/** Serves the styles, scripts and pictures of the pages, to anyone. */
export function serveAssets(fastify: FastifyInstance): void {
  fastify.get('/assets/:version/*', (request, reply) => {
    const { version, '*': name } = request.params as { readonly version: string; readonly '*': string };
    const { files, version: current } = all();
    const file = files.get(name);
    if (file === undefined) return reply.status(404).type('text/plain; charset=utf-8').send('There is no such asset.');
    const isCurrent = version === current;
    const isZipped = /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '');
    return reply
      .type(file.type)
      .header('cache-control', isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache')
      .header('vary', 'accept-encoding')
      .headers(isZipped ? { 'content-encoding': 'gzip' } : {})
      .send(isZipped ? file.zipped : file.content);
  });
}

interface Asset {
  readonly type: string;
  readonly content: Buffer;
  readonly zipped: Buffer;
}

interface Assets {
  readonly version: string;
  readonly files: ReadonlyMap<string, Asset>;
}

let read: Assets | undefined;

/** Read once: what is served is what was there at the first request. */
function all(): Assets {
  if (read !== undefined) return read;
  const contents = [...contentsOf()];
  const hash = createHash('sha256');
  for (const [name, content] of contents) hash.update(`${name}\0`).update(content).update('\0');
  const version = hash.digest('hex').slice(0, 12);
  const files = contents.map(([name, content]): [string, Asset] => {
    const placed = extname(name) === '.css' ? Buffer.from(content.toString().replaceAll('/assets/', '')) : content;
    return [
      name,
      { type: types[extname(name)] ?? 'application/octet-stream', content: placed, zipped: gzipSync(placed) },
    ];
  });
  read = { version, files: new Map(files) };
  return read;
}

function* contentsOf(): Generator<[string, Buffer]> {
  const require = createRequire(import.meta.url);
  const govuk = join(dirname(require.resolve('govuk-frontend/package.json')), 'dist', 'govuk');
  const moj = join(dirname(require.resolve('@ministryofjustice/frontend/package.json')), 'moj');
  yield ['govuk.css', Buffer.from(ownTypeface(readFileSync(join(govuk, 'govuk-frontend.min.css'), 'utf8')))];
  yield ['govuk.js', readFileSync(join(govuk, 'govuk-frontend.min.js'))];
  yield ['moj.css', Buffer.from(ownTypeface(readFileSync(join(moj, 'moj-frontend.min.css'), 'utf8')))];
  yield ['moj.js', readFileSync(join(moj, 'moj-frontend.min.js'))];
  const pictures = join(moj, 'assets', 'images');
  for (const name of readdirSync(pictures).sort())
    if (/^icon-[a-z-]+\.svg$/.test(name)) yield [`images/${name}`, readFileSync(join(pictures, name))];
  const own = join(sourcesOf('apps/web/src'), 'assets', 'own');
  for (const name of readdirSync(own).sort()) yield [name, readFileSync(join(own, name))];
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
