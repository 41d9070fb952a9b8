import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Shares requests out in turn among those instances that say they are ready, as any balancer does. Tries nothing again. */
export interface Balancer {
  readonly url: string;
  /** How often a request found nobody, or its instance gone: the caller was told 502. */
  readonly failures: () => readonly string[];
  readonly answeredBy: () => ReadonlyMap<string, number>;
  readonly stop: () => Promise<void>;
}

const probeEveryMs = 50;

export async function balance(instances: () => readonly string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const ready = new Set<string>();
  const failures: string[] = [];
  const answered = new Map<string, number>();
  let turn = 0;
  let goesOn = true;

  async function probe(): Promise<void> {
    for (const url of instances()) {
      const signal = AbortSignal.timeout(2_000);
      const isReady = await fetch(`${url}/health/ready`, { signal }).then(
        async (answer) => {
          await answer.text();
          return answer.ok;
        },
        () => false,
      );
      if (isReady) ready.add(url);
      else ready.delete(url);
    }
  }

  const probing = (async () => {
    while (goesOn) {
      await probe();
      await new Promise((resolve) => setTimeout(resolve, probeEveryMs));
    }
  })();

  function fail(why: string, reply: ServerResponse): void {
    failures.push(why);
    if (reply.headersSent) reply.destroy();
    else reply.writeHead(502).end(why);
  }

  const server = createServer((asked: IncomingMessage, reply) => {
    const all = [...ready];
    const url = all[(turn += 1) % Math.max(1, all.length)];
    if (url === undefined) {
      fail('Nobody is ready.', reply);
      return;
    }
    const { method, headers, url: path } = asked;
    const to = new URL(url);
    const on = request(to, { agent, method, path, headers: { ...headers, host: to.host } }, (answer) => {
      answered.set(url, (answered.get(url) ?? 0) + 1);
      const { connection: _, 'keep-alive': __, ...rest } = answer.headers;
      reply.writeHead(answer.statusCode ?? 502, rest);
      answer.once('error', (error) => {
        fail(String(error), reply);
      });
      answer.pipe(reply);
    });
    on.once('error', (error) => {
      fail(`${url}: ${String(error)}`, reply);
    });
    asked.pipe(on);
  });
  await probe();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    failures: () => failures,
    answeredBy: () => answered,
    async stop() {
      goesOn = false;
      await probing;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      agent.destroy();
    },
  };
}
