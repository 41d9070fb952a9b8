import type { Log } from '../storage/log.ts';
import { idOf } from '../wire/recorded-event.ts';
import { affinityOf } from './affinity.ts';
import { chooser, type Subscriber } from './consumers.ts';
import { meter, type Meter } from './meter.ts';
import { notesOf } from './notes.ts';
import { outstandingItems, type Item } from './outstanding.ts';
import { replayOf } from './replay.ts';
import type { NackAction } from './requests.ts';
import type { GroupConfig } from './settings.ts';
import { sourceOf } from './source.ts';

/** What is going on in a group. */
export type GroupState = {
  readonly subscribers: readonly Subscriber[];
  readonly delivered: Meter;
  readonly buffered: number;
  readonly retrying: number;
  readonly inFlight: number;
  readonly outstanding: number;
  readonly parked: number;
  /** As the protocol writes places; empty where there is none. */
  readonly lastCheckpoint: string;
  readonly lastKnown: string;
};

/** A persistent subscription group at work: it reads its source and shares events out among its consumers. */
export type Group = {
  readonly config: GroupConfig;
  /** A group that is closed drops the consumer, who may connect to what takes its place. */
  connect(subscriber: Subscriber): void;
  disconnect(subscriber: Subscriber): void;
  ack(subscriber: Subscriber, ids: readonly string[]): void;
  nack(subscriber: Subscriber, ids: readonly string[], action: NackAction, reason: string): void;
  replayParked(limit: number | undefined): void;
  state(): GroupState;
  /** Drops every consumer and notes how far the group came. */
  close(): Promise<void>;
  /** Removes what the group noted. */
  discard(): Promise<void>;
};

type Flight = {
  readonly item: Item;
  readonly subscriber: Subscriber;
  /** On the clock that is never set back. */
  readonly sentAt: number;
  readonly until: number;
};

/** How often timeouts are looked for. */
const TICK_MS = 250;

