import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Proposed } from '#events';
import type { Recorded } from '#history';
import { journeyLaw } from '#journey';
import { openKeys } from '#privacy';
import { laying } from '#recording';
import { decodeFact, openStore, type Store } from '#store';
import { startEmbeddedNode } from '#testing';
import { englandTimescales, nationalRules } from '#timescales';
import type { ToldChild } from '../../seeds/england/family-told.ts';
import { factsOf } from '../../seeds/england/identified.ts';
import type { LoadPost } from '../../seeds/england/load.ts';
import { by, keyOf } from '../generate/writer.ts';
import type { Figure } from './figure.ts';
import { processorSeconds } from './processor.ts';

/**
 * What a post of the recorder is made of, each part by itself over the same posts, in µs of processor: judging it by the law;
 * its ids, marks, seals and chain; and reading and appending through the client, the node's share apart. No I/O is waited
 * for in the first two. What is left of the whole is the recorder's own steps and what the parts cost one another.
 */
export async function partsOfPosting(posts: readonly LoadPost[], warm: number, folder: string): Promise<Figure[]> {
  const law = judging();
  const laid = await layingAll(posts, path.join(folder, 'parts'));
  const measured = posts.length - warm;
  const each = (name: string, seconds: number): Figure => ({ name, value: (seconds / measured) * 1e6, unit: 'µs' });
  const judged = await worked(posts, warm, async (post) => law(post));
  const appends: (() => Promise<unknown>)[] = [];
  const node = await startEmbeddedNode({ file: path.join(folder, 'parts.db') });
  const store = openStore({ url: node.url });
  try {
    const sealed = await worked(posts, warm, async (post) => {
      const { stream, after, events } = laid(post);
      appends.push(async () => {
        let revision = -1;
        for await (const event of store.read(stream)) ({ revision } = event);
        if (revision !== (after ?? -1)) throw new Error(`${stream} ends at ${String(revision)}.`);
        await store.append(stream, after ?? 'no-stream', events);
      });
    });
    const append = async (number: number): Promise<unknown> => appends[number]?.();
    for (let number = 0; number < warm; number += 1) await append(number);
    const [mine, its] = [process.cpuUsage(), processorSeconds(node.pid)];
    for (let number = warm; number < posts.length; number += 1) await append(number);
    const { user, system } = process.cpuUsage(mine);
    return [
      each('a post of Waymark’s, its parts alone: judged', judged),
      each('  … ids, marks, seals, chain', sealed),
      each('  … read and appended one after another, this process', (user + system) / 1e6),
      each('  … the same, the node', processorSeconds(node.pid) - its),
    ];
  } finally {
    await store.close();
    await node.stop();
  }
}

/** Seconds of processor that the measured posts took; those before warm up. */
async function worked(
  posts: readonly LoadPost[],
  warm: number,
  work: (post: LoadPost) => Promise<void>,
): Promise<number> {
  for (const post of posts.slice(0, warm)) await work(post);
  const before = process.cpuUsage();
  for (const post of posts.slice(warm)) await work(post);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Judges each post on top of its child's, by one law that remembers children as a service's does. */
function judging(): (post: LoadPost) => void {
  const law = journeyLaw(englandTimescales);
  const known = new Map<ToldChild, { readonly past: readonly Recorded[]; readonly ids: Map<Proposed, string> }>();
  return ({ of, number }) => {
    const { past, ids } = known.get(of) ?? { past: [], ids: new Map<Proposed, string>() };
    const { recordedAt, facts } = of.posts[number] ?? { recordedAt: 0, facts: [] };
    const named = facts.map((_, index) => `${of.child}-${number}-${index}`);
    const proposed = factsOf(facts, named, ids).map((fact, index) => ({ ...fact, id: named[index] ?? '' }));
    const at = { recordedAt, recordedBy: 'bench' };
    if (!law.decide(past, proposed, at).ok) throw new Error(`The load is not lawful of child ${of.child}.`);
    const recorded = proposed.map((fact, index): Recorded => ({ ...fact, revision: past.length + index, ...at }));
    known.set(of, { past: [...past, ...recorded], ids });
  };
}

/** Makes the events of each post as recording does, and keeps what the child's next will follow. */
async function layingAll(posts: readonly LoadPost[], at: string) {
  const keys = openKeys({
    url: `${at}-keys.db`,
    masterKeyFile: `${at}-master.key`,
    createIfMissing: true,
    now: () => performance.now(),
  });
  const begun = new Map<ToldChild, { lay: Awaited<ReturnType<typeof laying>>; ids: Map<Proposed, string> }>();
  for (const of of new Set(posts.map((post) => post.of)))
    begun.set(of, { lay: await laying({ keys, rules: nationalRules }, of), ids: new Map() });
  return (post: LoadPost) => {
    const child = begun.get(post.of);
    const posted = post.of.posts[post.number];
    if (child === undefined || posted === undefined) throw new TypeError('A post of no child is to be laid.');
    const facts = factsOf(posted.facts, [], child.ids);
    const made = child.lay({ by, idempotencyKey: keyOf(post), recordedAt: posted.recordedAt, facts });
    posted.facts.forEach((told, index) => {
      if (!('of' in told)) child.ids.set(told, made.events[index]?.id ?? '');
    });
    return made;
  };
}

/** One table of referrals with the one before, as emmett's projection makes it, through Waymark's client from all facts. */
export async function oneTable(store: Pick<Store, 'follow'>, file: string): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; CREATE TABLE referrals (child text, happened text, previous text)');
  database.exec('CREATE INDEX by_child ON referrals (child, happened)');
  const insert = database.prepare(`INSERT INTO referrals SELECT ?1, ?2,
    (SELECT max(happened) FROM referrals WHERE child = ?1 AND happened < ?2)`);
  const signal = new AbortController().signal;
  for await (const { events, live } of store.follow({ prefixes: ['journey-'], after: null, signal, batchSize: 1000 })) {
    database.exec('BEGIN');
    for (const event of events) {
      if (event.type !== 'ReferralReceived') continue;
      const { fact } = decodeFact(event);
      if ('on' in fact.data) insert.run(event.stream, fact.data.on);
    }
    database.exec('COMMIT');
    if (live) break;
  }
  database.close();
}
