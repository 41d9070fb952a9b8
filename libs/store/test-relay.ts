import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A wire between the store library and a node, for tests to cut and to pinch. */
export interface Relay {
  readonly url: string;
  /** How many connections are open through it. */
  readonly open: () => number;
  /** Bytes that came back from the node so far. */
  readonly fromNode: () => number;
  /** Breaks the connections there are, or only the one so many back; new ones are let through. */
  readonly cut: (which?: number) => void;
  /** Lets nothing more through on the connections there are, in either direction, without breaking them. */
  readonly pinch: () => void;
  /** Breaks those that were pinched. */
  readonly cutPinched: () => void;
  readonly close: () => Promise<void>;
}

interface Wire {
  readonly near: Socket;
  readonly far: Socket;
}

export async function openRelay(port: number): Promise<Relay> {
  const wires = new Set<Wire>();
  const pinched = new Set<Wire>();
  let bytes = 0;
  const server = createServer((near) => {
    const wire = { near, far: connect(port, '127.0.0.1') };
    wires.add(wire);
    const end = (): void => {
      wires.delete(wire);
      near.destroy();
      wire.far.destroy();
    };
    for (const socket of [near, wire.far]) socket.setNoDelay(true).on('error', end).on('close', end);
    near.pipe(wire.far);
    wire.far.on('data', (chunk) => {
      bytes += chunk.length;
    });
    wire.far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `esdb://127.0.0.1:${String(portOf(server))}?tls=false`,
    open: () => wires.size,
    fromNode: () => bytes,
    cut(which) {
      const all = [...wires];
      for (const { near } of which === undefined ? all : all.slice(which % Math.max(1, all.length)).slice(0, 1))
        near.destroy();
    },
    pinch() {
      for (const wire of wires) {
        pinched.add(wire);
        wire.near.unpipe(wire.far).pause();
        wire.far.unpipe(wire.near).pause();
      }
    },
    cutPinched() {
      for (const { near } of pinched) near.destroy();
      pinched.clear();
    },
    async close() {
      for (const { near } of wires) near.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.');
  return address.port;
}
