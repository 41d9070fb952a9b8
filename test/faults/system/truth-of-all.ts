import { openReadModel, openReadModelWriter, rebuildReadModel } from '#readmodel';
import { verifyStore } from '#recording';
import { openStore, type Store, type StoredEvent } from '#store';
import { nationalRules } from '#timescales';
import { until } from '../watching.ts';
import type { Acknowledged, Caseworkers } from './caseworkers.ts';
import { misreadReferrals } from './newer.ts';
import type { Running } from './running.ts';

/**
 * Everything that is wrong once the work is done and every process runs. Stops what writes rows. The rebuild they are held
 * against is made where nothing is yet.
 */
export async function untruthsOfAll(system: Running, work: Caseworkers, beside: string): Promise<string[]> {
  const store = openStore({ url: system.node().url });
  try {
    const acknowledged = [...system.left, ...work.acknowledged];
    const children = [...new Set(acknowledged.map(({ child }) => child))];
    const faults = [...work.faults, ...(await misrecorded(store, acknowledged))];
    faults.push(...(await misraised(store, children)), ...(await unentered(system, work)));
    if (system.isUpgraded()) faults.push(...(await misreadReferrals(store)));
    const { holds, faults: broken, anchors } = await verifyStore(store, {});
    if (!holds) faults.push(`The chains do not hold: ${JSON.stringify([broken, anchors.fault])}`);
    return [...faults, ...(await rowsAmiss(system, store, beside))];
  } finally {
    await store.close();
  }
}

/** A journey is what was acknowledged of it, in order: nothing is missing, and nothing is there twice or besides. */
export async function misrecorded(store: Store, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const faults: string[] = [];
  const told = new Map<string, string[]>();
  for (const { child, revision, facts } of acknowledged) {
    const all = told.get(child) ?? [];
    told.set(child, all);
    all.push(...facts);
    if (all.length !== revision + 1)
      faults.push(`${child}: revision ${String(revision)} acknowledged for ${String(all.length)} facts`);
  }
  for (const [child, ids] of told) {
    const held = (await eventsOf(store, `journey-855.${child}`)).map(({ id }) => id);
    if (held.join() !== ids.join()) {
      faults.push(
        `${child}: ${String(ids.length)} facts were acknowledged, and ${String(held.length)} others are held`,
      );
    }
  }
  return faults;
}

/** Everybody's assessment is overdue: each is told of, once. */
async function misraised(store: Store, children: readonly string[]): Promise<string[]> {
  let raised: readonly StoredEvent[] = [];
  const look = async (): Promise<boolean> => {
    raised = (await followed(store, 'alert-')).filter(({ type }) => type === 'AlertRaised');
    return raised.length >= children.length;
  };
  for (let tries = 0; tries < 400 && !(await look()); tries += 1) await until(() => false, 250);
  const told = raised.map(({ data }) => (data as { readonly child: string }).child).sort();
  if (told.join() === [...children].sort().join()) return [];
  return [`Alerts were raised for ${told.join(', ')}; each of ${children.join(', ')} should have one`];
}

/** Every look that was answered was entered before, with its reason: sealed in the store, and opened by the services. */
async function unentered({ services }: Running, { looks }: Caseworkers): Promise<string[]> {
  const entered = new Set<string>();
  // The clocks of the processes were set days ahead and behind.
  const [from, to] = [-40, 40].map((days) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10));
  let before = '';
  for (let next: string | null = ''; next !== null; before = `&before=${next}`) {
    const address = `/authorities/855/accesses?from=${String(from)}&to=${String(to)}&limit=1000${before}`;
    const answer = await fetch(`${services[0]?.url() ?? ''}${address}`);
    const body = (await answer.json()) as {
      readonly accesses?: readonly { readonly children: readonly string[] | 'every'; readonly reason: string | null }[];
      readonly next?: string | null;
    };
    if (body.accesses === undefined) return [`The access log was answered ${JSON.stringify(body)}`];
    for (const { children, reason } of body.accesses) entered.add(`${String(children)} ${reason ?? ''}`);
    next = body.next ?? null;
  }
  const missing = looks.filter(({ child, reason }) => !entered.has(`${child} ${reason}`));
  return missing.length === 0
    ? []
    : [`${String(missing.length)} of ${String(looks.length)} looks are not in the access log`];
}

const dayMs = 24 * 60 * 60 * 1_000;

/** The rows as they have grown through it all are those of a rebuild from zero. */
async function rowsAmiss(system: Running, store: Store, beside: string): Promise<string[]> {
  const end = (await followed(store, 'journey-')).at(-1)?.position ?? -1;
  await rebuildReadModel({ store, url: beside, now: Date.now });
  let reached = -1;
  for (let tries = 0; tries < 400 && reached < end; tries += 1) {
    await until(() => false, 250);
    reached = await reachedBy(system.readModelUrl);
  }
  if (reached < end) return [`The rows have come to ${String(reached)} and no further; the end is ${String(end)}`];
  for (const worker of system.workers) await worker.stop();
  const [grown, made] = [await rowsOf(system.readModelUrl), await rowsOf(beside)];
  if (grown.digest === made.digest) return [];
  return [`The rows are not those of a rebuild: ${JSON.stringify([grown, made])}`];
}

async function reachedBy(url: string): Promise<number> {
  const model = openReadModel({ url });
  try {
    return await model.at(({ projection }) => Promise.resolve(projection.position ?? -1));
  } finally {
    await model.close();
  }
}

async function rowsOf(url: string): Promise<{ readonly facts: number; readonly digest: string }> {
  const writer = openReadModelWriter({ url, rules: nationalRules, now: Date.now });
  try {
    return { facts: (await writer.catchUp()).facts, digest: await writer.digest() };
  } finally {
    await writer.close();
  }
}

async function eventsOf(store: Store, stream: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(stream)) events.push(event);
  return events;
}

async function followed(store: Store, prefix: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  const done = new AbortController();
  for await (const batch of store.follow({ prefixes: [prefix], after: null, signal: done.signal })) {
    events.push(...batch.events);
    if (batch.live) break;
  }
  done.abort();
  return events;
}
