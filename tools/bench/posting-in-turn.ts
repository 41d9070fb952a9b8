import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startEmbeddedNode } from '#testing';
import { processorSeconds } from './processor.ts';
import { quantile } from './quantile.ts';

/** A data folder with an events file and its keys. */
export interface Laid {
  readonly folder: string;
  /** Facts in its file: no two runs over one file find the same, so children may be named by it. */
  readonly facts: number;
}

export interface PostedInTurn {
  readonly p50: number;
  readonly p99: number;
  /** µs of the node's processor to a post. */
  readonly nodeWork: number;
}

const rounds = 60;
const postsARound = 50;
const warmRounds = 6;

/**
 * New children registered one after another on top of all there is, through the recorder: read, judged, sealed, chained, on
 * the disk. Each store's turn comes every fifty posts, so that whatever else the machine does meanwhile meets them all.
 */
export async function postInTurn(stores: readonly Laid[]): Promise<PostedInTurn[]> {
  const opened: Awaited<ReturnType<typeof open>>[] = [];
  try {
    for (const laid of stores) opened.push(await open(laid));
    for (let round = 0; round < rounds; round += 1) {
      for (const { post } of opened) await post(round);
    }
    return opened.map(({ took, work }) => ({
      p50: quantile(took, 0.5),
      p99: quantile(took, 0.99),
      nodeWork: (work() / took.length) * 1_000_000,
    }));
  } finally {
    await Promise.all(opened.map(({ close }) => close()));
  }
}

async function open({ folder, facts }: Laid) {
  const node = await startEmbeddedNode({ file: path.join(folder, 'events.db') });
  const program = path.join(import.meta.dirname, 'posting-in-turn-run.js');
  const poster = fork(program, [node.url, folder, `P${String(facts)}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(poster, 'exit');
  const took: number[] = [];
  let before = Number.NaN;
  return {
    took,
    work: () => processorSeconds(node.pid) - before,
    post: async (round: number): Promise<void> => {
      if (round === warmRounds) before = processorSeconds(node.pid);
      poster.send(postsARound);
      const [said] = (await Promise.race([once(poster, 'message'), gone.then(() => [])])) as [(readonly number[])?];
      if (said === undefined) throw new Error('The process that posts ended early.');
      if (round >= warmRounds) took.push(...said);
    },
    close: async (): Promise<void> => {
      if (poster.connected) poster.disconnect();
      await gone;
      await node.stop();
    },
  };
}
