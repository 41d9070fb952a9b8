import { mkdtempSync, copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes, scryptSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import {
  NoRight,
  NotSignedIn,
  openStore,
  StoreNotTrusted,
  StoreUnavailable,
  UnusableStoreUrl,
  type Store,
} from './index.ts';
import { openRelay } from './test-relay.ts';
import { all, followUntil, referral, refusal, someChild } from './test-support.ts';

/** What one test may take on a busy machine, ms. */
const patient = 120_000;
const deadlineMs = 3_000;

const certificates = path.join(import.meta.dirname, 'test-certificates');
const folder = mkdtempSync(path.join(tmpdir(), 'waymark-secured-'));
const usersFile = path.join(folder, 'users.json');
const password = 'p:a/s@s wörd';
let node: EmbeddedNode;
let store: Store | undefined;

beforeAll(async () => {
  const user = (login: string, groups: readonly string[]) => ({ login, password: hashed(password), groups });
  writeFileSync(usersFile, JSON.stringify([user('admin', ['$admins']), user('guest', [])]));
  node = await startSecured('server');
}, patient);
afterEach(async () => {
  await store?.close();
  store = undefined;
});
afterAll(async () => {
  await node.stop();
  rmSync(folder, { recursive: true });
});

/** As the node's `hash-password` prints it. */
function hashed(text: string): string {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64')}$${scryptSync(text, salt, 32).toString('base64')}`;
}

function startSecured(certificate: string): Promise<EmbeddedNode> {
  return startEmbeddedNode({
    env: {
      EVENTSTORE_TLS_CERT: path.join(certificates, `${certificate}.crt`),
      EVENTSTORE_TLS_KEY: path.join(certificates, `${certificate}.key`),
      EVENTSTORE_USERS_FILE: usersFile,
    },
  });
}

interface Address {
  readonly scheme?: string;
  readonly signIn?: string;
  readonly hosts?: string;
  readonly query?: string;
}

const admin = `admin:${encodeURIComponent(password)}@`;
const trusting = `tls=true&tlsCAFile=${path.join(certificates, 'ca.crt')}`;
const brief = 'maxDiscoverAttempts=2&discoveryInterval=20&gossipTimeout=1';

function open({ scheme = 'esdb', signIn = admin, hosts = `localhost:${node.port}`, query = trusting }: Address): Store {
  store = openStore({ url: `${scheme}://${signIn}${hosts}?${query}`, deadlineMs });
  return store;
}

async function storesAndFollows(secured: Store): Promise<void> {
  const stream = someChild();
  await secured.append(stream, 'no-stream', [referral(0), referral(1)]);
  expect(await all(secured, stream)).toHaveLength(2);
  const { events } = await followUntil(secured, { prefixes: [stream], enough: (_, { live }) => live });
  expect(events).toHaveLength(2);
  await secured.ping();
}

/** What each kind of call throws; a following too, for which waiting would not help. */
async function whatCallsThrow(secured: Store): Promise<unknown[]> {
  return Promise.all([
    refusal(secured.append(someChild(), 'no-stream', [referral()])),
    refusal(all(secured, 'journey-855.a')),
    refusal(secured.ping()),
    refusal(followUntil(secured, { enough: () => false })),
  ]);
}

describe('a store over TLS, with users', () => {
  it.each([
    ['by its name', {}],
    ['by its address', { hosts: 'here' }],
    ['as one of several hosts, of which another is down', { hosts: 'two' }],
    ['by asking it for the leader', { scheme: 'esdb+discover', hosts: 'here' }],
  ])(
    'takes, gives and follows events, reached %s',
    async (_, { hosts, ...address }: Address) => {
      const here = `127.0.0.1:${node.port}`;
      const given = { two: `127.0.0.1:1,${here}`, here, none: `localhost:${node.port}` };
      await storesAndFollows(open({ ...address, hosts: given[(hosts ?? 'none') as keyof typeof given] }));
    },
    patient,
  );

  it.each([
    ['nobody', ''],
    ['a user it does not know', 'nobody:x@'],
    ['a user with a wrong password', 'admin:wrong@'],
  ])(
    'refuses every call of %s, and says what to look at, never the password',
    async (_, signIn) => {
      const errors = await whatCallsThrow(open({ signIn }));
      expect(errors.map((error) => error instanceof NotSignedIn)).toEqual([true, true, true, true]);
      for (const error of errors) {
        expect(String(error)).toContain('esdb://user:password@host');
        expect(String(error)).not.toMatch(/wrong|nobody/);
      }
    },
    patient,
  );

  it(
    'refuses a user whom a stream’s access list does not name, and serves that user all the same elsewhere',
    async () => {
      const kept = someChild();
      const client = EventStoreDBClient.connectionString(`esdb://${admin}localhost:${node.port}?${trusting}`);
      await client.setStreamMetadata(kept, { acl: { readRoles: ['$admins'], writeRoles: ['$admins'] } });
      await client.dispose();
      const guest = open({ signIn: `guest:${encodeURIComponent(password)}@` });
      const appending = await refusal(guest.append(kept, 'no-stream', [referral()]));
      const reading = await refusal(all(guest, kept));
      const following = await refusal(followUntil(guest, { enough: () => false }));
      expect([appending, reading, following].map((error) => error instanceof NoRight)).toEqual([true, true, true]);
      expect(String(following)).toContain('$admins');
      const open2 = someChild();
      await guest.append(open2, 'no-stream', [referral()]);
      expect(await all(guest, open2)).toHaveLength(1);
      expect(guest.metrics.appends).toMatchObject({ refused: 1, stored: 1, unavailable: 0 });
    },
    patient,
  );
});

describe('a store that is not to be trusted is refused, never sent a password:', () => {
  it.each([
    ['one whose authority is not known here', 'server', { query: 'tls=true' }, 'untrusted', 'tlsCAFile='],
    ['one whose certificate has expired', 'expired', {}, 'expired', 'Renew the certificate'],
    ['one whose certificate is for another host', 'elsewhere', {}, 'other-name', 'as the certificate names it'],
    [
      'one expired, asked for its leader',
      'expired',
      { scheme: 'esdb+discover', query: `${trusting}&${brief}` },
      'expired',
      'Renew',
    ],
  ] as const)(
    '%s',
    async (_, certificate, address, why, whatToDo) => {
      const other = await startSecured(certificate);
      const errors = await whatCallsThrow(open({ hosts: `localhost:${other.port}`, ...address }));
      expect(errors.map((error) => error instanceof StoreNotTrusted && error.why)).toEqual([why, why, why, why]);
      expect(String(errors[0])).toContain(whatToDo);
      await other.stop();
    },
    patient,
  );

  it(
    'one that speaks in the clear',
    async () => {
      const clear = await startEmbeddedNode();
      const errors = await whatCallsThrow(open({ hosts: `localhost:${clear.port}` }));
      expect(errors.map((error) => error instanceof StoreNotTrusted && error.why)).toEqual(Array(4).fill('no-tls'));
      await clear.stop();
    },
    patient,
  );
});

describe('an address that cannot be right', () => {
  it(
    'in the clear to a store that wants TLS is told so',
    async () => {
      const error = await refusal(open({ signIn: '', query: 'tls=false' }).ping());
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(String(error)).toContain('If the store wants TLS, write tls=true');
    },
    patient,
  );

  it.each([
    ['whose authority’s file is missing', { query: 'tls=true&tlsCAFile=/no/such/ca.crt' }, /certificate file/],
    ['whose password the client would cut', { signIn: 'admin:one:two@' }, /colon that is not written as %3A/],
  ])('%s is refused at once, without the password', (_, address, sentence) => {
    expect(() => open(address)).toThrow(UnusableStoreUrl);
    expect(() => open(address)).toThrow(sentence);
    expect(() => open(address)).not.toThrow(/two/);
  });
});

it(
  'goes on when a line breaks while the authority’s file is away, as soon as the file is there again',
  async () => {
    const relay = await openRelay(node.port);
    const file = path.join(folder, 'ca.crt');
    copyFileSync(path.join(certificates, 'ca.crt'), file);
    const { port } = new URL(relay.url);
    const secured = open({ hosts: `127.0.0.1:${port}`, query: `tls=true&tlsCAFile=${file}` });
    await storesAndFollows(secured);
    renameSync(file, `${file}.away`);
    relay.cut();
    for (let round = 0; round < 3; round += 1) {
      expect(await refusal(secured.append(someChild(), 'no-stream', [referral()]))).toBeInstanceOf(StoreUnavailable);
      expect(await refusal(all(secured, 'journey-855.a'))).toBeInstanceOf(StoreUnavailable);
    }
    renameSync(`${file}.away`, file);
    await storesAndFollows(secured);
    await secured.close();
    await relay.close();
  },
  patient,
);
