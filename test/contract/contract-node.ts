import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { hashPassword } from '../../apps/eventstore/src/access/passwords.ts';

/** The two ways a node is served. Every contract holds in both. */
export type Mode = 'in the clear' | 'over TLS, with users';
export const MODES: readonly Mode[] = ['in the clear', 'over TLS, with users'];

/** A node served in one of the two ways, and genuine clients of it. */
export type ContractNode = {
  readonly node: EmbeddedNode;
  /** The administrator's. */
  readonly client: EventStoreDBClient;
  /** A connection string; further parameters such as `keepAliveInterval=100` may be given. */
  url(...parameters: readonly string[]): string;
  /** A client of one of `USERS`, of nobody, or of somebody whose password is wrong. */
  as(login?: string, password?: string): EventStoreDBClient;
  connect(url: string): EventStoreDBClient;
  /** Stops the node and starts it again under its clients. */
  bounce(): Promise<void>;
  /** The same node after it was stopped and started again, with new clients. */
  restart(): Promise<ContractNode>;
  close(): Promise<void>;
};

/** Who may call a node with users, and the groups they are in. */
const USERS = { admin: ['$admins'], ops: ['$ops'], siân: ['social-care'], guest: [] };
const PASSWORD = 'changeit';
const FIXTURES = join(import.meta.dirname, '..', '..', 'apps', 'eventstore', 'fixtures');
const CERTIFICATE = join(FIXTURES, 'localhost.crt');
const KEY = join(FIXTURES, 'localhost.key');

export async function contractNode(mode: Mode, env: Readonly<Record<string, string>> = {}): Promise<ContractNode> {
  if (mode === 'in the clear') return over(await startEmbeddedNode({ env }), mode, () => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'waymark-users-'));
  const usersFile = join(folder, 'users.json');
  const users = Object.entries(USERS).map(async ([login, groups]) => ({
    login,
    groups,
    password: await hashPassword(PASSWORD),
  }));
  writeFileSync(usersFile, JSON.stringify(await Promise.all(users)));
  const secured = {
    EVENTSTORE_TLS_CERT: CERTIFICATE,
    EVENTSTORE_TLS_KEY: KEY,
    EVENTSTORE_USERS_FILE: usersFile,
    ...env,
  };
  return over(await startEmbeddedNode({ env: secured }), mode, () => {
    rmSync(folder, { recursive: true, force: true });
  });
}

function over(started: EmbeddedNode, mode: Mode, cleanUp: () => void): ContractNode {
  let node = started;
  const clients: EventStoreDBClient[] = [];
  const connect = (url: string): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(url);
    clients.push(client);
    return client;
  };
  const urlOf = (credentials: string, parameters: readonly string[]): string => {
    const tls = mode === 'in the clear' ? ['tls=false'] : ['tls=true', `tlsCAFile=${CERTIFICATE}`];
    return `esdb://${credentials}localhost:${String(node.port)}?${[...tls, ...parameters].join('&')}`;
  };
  const url = (...parameters: readonly string[]): string => urlOf(`admin:${PASSWORD}@`, parameters);
  const disconnect = async (): Promise<void> => {
    for (const client of clients.splice(0)) await client.dispose();
  };
  return {
    get node() {
      return node;
    },
    client: connect(url()),
    url,
    connect,
    as: (login, password = PASSWORD) =>
      connect(urlOf(login === undefined ? '' : `${encodeURIComponent(login)}:${password}@`, [])),
    bounce: async () => {
      node = await node.restart();
    },
    restart: async () => {
      await disconnect();
      return over(await node.restart(), mode, cleanUp);
    },
    close: async () => {
      await disconnect();
      await node.stop();
      cleanUp();
    },
  };
}