export function openGroup(log: Log, config: GroupConfig, onDefect: (error: unknown) => void): Group {
  const { settings } = config;
  const source = sourceOf(log, config);
  const notes = notesOf(log, config);
  const replay = replayOf(notes);
  const choose = chooser<Subscriber>(settings.strategy);
  const outstanding = outstandingItems();
  const delivered = meter();
  const subscribers: Subscriber[] = [];
  const flights = new Map<string, Flight>();
  const parking = new Set<Promise<void>>();
  let waiting: Item[] = [];
  let retrying: Item[] = [];
  let noted = notes.checkpoint();
  let lastRead = noted ?? config.begin - 1;
  let sinceNoted = 0;
  let notedAt = performance.now();
  let closed = false;
  let noting: Promise<void> | undefined;

  const stopListening = log.onCommit(pump);
  const ticker = setInterval(tick, TICK_MS);
  ticker.unref();

  function fill(): void {
    while (waiting.length < settings.readBatchSize) {
      const { rows, through, end } = source.read(lastRead + 1, settings.historyBufferSize - waiting.length);
      for (const row of rows) {
        const item = { row, before: lastRead, retries: 0 };
        lastRead = source.placeOf(row);
        outstanding.add(item);
        waiting.push(item);
      }
      lastRead = Math.max(lastRead, through);
      if (end) return;
    }
  }

  /** However many are to be replayed, a batch of them is held at a time. */
  function fillFromParked(): void {
    if (retrying.length >= settings.readBatchSize) return;
    for (const { row, at } of replay.next(settings.readBatchSize)) {
      const item = { row, before: undefined, parkedAt: at, retries: 0 };
      outstanding.add(item);
      retrying.push(item);
    }
  }

  /**
   * What cannot be read is over for this group's consumers and for nobody else: they are served from commits and timers
   * too, where a failure would be an append's that is stored, or the node's.
   */
  function pump(): void {
    try {
      share();
    } catch (error) {
      onDefect(error);
      for (const subscriber of subscribers.splice(0)) subscriber.drop();
    }
  }

  function share(): void {
    if (closed || subscribers.length === 0) return;
    fill();
    for (let before = -1; retrying.length !== before;) {
      fillFromParked();
      before = retrying.length;
      retrying = deliver(retrying);
    }
    while (waiting.length > 0) {
      const before = waiting.length;
      waiting = deliver(waiting);
      if (waiting.length === before) return;
      fill();
    }
  }

  /** Sends what can be sent now and gives back the rest, in order. */
  function deliver(items: Item[]): Item[] {
    const kept: Item[] = [];
    for (const [index, item] of items.entries()) {
      // Answers name events by id, so two events of one id are never on their way together.
      if (flights.has(idOf(item.row.record))) {
        kept.push(item);
        continue;
      }
      const chosen = choose(subscribers, () => affinityOf(log, item.row, settings.strategy));
      if (chosen === 'all-busy') return [...kept, ...items.slice(index)];
      if (chosen === 'this-one-busy') kept.push(item);
      else dispatch(chosen, item);
    }
    return kept;
  }

  function dispatch(subscriber: Subscriber, item: Item): void {
    const sentAt = performance.now();
    const until = settings.messageTimeout > 0 ? sentAt + settings.messageTimeout : Infinity;
    flights.set(idOf(item.row.record), { item, subscriber, sentAt, until });
    subscriber.inFlight += 1;
    subscriber.delivered.add();
    delivered.add();
    subscriber.send(item);
  }

  function land(subscriber: Subscriber, id: string): Item | undefined {
    const flight = flights.get(id);
    // An answer that comes after the time-out is for a delivery that is over.
    if (flight?.subscriber !== subscriber) return undefined;
    flights.delete(id);
    subscriber.inFlight -= 1;
    subscriber.latencies?.add(Math.round(performance.now() - flight.sentAt));
    return flight.item;
  }

  function settle(item: Item): void {
    outstanding.settle(item);
    if (item.parkedAt !== undefined) replay.settle(item.parkedAt);
    sinceNoted += 1;
    const replayed = item.parkedAt !== undefined && replay.over;
    if (replayed || sinceNoted >= Math.max(1, settings.maxCheckpointCount)) void note();
  }

  function retry(item: Item, reason: string): void {
    item.retries += 1;
    if (item.retries > settings.maxRetryCount) park(item, `Retried ${String(settings.maxRetryCount)} times: ${reason}`);
    else retrying.push(item);
  }

  /** An event is answered for only once its parking is stored. */
  function park(item: Item, reason: string): void {
    const parked = notes.park(item.row, reason).then(
      () => {
        settle(item);
      },
      (error: unknown) => {
        onDefect(error);
        retrying.push(item);
      },
    );
    parking.add(parked);
    void parked.finally(() => parking.delete(parked));
  }

  /** One note is written at a time; what is answered for meanwhile goes into the next. */
  function note(): Promise<void> {
    noting ??= writeNotes().finally(() => {
      noting = undefined;
    });
    return noting;
  }

  async function writeNotes(): Promise<void> {
    for (let due = notesDue(); due.length > 0; due = notesDue()) {
      sinceNoted = 0;
      notedAt = performance.now();
      await Promise.all(due.map((written) => written.catch(onDefect)));
    }
  }

  function notesDue(): readonly Promise<void>[] {
    const place = outstanding.through(lastRead);
    if (place === noted || place < 0) return replay.notesDue();
    noted = place;
    return [notes.noteCheckpoint(place), ...replay.notesDue()];
  }

  function tick(): void {
    const now = performance.now();
    for (const [id, { item, subscriber, until }] of flights) {
      if (until > now) continue;
      land(subscriber, id);
      retry(item, 'The consumer did not answer in time.');
    }
    if (sinceNoted >= Math.max(1, settings.minCheckpointCount) && now - notedAt >= settings.checkpointAfter)
      void note();
    pump();
  }

  return {
    config,
    connect(subscriber) {
      if (closed) {
        subscriber.drop();
        return;
      }
      subscribers.push(subscriber);
      pump();
    },
    disconnect(subscriber) {
      const at = subscribers.indexOf(subscriber);
      if (at >= 0) subscribers.splice(at, 1);
      const left = [...flights].filter(([, flight]) => flight.subscriber === subscriber);
      for (const [id, { item }] of left) {
        flights.delete(id);
        item.retries += 1;
      }
      retrying = [...left.map(([, { item }]) => item), ...retrying];
      pump();
    },
    ack(subscriber, ids) {
      for (const id of ids) {
        const item = land(subscriber, id);
        if (item !== undefined) settle(item);
      }
      pump();
    },
    nack(subscriber, ids, action, reason) {
      for (const id of ids) {
        const item = land(subscriber, id);
        if (item === undefined) continue;
        if (action === 'skip') settle(item);
        else if (action === 'park') park(item, reason);
        else retry(item, reason);
      }
      if (action === 'stop') subscriber.drop();
      pump();
    },
    replayParked(limit) {
      if (closed) throw new Error('The group is being started again. Replay its parked events shortly.');
      replay.extend(limit);
      fillFromParked();
      pump();
    },
    state: () => ({
      subscribers,
      delivered,
      buffered: waiting.length,
      retrying: retrying.length + replay.unread,
      inFlight: flights.size,
      outstanding: outstanding.size,
      parked: replay.parked(),
      lastCheckpoint: noted === undefined ? '' : source.text(noted),
      lastKnown: source.last() < 0 ? '' : source.text(source.last()),
    }),
    async close() {
      closed = true;
      stopListening();
      clearInterval(ticker);
      for (const subscriber of subscribers.splice(0)) subscriber.drop();
      await Promise.all(parking);
      if (sinceNoted > 0 || noting !== undefined) await note();
    },
    discard: () => notes.discard(),
  };
}
