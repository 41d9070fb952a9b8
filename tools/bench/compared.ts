import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { measureOf, questionOf } from '#measures';
import { openReadModel, rebuildReadModel } from '#readmodel';
import { openStore } from '#store';
import { noPostgres, startEmbeddedNode, startPostgres } from '#testing';
import { englandAuthorities } from '../../seeds/england/authorities.ts';
import type { ToldChild } from '../../seeds/england/family-told.ts';
import { loadOf, type LoadAsked, type LoadPost } from '../../seeds/england/load.ts';
import { recorderWriter } from '../generate/to-recorder.ts';
import type { LoadWriter } from '../generate/writer.ts';
import { oneTable, partsOfPosting } from './compared-parts.ts';
import type { Figure } from './figure.ts';

const lanes = 32;
const boundMs = 300_000;
const root = path.resolve(import.meta.dirname, '..', '..', '..');
const emmettFolder = path.join(root, 'tools', 'bench', 'emmett');

/**
 * The same posts of the same children, recorded by Waymark's recorder over its node, by emmett over PostgreSQL and into
 * plain PostgreSQL tables; then the referrals made anew from all facts, and re-referrals counted: all three must agree.
 * Every one waits for the disk. Waymark judges by the whole law, seals texts, chains digests, and rebuilds every row there
 * is; the others keep a few rules of order and one table. emmett is installed when first it is asked for.
 */
