import { message, type WireWriter } from '../wire/writer.ts';
import type { Subscriber } from './consumers.ts';
import type { Group } from './group.ts';
import { ALL } from './settings.ts';

/** `SubscriptionInfo`: a group's settings, consumers and figures. */
export function subscriptionInfo(group: Group): WireWriter {
  const { config } = group;
  const { settings } = config;
  const state = group.state();
  const info = message().text(1, config.source).text(2, config.group).text(3, 'Live');
  for (const subscriber of state.subscribers) info.message(4, connectionInfo(subscriber));
  const delivered = state.delivered.read();
  return info
    .number(5, delivered.perSecond)
    .number(6, delivered.total)
    .number(7, delivered.since)
    .text(8, state.lastCheckpoint)
    .text(9, state.lastKnown)
    .number(10, settings.resolveLinks ? 1 : 0)
    .text(11, startText(group))
    .number(12, settings.messageTimeout)
    .number(13, settings.extraStatistics ? 1 : 0)
    .number(14, settings.maxRetryCount)
    .number(15, settings.liveBufferSize)
    .number(16, settings.historyBufferSize)
    .number(17, settings.readBatchSize)
    .number(18, settings.checkpointAfter)
    .number(19, settings.minCheckpointCount)
    .number(20, settings.maxCheckpointCount)
    .number(21, state.buffered)
    .number(23, state.retrying)
    .number(24, state.inFlight)
    .number(25, state.outstanding)
    .text(26, settings.strategy)
    .number(27, settings.maxSubscriberCount)
    .number(28, state.parked);
}

function connectionInfo(subscriber: Subscriber): WireWriter {
  const { total, since, perSecond } = subscriber.delivered.read();
  const info = message().text(2, subscriber.username).number(3, perSecond).number(4, total).number(5, since);
  for (const [key, value] of subscriber.latencies?.measurements() ?? [])
    info.message(6, message().text(1, key).number(2, value));
  return info
    .number(7, subscriber.capacity - subscriber.inFlight)
    .number(8, subscriber.inFlight)
    .text(9, subscriber.connectionName);
}

/** Where the group was told to begin, in the notation of its source. */
function startText({ config }: Group): string {
  const { startFrom } = config.settings;
  const place = startFrom === 'start' ? '0' : startFrom === 'end' ? '-1' : String(startFrom);
  return config.source === ALL ? `C:${place}/P:${place}` : place;
}
