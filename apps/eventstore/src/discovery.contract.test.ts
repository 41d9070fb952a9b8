import { jsonEvent, UnavailableError } from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../test/contract/contract-node.ts';
import { collect, rejection } from './test-support.ts';

describe.each(MODES)('%s, a client', (mode) => {
  let store: ContractNode;

  beforeAll(async () => {
    store = await contractNode(mode);
  });

  afterAll(() => store.close());

  const spread = (hosts: string, scheme = 'esdb') =>
    store
      .url()
      .replace('esdb://', `${scheme}://`)
      .replace(/localhost:\d+/, hosts);

  it.each([
    ['by one name', () => store.url()],
    ['by its address', () => spread(`127.0.0.1:${store.node.port}`)],
    ['among several', () => spread(`localhost:1,127.0.0.1:${store.node.port},localhost:2`)],
    ['by discovery', () => spread(`localhost:${store.node.port}`, 'esdb+discover')],
    [
      'by discovery, preferring followers',
      () => `${spread(`localhost:${store.node.port}`, 'esdb+discover')}&nodePreference=follower`,
    ],
  ])('finds the node %s', async (_how, url) => {
    const client = store.connect(url());
    await client.appendToStream('found', jsonEvent({ type: 'Found', data: {} }));
    expect((await collect(client.readStream('found', { maxCount: 1 }))).length).toBe(1);
  });

  it('is told where nothing listens', async () => {
    const client = store.connect(spread('localhost:1'));
    const error = await rejection(collect(client.readStream('found')));
    expect(error).toBeInstanceOf(UnavailableError);
  });

  it('is told what the node can do', async () => {
    const capabilities = await (store.client as unknown as { capabilities: Promise<{ serverVersion: string }> })
      .capabilities;
    expect(capabilities.serverVersion).toMatch(/^23\.10\./);
  });

  it('is told that there are no projections here', async () => {
    const error = await rejection(store.client.listProjections());
    expect(error).toMatchObject({ code: 12, type: 'unknown' });
  });
});
