import os from 'node:os';
import { benchStart } from './bench/start.ts';

/** One measured figure. Its goal is the least it should be, or the most where the unit is a time or a size. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: number;
}

const benches: readonly (readonly [name: string, bench: () => Promise<readonly Figure[]>])[] = [['start', benchStart]];

/** Every figure in one run on one machine, because figures of different runs do not compare. */
async function main(wanted: readonly string[]): Promise<void> {
  const rows: string[][] = [];
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
      `load ${load.toFixed(1)} at the end. A ratio of 1 or more meets the goal.\n`,
    ].join(' ') + table([['figure', 'value', 'unit', 'goal', 'ratio'], ...rows]),
  );
}

function rowOf({ name, value, unit, goal }: Figure): string[] {
  const isMost = ['ms', 's', 'µs', 'MB'].includes(unit);
  const ratio = goal === undefined ? '' : (isMost ? goal / value : value / goal).toFixed(2);
  const shownGoal = goal === undefined ? '' : `${isMost ? '≤' : '≥'} ${shown(goal)}`;
  return [name, shown(value), unit, shownGoal, ratio];
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

await main(process.argv.slice(2));
