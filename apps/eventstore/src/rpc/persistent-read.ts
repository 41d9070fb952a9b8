import { randomUUID } from 'node:crypto';
import { refuseAccess, type Access } from '../access/access.ts';
import type { Call, Rpc } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import type { Subscriber } from '../persistent/consumers.ts';
import type { Group } from '../persistent/group.ts';
import type { Groups } from '../persistent/groups.ts';
import { readConsumerMessage, type ConsumerMessage } from '../persistent/requests.ts';
import { latencies } from '../persistent/latencies.ts';
import { meter } from '../persistent/meter.ts';
import { ALL } from '../persistent/settings.ts';
import type { Log } from '../storage/log.ts';
import { encodeEventPage } from '../wire/event-page.ts';
import { message } from '../wire/writer.ts';
import { entryOf } from './event-page.ts';
import { refuseMissingGroup, trailers } from './persistent.ts';

type Connect = Extract<ConsumerMessage, { kind: 'connect' }>;

/** `PersistentSubscriptions/Read`: a consumer connects to a group, gets events, and answers for each. */
export function persistentReadRpc(log: Log, access: Access, groups: Groups): Rpc {
  return (call) => {
    let connected: { group: Group; subscriber: Subscriber } | undefined;
    return {
      message(bytes) {
        const said = readConsumerMessage(bytes);
        if (said.kind === 'connect') {
          if (!refuseAccess(access, call, 'read', said.source)) connected = connect(log, access, groups, call, said);
        } else if (connected === undefined)
          call.fail(STATUS.invalidArgument, 'Connect to a group before answering for events.');
        else if (said.kind === 'ack') connected.group.ack(connected.subscriber, said.ids);
        else connected.group.nack(connected.subscriber, said.ids, said.action, said.reason);
      },
      end() {
        call.end();
        if (connected !== undefined) connected.group.disconnect(connected.subscriber);
      },
    };
  };
}

function connect(
  log: Log,
  access: Access,
  groups: Groups,
  call: Call,
  wish: Connect,
): { group: Group; subscriber: Subscriber } | undefined {
  const group = groups.find(wish);
  if (group === undefined) {
    refuseMissingGroup(call, wish);
    return undefined;
  }
  const { settings } = group.config;
  if (settings.maxSubscriberCount > 0 && group.state().subscribers.length >= settings.maxSubscriberCount) {
    call.fail(
      STATUS.failedPrecondition,
      `Maximum subscriptions reached for subscription group ${wish.group} on stream ${wish.source}.`,
      trailers('maximum-subscribers-reached', wish),
    );
    return undefined;
  }
  const subscriber = subscriberOver(log, access, call, group, wish);
  call.send(
    message()
      .message(2, message().text(1, `${wish.source}::${wish.group}`))
      .done(),
  );
  call.onClose(() => {
    group.disconnect(subscriber);
  });
  group.connect(subscriber);
  return { group, subscriber };
}

function subscriberOver(log: Log, access: Access, call: Call, group: Group, wish: Connect): Subscriber {
  const shown = {
    resolveLinks: group.config.settings.resolveLinks,
    structuredIds: wish.structuredIds,
    positions: wish.source === ALL,
    mayRead: (stream: string) => access.allows(call.user, 'read', stream),
  };
  return {
    id: randomUUID(),
    capacity: wish.bufferSize,
    inFlight: 0,
    // On a node without users every caller is the system, as on a real one.
    username: call.user?.login ?? 'system',
    connectionName: headerValue(call.headers['connection-name']) ?? '<unknown>',
    delivered: meter(),
    latencies: group.config.settings.extraStatistics ? latencies() : undefined,
    send: (item) => {
      call.sendFramed(encodeEventPage([{ ...entryOf(log, item.row, shown), retries: item.retries }]));
    },
    drop: () => {
      call.fail(
        STATUS.cancelled,
        `Subscription group ${wish.group} on stream ${wish.source} was dropped.`,
        trailers('persistent-subscription-dropped', wish),
      );
    },
  };
}

function headerValue(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
