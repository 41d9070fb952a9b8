/** How far each of two readers has come who read the store from both its ends, in memory that their threads share. */
export type MeetingPlace = SharedArrayBuffer;

/** One reader's side of it. */
export interface Approach {
  /** Says how far this reader has come; true where the other has been there, so that all was read. */
  readonly reached: (position: number) => boolean;
  /** This reader reads no further, and the other need not come to meet it. */
  readonly ended: () => void;
}

type End = 'start' | 'end';

const beforeAll = -1n;
const afterAll = BigInt(Number.MAX_SAFE_INTEGER);

export function meetingPlace(): MeetingPlace {
  const place = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
  new BigInt64Array(place).set([beforeAll, afterAll]);
  return place;
}

/** Each says where it is before it looks where the other is, so that they cannot pass one another unseen. */
export function approachFrom(end: End, place: MeetingPlace): Approach {
  const cells = new BigInt64Array(place);
  const [own, other] = end === 'start' ? [0, 1] : [1, 0];
  return {
    reached(position) {
      Atomics.store(cells, own, BigInt(position));
      const there = Number(Atomics.load(cells, other));
      return end === 'start' ? position >= there : position <= there;
    },
    ended() {
      Atomics.store(cells, own, end === 'start' ? afterAll : beforeAll);
    },
  };
}
