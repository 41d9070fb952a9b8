import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { metricsRegistry } from './metrics.ts';

/** Where a process that serves nobody can be asked whether it lives, and for its figures. */
export interface Probed {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export interface Probing {
  /** PROBES_PORT: 0 for any free port, empty for none. */
  readonly port: string;
  readonly host: string;
  /** What adds metrics of its own. */
  readonly metrics: readonly ((registry: Registry) => void)[];
}

/**
 * Answers `/health/live` and `/metrics`, as the services do, for a container's check and for Prometheus: in containers there
 * is no supervisor that tells the services how a worker fares. Neither names anybody. Undefined where no port is set.
 */
export async function answerProbes({ port, host, metrics }: Probing): Promise<Probed | undefined> {
  if (port === '') return undefined;
  const registry = metricsRegistry();
  for (const add of metrics) add(registry);
  const answers: Readonly<Record<string, () => Promise<readonly [type: string, text: string]>>> = {
    '/health/live': async () => Promise.resolve(['application/json; charset=utf-8', '{"live":true}']),
    '/metrics': async () => [registry.contentType, await registry.metrics()],
  };
  const server = createServer((request, response) => {
    const answer = request.method === 'GET' ? answers[request.url ?? ''] : undefined;
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    void answer().then(
      ([type, text]) => response.writeHead(200, { 'content-type': type }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(Number(port), host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
