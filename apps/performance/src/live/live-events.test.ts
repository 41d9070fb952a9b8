import { EMPTY, merge, of, timer, VirtualAction, VirtualTimeScheduler, type Observable } from 'rxjs';
import { heartbeatMs, liveEvents, type LiveEvent } from './live-events.ts';

interface Figure {
  readonly numerator: number;
}

/** Everything a stream tells until an instant, where the rows move at these and asking then gives these answers. */
function toldUntil(
  end: number,
  moves: readonly number[],
  { answers = [], heard }: { readonly answers?: readonly (Figure | undefined)[]; readonly heard?: string } = {},
): readonly (readonly [ms: number, told: string])[] {
  const scheduler = new VirtualTimeScheduler(VirtualAction, end);
  const told: [number, string][] = [];
  let asked = 0;
  const moved = merge(...moves.map((at) => timer(at, scheduler)));
  const again = (): Observable<Figure> => {
    const answer = answers[(asked += 1) - 1];
    return answer === undefined ? EMPTY : of(answer);
  };
  liveEvents<Figure>({
    moved,
    first: { numerator: 1 },
    again,
    identify: ({ numerator }) => `n${String(numerator)}`,
    heard,
    scheduler,
  }).subscribe(({ id, type }: LiveEvent) => told.push([scheduler.now(), id ?? type]));
  scheduler.flush();
  return told;
}

describe('a figure that is followed', () => {
  it('is told at once, and again when the rows moved and it is another', () => {
    expect(toldUntil(5000, [1000, 3000], { answers: [{ numerator: 2 }, { numerator: 3 }] })).toEqual([
      [0, 'n1'],
      [1250, 'n2'],
      [3250, 'n3'],
    ]);
  });

  it('is not told again where the rows moved and it is the same', () => {
    expect(toldUntil(5000, [1000, 3000], { answers: [{ numerator: 1 }, { numerator: 2 }] })).toEqual([
      [0, 'n1'],
      [3250, 'n2'],
    ]);
  });

  it('is asked for once where the rows move many times in a moment', () => {
    expect(toldUntil(2000, [1000, 1010, 1100, 1249], { answers: [{ numerator: 2 }, { numerator: 3 }] })).toEqual([
      [0, 'n1'],
      [1250, 'n2'],
    ]);
  });

  it('waits where there is no answer for now', () => {
    expect(toldUntil(5000, [1000, 3000], { answers: [undefined, { numerator: 2 }] })).toEqual([
      [0, 'n1'],
      [3250, 'n2'],
    ]);
  });

  it('is not told to whoever heard it last, until it is another', () => {
    expect(toldUntil(2000, [1000], { answers: [{ numerator: 2 }], heard: 'n1' })).toEqual([[1250, 'n2']]);
    expect(toldUntil(2000, [], { heard: 'n9' })).toEqual([[0, 'n1']]);
  });

  it('has a heartbeat', () => {
    expect(toldUntil(2 * heartbeatMs, [])).toEqual([
      [0, 'n1'],
      [heartbeatMs, 'heartbeat'],
      [2 * heartbeatMs, 'heartbeat'],
    ]);
  });
});
