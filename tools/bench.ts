import os from 'node:os';
import { parseArgs } from 'node:util';
import { benchCensus } from './bench/census.ts';
import { benchCompared } from './bench/compared.ts';
import { benchDeadlines } from './bench/deadlines.ts';
import { benchEngland } from './bench/england.ts';
import { benchEventstore } from './bench/eventstore.ts';
import type { Figure } from './bench/figure.ts';
import { benchFigures } from './bench/figures.ts';
import { benchLaw } from './bench/law.ts';
import { benchOverload } from './bench/overload.ts';
import { benchPages } from './bench/pages.ts';
import { benchPosting } from './bench/posting.ts';
import { benchProjection } from './bench/projection.ts';
import { benchRebuild } from './bench/rebuild.ts';
import { benchStart } from './bench/start.ts';
import { benchStore } from './bench/store.ts';
import { benchVerification } from './bench/verification.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  // Rebuilds are of so many children's facts, and figures over so much of England's referrals of five years.
  // The node is measured over ten thousand events, and beside them over as many as this says: minutes for millions.
  options: {
    events: { type: 'string', default: '0' },
    children: { type: 'string', default: '3000' },
    scale: { type: 'string', default: '1' },
    clocks: { type: 'string', default: '1000000' },
    facts: { type: 'string', default: '20000' },
    // Every page for people is asked so often; the demonstration is recorded first, unless a data folder has it.
    times: { type: 'string', default: '40' },
    data: { type: 'string' },
    sizes: { type: 'string', default: '10000,100000' },
  },
});

const benches: readonly (readonly [name: string, bench: () => Promise<readonly Figure[]>])[] = [
  ['law', benchLaw],
  ['eventstore', () => benchEventstore(Number(values.events))],
  ['store', benchStore],
  ['posting', benchPosting],
  ['overload', benchOverload],
  ['projection', benchProjection],
  ['rebuild', () => benchRebuild(Number(values.children))],
  ['verification', () => benchVerification()],
  ['census', benchCensus],
  ['figures', () => benchFigures(Number(values.scale))],
  ['deadlines', () => benchDeadlines(Number(values.clocks))],
  ['england', () => benchEngland(values.sizes.split(',').map(Number))],
  ['compared', () => benchCompared(Number(values.facts))],
  ['start', benchStart],
  ['pages', () => benchPages({ times: Number(values.times), data: values.data })],
];

/** Every figure in one run on one machine, because figures of different runs do not compare. */
async function main(wanted: readonly string[]): Promise<void> {
  const rows: string[][] = [];
  const [loadBefore = 0] = os.loadavg();
  for (const [name, bench] of benches) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`${name}…\n`);
    for (const figure of await bench()) rows.push(rowOf(figure));
  }
  const [processor] = os.cpus();
  const [load = 0] = os.loadavg();
  process.stdout.write(
    [
      `Node.js ${process.version}, ${process.platform} ${process.arch}, ${os.cpus().length} × ${processor?.model ?? 'processor'},`,
      `load ${loadBefore.toFixed(1)} before and ${load.toFixed(1)} at the end. A ratio of 1 or more meets the goal.\n`,
    ].join(' ') + table([['figure', 'value', 'unit', 'goal', 'ratio'], ...rows]),
  );
}

function rowOf({ name, value, unit, goal }: Figure): string[] {
  const isMost = ['ms', 's', 'µs', 'MB', 'posts', '×'].includes(unit);
  const ratio = goal === undefined ? '' : ratioOf(value, goal, isMost);
  const shownGoal = goal === undefined ? '' : `${isMost ? '≤' : '≥'} ${shown(goal)}`;
  return [name, shown(value), unit, shownGoal, ratio];
}

/** How many times over the goal is met. None of what there should be none of meets it once. */
function ratioOf(value: number, goal: number, isMost: boolean): string {
  if (goal === 0) return value === 0 ? '1.00' : '0.00';
  return (isMost ? goal / value : value / goal).toFixed(2);
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

await main(positionals);
