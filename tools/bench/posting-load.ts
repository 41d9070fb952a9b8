import { Agent } from 'node:http';
import { journey, postOf, send, typed } from './posting-journey.ts';
import { offered } from './posting-offered.ts';

/** What the load is to be, given as the process's first argument in JSON. */
export interface Load {
  readonly port: number;
  /** Posts in flight at once, each of a child of its own. */
  readonly concurrency: number;
  /** Posts made before counting begins. */
  readonly warmUp: number;
  readonly posts: number;
  /** Facts of one child that go into one post. */
  readonly perPost: number;
  /** Facts of one child after which the next child's turn is; the whole journey where nothing is given. */
  readonly perChild?: number;
  /** Children of one post, each with so many facts; one child, at its own address, where nothing is given. */
  readonly children?: number;
  /** Posts due each second, whether or not those before are answered; as many in flight as it takes. */
  readonly perSecond?: number;
  /** Sets the children of one run apart from those of another. */
  readonly run: string;
}

export interface LoadFigures {
  readonly posts: number;
  readonly facts: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Posts made before counting began: with `posts`, all that the service was asked. */
  readonly before: number;
  /** Answers other than 201, or 200 of several children: none, or the figures mean nothing. */
  readonly refused: number;
}

/** On a busy machine fewer posts are made: a benchmark has an end. */
const mostMs = 45_000;

async function put(load: Load): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
  let left = load.warmUp + load.posts;
  const lastAt = performance.now() + mostMs;
  let counted = 0;
  let posts = 0;
  let refused = 0;
  let beganAt = 0;
  const took: number[] = [];
  const goesOn = (): boolean => left > 0 && performance.now() < lastAt;
  const facts = journey.slice(0, load.perChild);
  const made = async (path: string, body: string, of: number): Promise<void> => {
    left -= 1;
    if (left === load.posts - 1) beganAt = performance.now();
    const at = performance.now();
    const status = await send(agent, load.port, `/authorities/855/${path}`, body);
    if (status !== 200 && status !== 201) refused += 1;
    posts += 1;
    if (beganAt === 0 || at < beganAt) return;
    took.push(performance.now() - at);
    counted += of;
  };
  const child = async (name: string): Promise<void> => {
    for (let from = 0; from < facts.length && goesOn(); from += load.perPost) {
      const some = facts.slice(from, from + load.perPost);
      const { path, body } = postOf(some);
      await made(`children/${name}/${path}`, body, some.length);
    }
  };
  const several = async (names: readonly string[]): Promise<void> => {
    const body = JSON.stringify({ children: names.map((name) => ({ child: name, facts: facts.map(typed) })) });
    await made('facts', body, names.length * facts.length);
  };
  let number = 0;
  const worker = async (): Promise<void> => {
    while (goesOn()) {
      const names = Array.from({ length: load.children ?? 1 }, () => `${load.run}x${String((number += 1))}`);
      await (load.children === undefined ? child(names[0] ?? '') : several(names));
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  const seconds = (performance.now() - beganAt) / 1000;
  agent.destroy();
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return {
    posts: took.length,
    before: posts - took.length,
    facts: counted,
    seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    refused,
  };
}

if (process.argv[2] !== undefined) {
  const load = JSON.parse(process.argv[2]) as Load;
  process.send?.(await (load.perSecond === undefined ? put(load) : offered(load, load.perSecond)));
}
