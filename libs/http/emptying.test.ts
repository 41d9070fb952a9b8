import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { emptying, type Emptying } from './emptying.ts';

let service: FastifyInstance;
let emptied: Emptying['emptied'];
const admission = { leave: () => undefined, endStreams: () => undefined };

beforeEach(async () => {
  // As in door.ts: what still comes while it stops is answered.
  service = fastify({ return503OnClosing: false, forceCloseConnections: 'idle' });
  ({ emptied } = emptying(service));
  service.get('/', () => Promise.resolve('answered'));
  await service.listen({ port: 0, host: '127.0.0.1' });
});

async function connected() {
  const socket = connect((service.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  let told = '';
  socket.on('data', (text: Buffer) => (told += text.toString()));
  const ended = new Promise<string>((resolve) => {
    socket.once('error', (error) => {
      resolve(`${told}${String(error)}`);
    });
    socket.once('end', () => {
      resolve(told);
    });
  });
  return { socket, ended };
}

it('a service that is told to stop answers what had reached this machine and was not read yet', async () => {
  const asked = await Promise.all([connected(), connected(), connected()]);
  for (const { socket } of asked) socket.write('GET / HTTP/1.1\r\nhost: waymark\r\nconnection: close\r\n\r\n');
  // Told within the same turn: the service has had no chance to read any of it.
  await emptied(admission, 0);
  for (const { ended } of asked) expect(await ended).toMatch(/^HTTP\/1\.1 200 OK[^]*answered$/);
});

it('a service that is told to stop hangs up on whoever connected and asks nothing', async () => {
  const { ended } = await connected();
  await emptied(admission, 0);
  expect(await ended).toBe('');
});
