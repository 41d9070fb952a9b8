import { v5 } from 'uuid';
import { ErasureUnfinished, type KeyStore } from '#privacy';
import type { Sealed } from '#events';
import type { Store } from '#store';
import { ledger, type Ledger } from './ledger.ts';

/**
 * The orders to erase a child's personal texts, and that they were carried out: one chained stream for all authorities,
 * which no erasure touches. An order is recorded before any key is destroyed, so that one that was cut off, or that a
 * restored copy of the keys knows nothing of, is carried out again.
 */
export const erasuresStream = 'erasures';

/** The order, as stored for ever: add optional fields, never rename or narrow. */
export interface ErasureOrdered {
  readonly authority: string;
  readonly child: string;
  /** The newest version of the child's key: what is recorded after the erasure is sealed under a later one. */
  readonly upTo: number;
  /** Who gave the order, by what name it is kept: texts sealed under the authority's own key. */
  readonly reference: Sealed;
  readonly authorisedBy: Sealed;
  /** What the retention schedule said: undefined where an order of court stood in its place. */
  readonly retention?: { readonly schedule: string; readonly keptUntil: string };
  readonly courtOrder?: { readonly court: Sealed; readonly reference: Sealed; readonly madeOn: string };
}

export interface PersonalDataErased {
  readonly authority: string;
  readonly child: string;
  readonly upTo: number;
  /** The id of the entry that ordered it. */
  readonly order: string;
}

/** An order with what became of it. */
export interface ErasureRead {
  readonly id: string;
  readonly ordered: ErasureOrdered;
  /** When it was first recorded: one taken from a list of erasures was, before that. */
  readonly orderedAt: string;
  readonly orderedBy: string;
  readonly role: string;
  /** When it was carried out; undefined where it was cut off, and is completed by asking for it again. */
  readonly erasedAt?: string | undefined;
}

export function erasuresLedger(parts: {
  readonly store: Pick<Store, 'append' | 'read' | 'metrics'>;
  readonly now: () => number;
}): Ledger {
  return ledger(parts, erasuresStream);
}

/** The ids of the entries are made of whose keys go, so that one order is one entry however often it is asked for. */
export function orderId(authority: string, child: string, upTo: number): string {
  return v5(JSON.stringify(['ordered', authority, child, upTo]), namespace);
}

export function erasedId(order: string): string {
  return v5(JSON.stringify(['erased', order]), namespace);
}

/** Every order to erase, or those of one child, in the order given. */
export async function readErasures(
  store: Pick<Store, 'read'>,
  of?: { readonly authority: string; readonly child: string },
): Promise<readonly ErasureRead[]> {
  const orders = new Map<string, ErasureRead>();
  for await (const { id, type, data, metadata } of store.read(erasuresStream)) {
    const {
      recordedAt = '',
      firstRecordedAt = recordedAt,
      recordedBy = '',
      role = '',
    } = metadata as Readonly<Record<string, string | undefined>>;
    const { authority, child } = data as { readonly authority: string; readonly child: string };
    if (of !== undefined && (authority !== of.authority || child !== of.child)) continue;
    if (type === 'ErasureOrdered') {
      orders.set(id, { id, ordered: data as ErasureOrdered, orderedAt: firstRecordedAt, orderedBy: recordedBy, role });
    }
    const order = type === 'PersonalDataErased' ? orders.get((data as PersonalDataErased).order) : undefined;
    if (order !== undefined) orders.set(order.id, { ...order, erasedAt: firstRecordedAt });
  }
  return [...orders.values()];
}

/**
 * Destroys every key whose erasure was ever ordered: before anything is opened, since these keys may be a copy of before
 * it. A reader of the keys' log does not hold it up, for the key is gone from every asking; the log is emptied later.
 */
export async function applyErasures(store: Pick<Store, 'read'>, keys: Pick<KeyStore, 'erase'>): Promise<void> {
  for (const { ordered } of await readErasures(store)) {
    const { authority, child, upTo } = ordered;
    try {
      await keys.erase(authority, child, upTo);
    } catch (error) {
      if (!(error instanceof ErasureUnfinished)) throw error;
    }
  }
}

/** Drawn once, for erasures. Stored ids rest on it: never change it. */
const namespace = '6a1f3a52-5f0c-4a4e-9c55-1d6f0f5b2a77';
