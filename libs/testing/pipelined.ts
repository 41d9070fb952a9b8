import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Asks for these one behind the other on one connection, without waiting for an answer, and hears the first begin. */
export async function askedAtOnce(port: number, ...addresses: readonly string[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(addresses.map(asked).join(''));
  await once(socket, 'data');
  return socket;
}

/** A request for this address, as it is written on a connection. */
export const asked = (address: string): string => `GET ${address} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
