import type { Rpc } from '../http2/call.ts';
import type { Groups } from '../persistent/groups.ts';
import type { Log } from '../storage/log.ts';
import { appendRpc } from './append.ts';
import { batchAppendRpc } from './batch-append.ts';
import { deleteRpc } from './delete.ts';
import { gossipRpc } from './gossip.ts';
import {
  defineGroupRpc,
  deleteGroupRpc,
  groupInfoRpc,
  listGroupsRpc,
  replayParkedRpc,
  restartGroupsRpc,
} from './persistent.ts';
import { persistentReadRpc } from './persistent-read.ts';
import { readRpc } from './read.ts';
import { serverFeaturesRpc } from './server-features.ts';

export type ServiceOptions = {
  readonly log: Log;
  readonly groups: Groups;
  readonly address: () => { readonly host: string; readonly port: number };
  readonly onDefect: (error: unknown) => void;
};

const PERSISTENT = '/event_store.client.persistent_subscriptions.PersistentSubscriptions';

/** Every RPC the node answers, by its path. */
export function services({ log, groups, address, onDefect }: ServiceOptions): ReadonlyMap<string, Rpc> {
  const rpcs = new Map<string, Rpc>([
    ['/event_store.client.streams.Streams/Read', readRpc(log, onDefect)],
    ['/event_store.client.streams.Streams/Append', appendRpc(log)],
    ['/event_store.client.streams.Streams/BatchAppend', batchAppendRpc(log)],
    ['/event_store.client.streams.Streams/Delete', deleteRpc(log, 'delete')],
    ['/event_store.client.streams.Streams/Tombstone', deleteRpc(log, 'tombstone')],
    [`${PERSISTENT}/Create`, defineGroupRpc(groups, 'create')],
    [`${PERSISTENT}/Update`, defineGroupRpc(groups, 'update')],
    [`${PERSISTENT}/Delete`, deleteGroupRpc(groups)],
    [`${PERSISTENT}/GetInfo`, groupInfoRpc(groups)],
    [`${PERSISTENT}/List`, listGroupsRpc(groups)],
    [`${PERSISTENT}/ReplayParked`, replayParkedRpc(groups)],
    [`${PERSISTENT}/RestartSubsystem`, restartGroupsRpc(groups)],
    [`${PERSISTENT}/Read`, persistentReadRpc(log, groups)],
    ['/event_store.client.gossip.Gossip/Read', gossipRpc(address, log.fileId)],
  ]);
  rpcs.set(
    '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
    serverFeaturesRpc(() => rpcs.keys()),
  );
  return rpcs;
}
