import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pagePolicy } from './door.ts';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** The OpenAPI document of an application. */
export function openApiOf(app: NestFastifyApplication, title: string, version: string): OpenAPIObject {
  const described = new DocumentBuilder()
    .setTitle(title)
    .setVersion(version)
    .setDescription('Facts of child protection journeys: judged, recorded, read back. Refusals are RFC 9457 problems.')
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, described, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
}

/**
 * Serves `/openapi.json` and, for people, `/docs`. The page is put together here from Swagger UI's three files: Nest's
 * own page needs an inline style and a static-file plugin for no more than these. Made when first asked for.
 */
export function serveDocuments(app: NestFastifyApplication, title: string, version: string): void {
  const fastify = app.getHttpAdapter().getInstance();
  let document: string | undefined;
  fastify.get('/openapi.json', (_, reply) => {
    document ??= JSON.stringify(openApiOf(app, title, version));
    return reply.type('application/json; charset=utf-8').send(document);
  });
  fastify.get('/docs', (_, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(page(title)),
  );
  fastify.get('/docs/start.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(start));
  for (const [file, type] of assets) {
    fastify.get(`/docs/${file}`, async (_, reply) => {
      return reply
        .type(type)
        .header('cache-control', 'public, max-age=86400')
        .send(await readFile(join(swaggerUi(), file)));
    });
  }
}

const assets = [
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
] as const;

/** Swagger UI comes with @nestjs/swagger, so it is looked for from there. */
function swaggerUi(): string {
  const fromSwagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return join(fromSwagger.resolve('swagger-ui-dist/package.json'), '..');
}

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, tryItOutEnabled: true });`;

function page(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
}
