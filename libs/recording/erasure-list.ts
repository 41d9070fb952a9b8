import type { KeyStore } from '#privacy';
import type { Store } from '#store';
import { applyErasures, erasedId, erasuresLedger, erasuresStream, orderId } from './erasures.ts';

/**
 * Every order to erase, as lines of JSON to be kept apart from the copies of events and keys: where both are restored from
 * before an order, nothing else knows of it. No text opens with it; it has the ids of children whose texts were erased.
 */
export async function listErasures(store: Pick<Store, 'read' | 'identity'>): Promise<string> {
  const lines: object[] = [{ form, store: await store.identity() }];
  for await (const { id, type, data, metadata } of store.read(erasuresStream)) {
    const { recordedAt, firstRecordedAt, recordedBy, role } = metadata as Readonly<Record<string, string>>;
    lines.push({ id, type, data, at: firstRecordedAt ?? recordedAt, by: { user: recordedBy, role } });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Carries out the erasures of such a list, and puts those on record again that the store knows nothing of, under their own
 * ids and with the instant they were first recorded. Repeating it is harmless. Throws `NotAnErasureList`, and has then
 * changed nothing.
 */
export async function takeErasures(
  parts: { readonly store: Store; readonly keys: KeyStore; readonly now: () => number },
  list: string,
): Promise<{ readonly listed: number; readonly entered: number }> {
  const { store, keys } = parts;
  const entries = read(list, await store.identity());
  const known = new Set<string>();
  for await (const { id } of store.read(erasuresStream)) known.add(id);
  const missing = entries.filter(({ id }) => !known.has(id));
  const log = erasuresLedger(parts);
  for (const { id, type, data, by, at } of missing)
    await log.enter({ id, type, data, by, about: { firstRecordedAt: at } });
  await applyErasures(store, keys);
  const orders = (of: readonly Listed[]): number => of.filter(({ type }) => type === 'ErasureOrdered').length;
  return { listed: orders(entries), entered: orders(missing) };
}

/** A file that tells no erasures of this store: another, altered, or cut off. */
export class NotAnErasureList extends Error {
  constructor(fault: string) {
    super(
      `The list of erasures ${fault}. Nothing was erased: give a list that "npx waymark backup --erasures" wrote of ` +
        'this store, or ask for the erasures again by hand.',
    );
    this.name = 'NotAnErasureList';
  }
}

interface Listed {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly authority: string; readonly child: string; readonly upTo: number };
  readonly at: string;
  readonly by: { readonly user: string; readonly role: string };
}

const form = 'waymark-erasures/1';

function read(list: string, store: string): readonly Listed[] {
  // A list that was cut off does not end its last line.
  if (!list.endsWith('\n')) throw new NotAnErasureList('is cut off');
  const [head, ...lines] = list.trimEnd().split('\n').map(jsonIn);
  const told = head as { readonly form?: unknown; readonly store?: unknown };
  if (told.form !== form) throw new NotAnErasureList('is none of this Waymark’s');
  if (told.store !== store) throw new NotAnErasureList('is of another store');
  return lines.map((line, index) => {
    if (!isListed(line)) throw new NotAnErasureList(`was altered in line ${String(index + 2)}`);
    return line;
  });
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}

/** The id of an order is made of whose keys go: no other child's go by a line that was altered by mistake. */
function isListed(line: unknown): line is Listed {
  const { id, type, data, at, by } = line as Partial<Listed>;
  if (data === undefined || typeof at !== 'string' || typeof by?.user !== 'string' || typeof by.role !== 'string')
    return false;
  const order = orderId(data.authority, data.child, data.upTo);
  if (type === 'ErasureOrdered') return id === order;
  return type === 'PersonalDataErased' && id === erasedId(order);
}
