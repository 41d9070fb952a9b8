import { tailAfter } from './tail.ts';
import type { Row } from './reads.ts';

const KIB = 1024;

function row(position: number, size = 100): Row {
  return { position, sid: 1, revision: position, type: 'W', record: new Uint8Array(size) };
}

const positions = (rows: readonly Row[] = []): number[] => rows.map(({ position }) => position);

describe('the tail of the log', () => {
  it('gives what was committed since it began, and says where it ends', () => {
    const tail = tailAfter(10);
    tail.add([row(20), row(30)]);
    tail.add([row(40)]);

    expect(positions(tail.from(11)?.rows)).toEqual([20, 30, 40]);
    expect(positions(tail.from(30)?.rows)).toEqual([30, 40]);
    expect(tail.from(41)).toEqual({ rows: [], end: true });
  });

  it('does not reach back to what was stored before it, nor to what it let go of', () => {
    const tail = tailAfter(10);
    expect(tail.from(10)).toBeUndefined();

    for (let position = 11; position <= 20; position += 1) tail.add([row(position, 1024 * KIB)]);

    expect(tail.from(11)).toBeUndefined();
    expect(tail.from(20)?.end).toBe(true);
  });

  it('gives a page of at most 512 events, and of 256 KiB and one event', () => {
    const many = tailAfter(0);
    many.add(Array.from({ length: 600 }, (_, n) => row(n + 1)));
    expect(many.from(1)).toMatchObject({ rows: { length: 512 }, end: false });
    expect(many.from(513)).toMatchObject({ rows: { length: 88 }, end: true });

    const large = tailAfter(0);
    large.add([row(1, 200 * KIB), row(2, 200 * KIB), row(3, 200 * KIB)]);
    expect(positions(large.from(1)?.rows)).toEqual([1, 2]);
    expect(large.from(1)?.end).toBe(false);
  });
});
