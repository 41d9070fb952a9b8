import type { Move, Place, Region } from './diagram-parts.ts';

/** A region drawn: its SVG, and the same in words for who does not see it. */
export interface Drawing {
  readonly id: string;
  readonly title: string;
  /** Where the child is in the region. */
  readonly here: string;
  readonly svg: string;
  /** Every arrow of the drawing by its number: from where to where, and by what. */
  readonly moves: readonly Numbered[];
}

export interface Numbered {
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly by: readonly string[];
}

/** Draws a region: its states in a row, arrows above the row to what is further right and below it to what is further left. */
export function drawingOf({ id, title, states, moves }: Region): Drawing {
  const here = states.find(({ isHere }) => isHere)?.title ?? 'not known';
  const numbered = moves.map((move, index) => ({ ...move, number: index + 1 }));
  const farthest = (rightwards: boolean): number =>
    Math.max(
      0,
      ...moves.filter((move) => isRightwards(move) === rightwards).map(({ from, to }) => Math.abs(to - from)),
    );
  const above = margin + farthest(true) * rise;
  const below = margin + farthest(false) * rise;
  const width = states.length * boxWidth + (states.length - 1) * gap + 2 * margin;
  const height = above + boxHeight + below;
  const described = `The states of “${title}”. The child is in “${here}”.`;
  const svg = [
    `<svg class="waymark-diagram" role="img" aria-labelledby="${id}-title ${id}-description" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" xmlns="http://www.w3.org/2000/svg">`,
    `<title id="${id}-title">${escaped(title)}</title>`,
    `<desc id="${id}-description">${escaped(described)}</desc>`,
    ...numbered.map((move) => arrow(move, move.number, above)),
    ...states.map((state, index) => box(state, index, above)),
    '</svg>',
  ].join('');
  return {
    id,
    title,
    here,
    svg,
    moves: numbered.map(({ from, to, by, number }) => ({
      number,
      from: states[from]?.title ?? '',
      to: states[to]?.title ?? '',
      by,
    })),
  };
}

const boxWidth = 150;
const boxHeight = 56;
const gap = 70;
const margin = 18;
const rise = 34;

function isRightwards({ from, to }: Move): boolean {
  return to > from;
}

function left(index: number): number {
  return margin + index * (boxWidth + gap);
}

/** The state the child is in is told apart by its thick border and a mark, and not by colour alone. */
function box({ title, isHere, isFirst }: Place, index: number, top: number): string {
  const x = left(index);
  const middle = x + boxWidth / 2;
  const lines = wrapped(title);
  const text = lines
    .map((line, row) => {
      const y = top + boxHeight / 2 + 5 + (row - (lines.length - 1) / 2) * 17;
      return `<text class="waymark-diagram__text" x="${n(middle)}" y="${n(y)}" text-anchor="middle">${escaped(line)}</text>`;
    })
    .join('');
  const mark = isHere ? `<path class="waymark-diagram__mark" d="M${n(middle - 8)} ${n(top - 14)} h16 l-8 12 z"/>` : '';
  const first = isFirst ? `<circle class="waymark-diagram__first" cx="${n(x + 9)}" cy="${n(top + 9)}" r="4"/>` : '';
  return `<g class="waymark-diagram__state${isHere ? ' waymark-diagram__state--here' : ''}"><rect x="${n(x)}" y="${n(top)}" width="${n(boxWidth)}" height="${n(boxHeight)}" rx="6"/>${first}${text}${mark}</g>`;
}

function arrow(move: Move, number: number, top: number): string {
  const right = isRightwards(move);
  const span = Math.abs(move.to - move.from);
  const from = left(move.from) + boxWidth * (right ? 0.7 : 0.3);
  const to = left(move.to) + boxWidth * (right ? 0.3 : 0.7);
  const edge = right ? top : top + boxHeight;
  const peak = right ? top - span * rise : top + boxHeight + span * rise;
  const middle = (from + to) / 2;
  const tip = right ? -1 : 1;
  const head = `M${n(to)} ${n(edge)} l-5 ${n(9 * tip)} h10 z`;
  // A cubic's midpoint lies three quarters of the way to its control points.
  const y = edge + (peak - edge) * 0.75;
  return (
    `<g class="waymark-diagram__move"><path class="waymark-diagram__line" d="M${n(from)} ${n(edge)} C${n(from)} ${n(peak)} ${n(to)} ${n(peak)} ${n(to)} ${n(edge + 8 * tip)}"/>` +
    `<path class="waymark-diagram__head" d="${head}"/><circle class="waymark-diagram__number" cx="${n(middle)}" cy="${n(y)}" r="10"/>` +
    `<text class="waymark-diagram__digits" x="${n(middle)}" y="${n(y + 4)}" text-anchor="middle">${String(number)}</text></g>`
  );
}

/** At most three lines of a width that fits a box. */
function wrapped(title: string): readonly string[] {
  const lines: string[] = [];
  for (const word of title.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= 18) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
