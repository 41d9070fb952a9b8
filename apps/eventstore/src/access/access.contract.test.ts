import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AccessDeniedError,
  EventStoreDBClient,
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults as settings,
} from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { collect, rejection, rejectionAs } from '../test-support.ts';
import { hashPassword } from './passwords.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');
const folder = mkdtempSync(join(tmpdir(), 'waymark-access-'));
let node: EmbeddedNode;
const clients: EventStoreDBClient[] = [];

beforeAll(async () => {
  const usersFile = join(folder, 'users.json');
  const user = async (login: string, groups: string[]) => ({
    login,
    password: await hashPassword(`${login}-pw`),
    groups,
  });
  const users = await Promise.all([user('admin', ['$admins']), user('siân', ['social-care']), user('guest', [])]);
  writeFileSync(usersFile, JSON.stringify(users));
  node = await startEmbeddedNode({
    env: {
      EVENTSTORE_TLS_CERT: join(fixtures, 'localhost.crt'),
      EVENTSTORE_TLS_KEY: join(fixtures, 'localhost.key'),
      EVENTSTORE_USERS_FILE: usersFile,
    },
  });
}, 20_000);

afterAll(async () => {
  for (const client of clients) await client.dispose();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

function as(username?: string, password = `${username ?? ''}-pw`): EventStoreDBClient {
  const client = new EventStoreDBClient(
    { endpoint: { address: 'localhost', port: node.port } },
    { rootCertificate: readFileSync(join(fixtures, 'localhost.crt')) },
    ...(username === undefined ? [] : [{ username, password }]),
  );
  clients.push(client);
  return client;
}

const fact = () => jsonEvent({ type: 'Written', data: {} });

describe('over TLS, with users', () => {
  it('serves those who say who they are', async () => {
    expect(node.url).toContain('tls=true');
    const client = as('guest');
    await client.appendToStream('open', fact());
    expect(await collect(client.readStream('open'))).toHaveLength(1);
  });

  it('refuses those who do not, or whose password is wrong', async () => {
    for (const client of [as(), as('guest', 'wrong'), as('nobody')]) {
      await rejectionAs(collect(client.readStream('open')), AccessDeniedError);
      await rejectionAs(client.appendToStream('open', fact()), AccessDeniedError);
      await rejectionAs(client.deleteStream('open'), AccessDeniedError);
    }
  });

  it('lets a stream be read and written by those its access list names', async () => {
    await as('admin').setStreamMetadata('kept', {
      acl: {
        readRoles: ['social-care', 'guest'],
        writeRoles: ['siân'],
        deleteRoles: ['$admins'],
        metaReadRoles: ['$admins'],
      },
    });
    await as('siân').appendToStream('kept', fact());
    const guest = as('guest');
    expect(await collect(guest.readStream('kept'))).toHaveLength(1);
    await rejectionAs(guest.appendToStream('kept', fact()), AccessDeniedError);
    const own = { credentials: { username: 'guest', password: 'guest-pw' } };
    await rejectionAs(guest.appendToStream('kept', fact(), own), AccessDeniedError);
    await rejectionAs(guest.deleteStream('kept'), AccessDeniedError);
    await rejectionAs(guest.getStreamMetadata('kept'), AccessDeniedError);
    expect(await collect(as('admin').readStream('kept'))).toHaveLength(1);
  });

  it('keeps system streams, $all and groups for administrators', async () => {
    const guest = as('guest');
    await rejectionAs(collect(guest.readAll()), AccessDeniedError);
    await rejectionAs(collect(guest.readStream('$file')), AccessDeniedError);
    await rejectionAs(guest.appendToStream('$mine', fact()), AccessDeniedError);
    await rejectionAs(guest.createPersistentSubscriptionToStream('open', 'g', settings()), AccessDeniedError);
    const admin = as('admin');
    expect((await collect(admin.readAll())).length).toBeGreaterThan(1);
    await admin.createPersistentSubscriptionToStream('open', 'g', settings());
  });

  it('speaks to nobody in the clear', async () => {
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${node.port}?tls=false`);
    clients.push(client);
    const error = await rejection(client.appendToStream('open', fact(), { deadline: 2000 }));
    expect(error).not.toBeInstanceOf(AccessDeniedError);
  });
});