export async function benchCompared(facts: number): Promise<Figure[]> {
  const missing = noPostgres();
  if (missing !== undefined) throw new Error(missing);
  installEmmett();
  const asked: LoadAsked = {
    seed: 42,
    authorities: englandAuthorities.filter(({ code }) => code === '855'),
    from: plainDate('2024-04-01'),
    months: 12,
    facts,
  };
  const [posts = []] = loadOf(asked, Infinity);
  // What runs first is compiled meanwhile, and is measured on no side.
  const warm = Math.floor(posts.length / 3);
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-bench-'));
  const server = await startPostgres({ durable: true });
  try {
    const file = path.join(folder, 'posts.jsonl');
    writeFileSync(file, posts.map(lineOf).join(''));
    const waymark = await withWaymark(posts, warm, folder);
    const emmett = await inDatabase('emmett', await databaseOf(server, 'emmett'), file, warm);
    const underLaw = await inDatabase('emmett-law', await databaseOf(server, 'underlaw'), file, warm);
    const plain = await inDatabase('plain', await databaseOf(server, 'plain'), file, warm);
    for (const [name, other] of [
      ['emmett', emmett],
      ['emmett under the whole law', underLaw],
      ['plain tables', plain],
    ] as const) {
      if (other.held === waymark.held) continue;
      throw new Error(
        `Waymark counts ${told(waymark)}, ${name} ${told(other)}: figures of different rules do not compare.`,
      );
    }
    return [
      ...figuresOf({ all: count(posts), measured: count(posts.slice(warm)) }, { waymark, emmett, underLaw, plain }),
      ...(await partsOfPosting(posts, warm, folder)),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Ran {
  readonly postSeconds: number;
  /** Seconds of processor that posting took, the store's own included. */
  readonly postWork: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly rebuildSeconds: number;
  readonly rebuildWork: number;
  readonly referrals: number;
  readonly again: number;
  /** Referrals that the store holds, whether or not they were counted. */
  readonly held: number;
  /** Of emmett: referrals its rebuild passes over, its own steps gone through again. */
  readonly leftOut?: number;
  /** Of Waymark: processor of reading all facts through its client and making one table of them. */
  readonly oneTable?: { readonly seconds: number; readonly work: number };
}

function figuresOf(
  { all, measured }: { readonly all: number; readonly measured: number },
  ran: Readonly<Record<'waymark' | 'emmett' | 'underLaw' | 'plain', Ran>>,
): Figure[] {
  const names = {
    waymark: 'Waymark’s recorder',
    emmett: 'emmett',
    underLaw: 'emmett under Waymark’s law',
    plain: 'plain PostgreSQL tables',
  } as const;
  const each = (['waymark', 'emmett', 'underLaw', 'plain'] as const).flatMap((which): Figure[] => [
    { name: `${names[which]}: facts judged and stored`, value: measured / ran[which].postSeconds, unit: 'facts/s' },
    { name: '  … for each second of processor', value: measured / ran[which].postWork, unit: 'facts/s' },
    { name: '  … a post, median', value: ran[which].p50Ms, unit: 'ms' },
    { name: '  … a post, p99', value: ran[which].p99Ms, unit: 'ms' },
    { name: '  … its rows made anew', value: all / ran[which].rebuildSeconds, unit: 'facts/s' },
    { name: '  … … for each second of processor', value: all / ran[which].rebuildWork, unit: 'facts/s' },
    {
      name: '  … referrals stored and not counted',
      value: ran[which].held - ran[which].referrals,
      unit: 'posts',
      goal: 0,
    },
    ...(ran[which].leftOut === undefined
      ? []
      : [{ name: '  … … of them passed over by its checkpoint', value: ran[which].leftOut, unit: 'posts' }]),
  ]);
  const { waymark, emmett, underLaw, plain } = ran;
  return [
    ...each,
    {
      name: 'posting, Waymark for one of emmett',
      value: emmett.postSeconds / waymark.postSeconds,
      unit: 'share',
      goal: 3,
    },
    { name: '  … by processor', value: emmett.postWork / waymark.postWork, unit: 'share' },
    { name: '  … by processor, emmett under the law too', value: underLaw.postWork / waymark.postWork, unit: 'share' },
    { name: 'posting, Waymark for one of plain tables', value: plain.postSeconds / waymark.postSeconds, unit: 'share' },
    {
      name: 'rebuild (all rows against one table), Waymark for one of emmett',
      value: emmett.rebuildSeconds / waymark.rebuildSeconds,
      unit: 'share',
      goal: 10,
    },
    { name: '  … by processor', value: emmett.rebuildWork / waymark.rebuildWork, unit: 'share' },
    {
      name: '  … by processor, one table against one',
      value: emmett.rebuildWork / (waymark.oneTable?.work ?? Number.NaN),
      unit: 'share',
    },
    {
      name: '  … Waymark’s one table through its client, for each second of processor',
      value: all / (waymark.oneTable?.work ?? Number.NaN),
      unit: 'facts/s',
    },
    {
      name: 'rebuild, Waymark for one of plain tables',
      value: plain.rebuildSeconds / waymark.rebuildSeconds,
      unit: 'share',
    },
  ];
}

async function withWaymark(posts: readonly LoadPost[], warm: number, folder: string): Promise<Ran> {
  const node = await startEmbeddedNode({ file: path.join(folder, 'events.db') });
  try {
    const took: number[] = [];
    const writer: LoadWriter = recorderWriter({
      storeUrl: node.url,
      dataFolder: folder,
      lanes,
      // Neither of the others knows a post again.
      keyed: false,
      took: (ms) => void took.push(ms),
    });
    await writer.write(posts.slice(0, warm));
    took.length = 0;
    const work = workOf(node.pid);
    const began = performance.now();
    const before = work();
    await writer.write(posts.slice(warm));
    const posted = performance.now();
    const postWork = work() - before;
    await writer.close();
    took.sort((a, b) => a - b);
    const url = path.join(folder, 'rows.db');
    const store = openStore({ url: node.url });
    const rebuilding = performance.now();
    const idle = work();
    await rebuildReadModel({ store, url, now: Date.now });
    const rebuilt = performance.now();
    const rebuildWork = work() - idle;
    const one = work();
    const alone = performance.now();
    await oneTable(store, path.join(folder, 'one.db'));
    const oneTableTook = { seconds: (performance.now() - alone) / 1000, work: work() - one };
    await store.close();
    return {
      postSeconds: (posted - began) / 1000,
      postWork,
      p50Ms: took[took.length >> 1] ?? 0,
      p99Ms: took[Math.floor(took.length * 0.99)] ?? 0,
      rebuildSeconds: (rebuilt - rebuilding) / 1000,
      rebuildWork,
      ...(await counted(url)),
      held: referralsIn(posts),
      oneTable: oneTableTook,
    };
  } finally {
    await node.stop();
  }
}

/** Seconds of processor that this process and another have taken (Linux). */
function workOf(pid: number): () => number {
  return () => {
    const { user, system } = process.cpuUsage();
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (user + system) / 1_000_000 + (Number(fields[11]) + Number(fields[12])) / ticksOfSecond;
  };
}

const ticksOfSecond = 100;

async function counted(url: string): Promise<Pick<Ran, 'referrals' | 'again'>> {
  const measure = measureOf('re-referrals');
  const made = measure && questionOf(measure, { from: plainDate('2024-04-01'), to: plainDate('2025-03-31') });
  if (made === undefined || 'faults' in made) throw new Error('The year is not asked as it must be.');
  const model = openReadModel({ url });
  try {
    const { denominator, numerator } = await model.at((snapshot) =>
      snapshot.figure({ question: made.question, authority: '855', knownAt: Date.now() }),
    );
    return { referrals: denominator ?? 0, again: numerator };
  } finally {
    await model.close();
  }
}

async function inDatabase(
  how: 'emmett' | 'emmett-law' | 'plain',
  url: string,
  file: string,
  warm: number,
): Promise<Ran> {
  const program = path.join(emmettFolder, 'run.mjs');
  const child = spawn(process.execPath, [program, how, url, file, String(lanes), serverOf(url), String(warm)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const bound = setTimeout(() => child.kill('SIGKILL'), boundMs);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(bound);
  if (code !== 0) throw new Error(`The comparison with ${how} did not end well (${String(code)}).`);
  return JSON.parse(said.slice(said.lastIndexOf('{'))) as Ran;
}

/** The server's process, as it says in its own folder, which the address names. */
function serverOf(url: string): string {
  const folder = new URL(url).searchParams.get('host') ?? '';
  return readFileSync(path.join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0] ?? '';
}

/** A database of its own for each, so that tables of one are not in the way of the other. */
async function databaseOf(server: Awaited<ReturnType<typeof startPostgres>>, name: string): Promise<string> {
  await server.sql(`CREATE DATABASE ${name}`);
  return server
    .fresh()
    .replace('/postgres?', `/${name}?`)
    .replace(/&schema=\w+/, '');
}

function installEmmett(): void {
  if (existsSync(path.join(emmettFolder, 'node_modules', 'uuid'))) return;
  const how = ['ci', '--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', how, { cwd: emmettFolder, stdio: 'inherit' });
}

/** The id by which a correction names its fact. */
function idOf(told: Proposed): string {
  const id = ids.get(told) ?? randomUUID();
  ids.set(told, id);
  return id;
}

const ids = new WeakMap<Proposed, string>();

/** A post as the others take it. */
function lineOf({ of, number }: LoadPost): string {
  const facts = (of.posts[number]?.facts ?? []).map((told) => {
    const child = nameOf(of);
    if (!('of' in told)) return { type: told.type, data: { ...told.data, child, id: idOf(told) } };
    const { type, of: corrected, ...data } = told;
    return { type, data: { ...data, fact: idOf(corrected), child, id: randomUUID() } };
  });
  return `${JSON.stringify({ stream: nameOf(of), facts })}\n`;
}

function nameOf({ authority, child }: ToldChild): string {
  return `journey-${authority}.${child}`;
}

function count(posts: readonly LoadPost[]): number {
  return posts.reduce((sum, { of, number }) => sum + (of.posts[number]?.facts.length ?? 0), 0);
}

/** Referrals received in the year asked about: no correction of a load moves the day of one. */
function referralsIn(posts: readonly LoadPost[]): number {
  const facts = posts.flatMap(({ of, number }) => of.posts[number]?.facts ?? []);
  return facts.filter((told) => told.type === 'ReferralReceived' && told.data.on >= '2024-04-01').length;
}

function told({ held, referrals, again }: Ran): string {
  return `${again} re-referrals of ${referrals}, where the store holds ${held}`;
}
