import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lay, measureLaid } from './england-at.ts';
import type { Figure } from './figure.ts';
import { postInTurn, type Laid } from './posting-in-turn.ts';

/**
 * England's load at several sizes, each laid once and everything measured on it; then posts on top of the smallest and of
 * the largest in turn. Ten million facts take about 20 GB of disk. Where they are to be kept, in a folder for each size,
 * they are laid by the first run and found by the next, a little larger each time by what was posted.
 */
export async function benchEngland(sizes: readonly number[], keep?: string): Promise<Figure[]> {
  const folder = keep ?? mkdtempSync(path.join(tmpdir(), 'waymark-bench-'));
  const figures: Figure[] = [];
  const laid: Laid[] = [];
  try {
    for (const size of sizes) {
      const at = path.join(folder, String(size));
      mkdirSync(at, { recursive: true });
      if (!existsSync(path.join(at, 'events.db'))) {
        process.stderr.write(`  laying ${size.toLocaleString('en-GB')} facts…\n`);
        figures.push(...(await lay(at, size)).map((figure) => ({ ...figure, size })));
      }
      const measured = await measureLaid(at);
      laid.push({ folder: at, facts: measured.facts });
      figures.push(...measured.figures.map((figure) => ({ ...figure, size })));
    }
    process.stderr.write('  posts on top of each, in turn…\n');
    const posted = await postInTurn(laid);
    for (const [index, { p50, p99, nodeWork }] of posted.entries()) {
      const size = sizes[index] ?? 0;
      figures.push(
        { name: 'one post after another, median', value: p50, unit: 'ms', size },
        { name: 'one post after another, p99', value: p99, unit: 'ms', size },
        { name: 'one post after another, processor of the node', value: nodeWork, unit: 'µs', size },
      );
    }
    const [small, large] = [posted[0], posted.at(-1)];
    if (small === undefined || large === undefined || small === large) return figures;
    const of = `on top of ${(sizes.at(-1) ?? 0).toLocaleString('en-GB')} facts for one of ${(sizes[0] ?? 0).toLocaleString('en-GB')}`;
    return [
      ...figures,
      { name: `a post, median, ${of}`, value: large.p50 / small.p50, unit: '×', goal: 1.2 },
      { name: `a post, p99, ${of}`, value: large.p99 / small.p99, unit: '×', goal: 1.2 },
      { name: `a post, processor of the node, ${of}`, value: large.nodeWork / small.nodeWork, unit: '×' },
    ];
  } finally {
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
