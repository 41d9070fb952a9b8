import { table } from './docs-table.ts';
import { givens, scaled, type Scaled } from './scaling.ts';

/** England, ten and a hundred times over, by what was measured on one machine. */
export function scalingDocument(): string {
  const sizes = [1, 10, 100].map(scaled);
  const row = (name: string, tell: (at: Scaled) => string): string[] => [name, ...sizes.map(tell)];
  return `# How far it goes

A model, not a measurement: it divides what England would ask by what one machine of two cores was measured to do. What it rests on is below it; [scaling](../scaling.md) says what follows.

${table(
  ['in the busiest hour', ...sizes.map(({ times }) => `${times}× England`)],
  [
    row('posts a second', ({ postsASecond }) => few(postsASecond)),
    row('facts a second', ({ factsASecond }) => few(factsASecond)),
    row('questions a second', ({ looksASecond }) => few(looksASecond)),
    row('cores that judge posts', ({ postingCores }) => few(postingCores)),
    row('cores that answer questions', ({ readingCores }) => few(readingCores)),
    row('of what one node can append', ({ appendShare }) => percent(appendShare)),
    row('of what one live projection can keep up with', ({ projectionShare }) => percent(projectionShare)),
    row('partitions by authority', ({ partitions }) => String(partitions)),
    row('the first to be in the way', ({ first }) => first),
  ],
)}
${table(
  ['after each year', ...sizes.map(({ times }) => `${times}× England`)],
  [
    row('events on disk', ({ eventBytes }) => bytes(eventBytes)),
    row('read model on disk', ({ rowBytes }) => bytes(rowBytes)),
    row('the year’s rows made anew, on one machine', ({ rebuildSeconds }) => duration(rebuildSeconds)),
    row('the same, partitioned as above', ({ rebuildSeconds, partitions }) => duration(rebuildSeconds / partitions)),
    row('the year verified, on one machine', ({ verifySeconds }) => duration(verifySeconds)),
  ],
)}
## What it rests on

${table(
  ['', 'value', 'unit', 'from'],
  Object.entries(givens).map(([name, { value, unit, source }]) => [name, value.toLocaleString('en-GB'), unit, source]),
)}`;
}

function few(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(2);
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(2)} %`;
}

function bytes(count: number): string {
  return count >= 1e12 ? `${(count / 1e12).toFixed(1)} TB` : `${(count / 1e9).toFixed(1)} GB`;
}

function duration(seconds: number): string {
  if (seconds >= 2 * 3600) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 60).toFixed(1)} min`;
}
