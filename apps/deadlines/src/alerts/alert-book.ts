import type { Store, StoredEvent } from '#store';
import { alertPrefix, type AlertRaised, type DeliveryFacts } from './alert-facts.ts';

/** An alert, and how far each recipient has come. */
export interface Alert {
  readonly id: string;
  readonly stream: string;
  readonly raised: AlertRaised;
  /** The instant it was raised, in milliseconds since 1970 UTC. */
  readonly raisedAt: number;
  /** The last of its facts known here, and that fact's digest. */
  readonly revision: number;
  readonly head: string | null;
  readonly deliveries: readonly Delivery[];
}

/** One recipient's delivery. A role has none: the alert is on its list. */
export interface Delivery {
  readonly state: 'listed' | 'waiting' | 'trying' | 'delivered' | 'dead';
  readonly attempts: number;
  /** Of one waiting, when it is tried next; of one being tried, until when it is left to whoever tries it. */
  readonly at: number;
  readonly error: string | null;
}

/** Every alert there is, as the store's own facts tell, in the order raised. */
export interface AlertBook {
  readonly alerts: () => Iterable<Alert>;
  readonly has: (stream: string) => boolean;
  readonly byId: (id: string) => Alert | undefined;
  /** Takes in a fact, once: what is followed may have been entered here before. */
  readonly take: (event: StoredEvent) => void;
  /**
   * Reads the store from its first event and follows it until the signal ends that. Whatever was taken before is forgotten
   * first. Throws what `identity` and `follow` of the store throw.
   */
  readonly follow: (store: Pick<Store, 'follow' | 'identity'>, signal: AbortSignal, told: BookTold) => Promise<void>;
}

/** What is told while a book is followed: that it is empty and being read, and whenever nothing more was waiting. */
export interface BookTold {
  readonly began: () => void;
  readonly live: () => void;
}

export function alertBook(): AlertBook {
  const byStream = new Map<string, Alert>();
  const streams = new Map<string, string>();

  function take(event: Pick<StoredEvent, 'stream' | 'id' | 'type' | 'revision' | 'data' | 'metadata'>): void {
    const { stream, id, type, revision, data, metadata } = event;
    const alert = byStream.get(stream);
    if (revision <= (alert?.revision ?? -1)) return;
    const { recordedAt, evidence } = (metadata ?? {}) as {
      readonly recordedAt?: string;
      readonly evidence?: { readonly digest?: string };
    };
    const place = { revision, head: evidence?.digest ?? null };
    const at = Date.parse(recordedAt ?? '');
    if (type === 'AlertRaised') {
      const raised = data as AlertRaised;
      const deliveries = raised.to.map((to): Delivery => begun('role' in to ? 'listed' : 'waiting', at));
      byStream.set(stream, { id, stream, raised, raisedAt: at, ...place, deliveries });
      streams.set(id, stream);
    } else if (alert !== undefined) {
      const { recipient } = data as { readonly recipient: number };
      const deliveries = alert.deliveries.map((delivery, index) =>
        index === recipient ? after(delivery, type, data, at) : delivery,
      );
      byStream.set(stream, { ...alert, ...place, deliveries });
    }
  }

  return {
    alerts: () => byStream.values(),
    has: (stream) => byStream.has(stream),
    byId: (id) => byStream.get(streams.get(id) ?? ''),
    take,
    async follow(store, signal, { began, live }) {
      // A store without a single event has no place to say that nothing more is waiting: its identity is one.
      await store.identity();
      byStream.clear();
      streams.clear();
      began();
      for await (const batch of store.follow({ prefixes: [alertPrefix], after: null, signal })) {
        for (const event of batch.events) take(event);
        if (batch.live) live();
      }
    },
  };
}

function begun(state: Delivery['state'], at: number): Delivery {
  return { state, attempts: 0, at, error: null };
}

function after(delivery: Delivery, type: string, data: unknown, at: number): Delivery {
  switch (type as keyof DeliveryFacts) {
    case 'AlertAttempted': {
      const { attempt, until } = data as DeliveryFacts['AlertAttempted'];
      return { ...delivery, state: 'trying', attempts: attempt, at: Date.parse(until) };
    }
    case 'AlertDelivered':
      return { ...delivery, state: 'delivered', at, error: null };
    case 'AlertNotDelivered': {
      const { error, next } = data as DeliveryFacts['AlertNotDelivered'];
      return { ...delivery, state: next === null ? 'dead' : 'waiting', at: Date.parse(next ?? '') || at, error };
    }
    case 'AlertReplayed':
      return begun('waiting', at);
    default:
      return delivery;
  }
}
