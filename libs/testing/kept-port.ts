import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that a node can keep over its restarts. The system gives any free port of a range of its own to whoever asks for
 * one, and might give this one away while the node is down: these lie below that range (from 32768 on Linux, 49152
 * elsewhere), and each of Jest's workers has some of its own. Outside Jest it is 0, any free port.
 */
export async function keptPort(): Promise<number> {
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 0);
  if (worker === 0) return 0;
  const first = LOWEST + (worker % WORKERS) * PORTS_EACH;
  for (let tried = 0; tried < PORTS_EACH; tried += 1) {
    const port = first + (next++ % PORTS_EACH);
    if (await isFree(port)) return port;
  }
  throw new Error(`Ports ${String(first)} to ${String(first + PORTS_EACH - 1)} are all taken. End what listens there.`);
}

const LOWEST = 10_000;
const WORKERS = 11;
const PORTS_EACH = 2_000;
/** Where to begin: elsewhere than another run of the tests on this machine does. */
let next = (process.pid * 7) % PORTS_EACH;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
