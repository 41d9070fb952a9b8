import type { Figure } from './figure.ts';

/** Figures as text: those of one size below one another; those of several sizes in a table of their own, a column for each. */
export function tableOf(figures: readonly Figure[]): string {
  const plain = figures.filter(({ size }) => size === undefined);
  const sized = figures.filter(({ size }) => size !== undefined);
  const parts = [
    ...(sized.length > 0 ? [aligned(rowsBySize(sized))] : []),
    ...(plain.length > 0 ? [aligned([['figure', 'value', 'unit', 'goal', 'ratio'], ...plain.map(rowOf)])] : []),
  ];
  return parts.join('\n');
}

function rowOf(figure: Figure): string[] {
  const { name, value, unit, goal } = figure;
  const ratio = goal === undefined ? '' : ratioOf(value, goal, isMost(unit));
  return [name, shown(value), unit, goalOf(figure), ratio];
}

/** A figure grew by so many times from the first size to the last as it is dearer there: a rate that halves grew twofold. */
function rowsBySize(figures: readonly Figure[]): string[][] {
  const sizes = [...new Set(figures.map(({ size = 0 }) => size))].sort((a, b) => a - b);
  const names = [...new Set(figures.map(({ name }) => name))];
  const header = ['figure', 'unit', 'goal', ...sizes.map((size) => `at ${size.toLocaleString('en-GB')}`), 'grew'];
  const rows = names.map((name) => {
    const of = figures.filter((figure) => figure.name === name);
    const at = sizes.map((size) => of.find((figure) => figure.size === size));
    const { unit = '' } = of[0] ?? {};
    const [first, last] = [at[0]?.value, at.at(-1)?.value];
    const grew =
      sizes.length < 2 || first === undefined || last === undefined
        ? ''
        : `${shown(isMost(unit) || unit.startsWith('bytes') ? last / first : first / last)} ×`;
    const goals = of.map(goalOf).find((goal) => goal !== '') ?? '';
    return [name, unit, goals, ...at.map((figure) => (figure === undefined ? '' : shown(figure.value))), grew];
  });
  return [header, ...rows];
}

function goalOf({ unit, goal }: Figure): string {
  return goal === undefined ? '' : `${isMost(unit) ? '≤' : '≥'} ${shown(goal)}`;
}

function isMost(unit: string): boolean {
  return ['ms', 's', 'µs', 'MB', 'posts', '×'].includes(unit);
}

/** How many times over the goal is met. None of what there should be none of meets it once. */
function ratioOf(value: number, goal: number, most: boolean): string {
  if (goal === 0) return value === 0 ? '1.00' : '0.00';
  return (most ? goal / value : value / goal).toFixed(2);
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3);
}

function aligned(rows: readonly (readonly string[])[]): string {
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
