import { refuseUnlessOperator, type Access } from '../access/access.ts';
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
  readonly access: Access;
  readonly address: () => { readonly host: string; readonly port: number };
  readonly onDefect: (error: unknown) => void;
};

const PERSISTENT = '/event_store.client.persistent_subscriptions.PersistentSubscriptions';

/** Every RPC the node answers, by its path. */
export function services({ log, groups, access, address, onDefect }: ServiceOptions): ReadonlyMap<string, Rpc> {
  /** For operators only. */
  const operators =
    (rpc: Rpc): Rpc =>
    (call) =>
      refuseUnlessOperator(access, call) ? { message: () => undefined } : rpc(call);
  const rpcs = new Map<string, Rpc>([
    ['/event_store.client.streams.Streams/Read', readRpc(log, access, onDefect)],
    ['/event_store.client.streams.Streams/Append', appendRpc(log, access)],
    ['/event_store.client.streams.Streams/BatchAppend', batchAppendRpc(log, access)],
    ['/event_store.client.streams.Streams/Delete', deleteRpc(log, access, 'delete')],
    ['/event_store.client.streams.Streams/Tombstone', deleteRpc(log, access, 'tombstone')],
    [`${PERSISTENT}/Create`, operators(defineGroupRpc(groups, 'create'))],
    [`${PERSISTENT}/Update`, operators(defineGroupRpc(groups, 'update'))],
    [`${PERSISTENT}/Delete`, operators(deleteGroupRpc(groups))],
    [`${PERSISTENT}/GetInfo`, groupInfoRpc(groups)],
    [`${PERSISTENT}/List`, listGroupsRpc(groups)],
    [`${PERSISTENT}/ReplayParked`, operators(replayParkedRpc(groups))],
    [`${PERSISTENT}/RestartSubsystem`, operators(restartGroupsRpc(groups))],
    [`${PERSISTENT}/Read`, persistentReadRpc(log, access, groups)],
    ['/event_store.client.gossip.Gossip/Read', gossipRpc(address, log.fileId)],
  ]);
  rpcs.set(
    '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
    serverFeaturesRpc(() => rpcs.keys()),
  );
  return rpcs;
}
