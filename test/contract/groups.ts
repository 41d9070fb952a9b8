import {
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
  START,
  type EventStoreDBClient,
  type PersistentSubscriptionToStream,
  type PersistentSubscriptionToStreamSettings as Settings,
} from '@eventstore/db-client';

let made = 0;

/** Names that no other test uses. */
export const freshName = (): string => `s${String(++made)}`;

export const facts = (from: number, to: number, type = 'Visited') =>
  Array.from({ length: to - from }, (_, index) => jsonEvent({ type, data: { step: from + index } }));

export const stepOf = (resolved: { event?: { data: unknown } | undefined }): number =>
  (resolved.event?.data as { step: number }).step;

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** A stream of so many events, and a group that reads it from its start; both have the name given back. */
export async function groupOn(
  client: EventStoreDBClient,
  length: number,
  settings: Partial<Settings> = {},
): Promise<string> {
  const name = freshName();
  if (length > 0) await client.appendToStream(name, facts(0, length));
  await client.createPersistentSubscriptionToStream(name, name, streamSettings({ startFrom: START, ...settings }));
  return name;
}

/** Reads and acknowledges so many events, and leaves the group. */
export async function acknowledge(subscription: PersistentSubscriptionToStream, count: number): Promise<number[]> {
  const steps: number[] = [];
  for await (const resolved of subscription) {
    steps.push(stepOf(resolved));
    await subscription.ack(resolved);
    if (steps.length === count) break;
  }
  // Leaving the loop alone would leave the consumer connected.
  await subscription.unsubscribe();
  return steps;
}

/** Resolves when everything the group gave out has been answered for, and what was to be parked is. */
export async function settled(client: EventStoreDBClient, name: string): Promise<void> {
  for (;;) {
    const { stats } = await client.getPersistentSubscriptionToStreamInfo(name, name);
    if (stats.outstandingMessagesCount === 0) return;
  }
}

/** Resolves when the group has written to a stream of its own, or written a certain thing. */
export async function noted(client: EventStoreDBClient, stream: string, data?: unknown): Promise<void> {
  const notes = client.subscribeToStream(stream);
  for await (const { event } of notes) if (data === undefined || event?.data === data) break;
  await notes.unsubscribe();
}
