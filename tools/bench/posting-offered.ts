import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Load, LoadFigures } from './posting-load.ts';
import { journey, postOf, send } from './posting-journey.ts';
import { quantile } from './quantile.ts';

/** So many children are told of side by side, each at another place of its journey: a child's next post is due as many posts later. */
const sideBySide = 500;
const socketsMost = 512;

/**
 * Posts that come whether or not those before them are answered, as people's do. Each takes from the moment it was due, not
 * from when a connection or its turn was free: a service that stalls is charged for all that were due meanwhile. A child's
 * next post waits for its last, and its waiting counts.
 */
export async function offered({ port, posts, warmUp, perPost, run }: Load, perSecond: number): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: socketsMost });
  const took: number[] = [];
  const turns = new Map<string, Promise<void>>();
  let refused = 0;
  let lastAt = 0;
  const began = performance.now();
  const all = warmUp + posts;
  const post = async (number: number, due: number, before: Promise<void> | undefined): Promise<void> => {
    const { child, from } = placeOf(number, perPost);
    await before;
    const { path, body } = postOf(journey.slice(from, from + perPost));
    const status = await send(agent, port, `/authorities/855/children/${run}x${child}/${path}`, body);
    lastAt = performance.now();
    if (number < warmUp) return;
    if (status === 201) took.push(lastAt - due);
    else refused += 1;
  };
  for (let sent = 0; sent < all;) {
    const now = performance.now();
    for (; sent < all && began + (sent * 1000) / perSecond <= now; sent += 1) {
      const { child } = placeOf(sent, perPost);
      turns.set(child, post(sent, began + (sent * 1000) / perSecond, turns.get(child)));
    }
    await pause(1);
  }
  await Promise.all(turns.values());
  agent.destroy();
  const seconds = (lastAt - began) / 1000 - warmUp / perSecond;
  return {
    posts: took.length,
    before: warmUp,
    facts: took.length * perPost,
    seconds,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    refused,
  };
}

/**
 * Whose post it is and from which of the journey's facts on. Those side by side take turns, one child after another. The first
 * of each is told of no further than sets it apart from its neighbours: else all begin at once, and whoever has no key yet
 * comes in one crowd after another, as people do not.
 */
function placeOf(number: number, perPost: number): { readonly child: string; readonly from: number } {
  const steps = journey.length / perPost;
  const beside = number % sideBySide;
  const sinceFirst = Math.floor(number / sideBySide) - 1 - (beside % steps);
  const step = sinceFirst < 0 ? Math.floor(number / sideBySide) : sinceFirst % steps;
  const child = sinceFirst < 0 ? 0 : 1 + Math.floor(sinceFirst / steps);
  return { child: String(child * sideBySide + beside), from: step * perPost };
}
