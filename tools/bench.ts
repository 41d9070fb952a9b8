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
import { tableOf } from './bench/table.ts';
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
    // What England's load laid is kept here, and used again by the next run that is told of it.
    keep: { type: 'string' },
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
  ['england', () => benchEngland(values.sizes.split(',').map(Number), values.keep)],
  ['compared', () => benchCompared(Number(values.facts))],
  ['start', benchStart],
  ['pages', () => benchPages({ times: Number(values.times), data: values.data })],
];

/** Every figure in one run on one machine, because figures of different runs do not compare. */
async function main(wanted: readonly string[]): Promise<void> {
  const figures: Figure[] = [];
  const [loadBefore = 0] = os.loadavg();
  for (const [name, bench] of benches) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`${name}…\n`);
    figures.push(...(await bench()));
  }
  const [processor] = os.cpus();
  const [load = 0] = os.loadavg();
  process.stdout.write(
    [
      `Node.js ${process.version}, ${process.platform} ${process.arch}, ${os.cpus().length} × ${processor?.model ?? 'processor'},`,
      `load ${loadBefore.toFixed(1)} before and ${load.toFixed(1)} at the end. A ratio of 1 or more meets the goal.\n`,
    ].join(' ') + tableOf(figures),
  );
}

await main(positionals);
