import type { Rpc } from '../http2/call.ts';
import { message } from '../wire/writer.ts';

/** The EventStoreDB version whose behaviour this node follows; clients choose their calls by it. */
const VERSION = '23.10.6';

/** What a service offers beside its plain methods, by EventStoreDB's names. */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  '/event_store.client.streams.Streams/Read': ['position', 'events'],
  '/event_store.client.streams.Streams/BatchAppend': ['deadline_duration'],
  ...Object.fromEntries(
    ['Create', 'Update', 'Delete', 'Read', 'GetInfo', 'List', 'ReplayParked'].map((method) => [
      `/event_store.client.persistent_subscriptions.PersistentSubscriptions/${method}`,
      ['stream', 'all'],
    ]),
  ),
};

/** `ServerFeatures/GetSupportedMethods`: every method served, found from the list itself. */
export function serverFeaturesRpc(paths: () => Iterable<string>): Rpc {
  return (call) => ({
    message() {
      const supported = message();
      for (const path of paths()) {
        const [service = '', method = ''] = path.slice(1).toLowerCase().split('/');
        const entry = message().text(1, method).text(2, service);
        for (const feature of FEATURES[path] ?? []) entry.text(3, feature);
        supported.message(1, entry);
      }
      call.send(supported.text(2, VERSION).done());
      call.end();
    },
  });
}
