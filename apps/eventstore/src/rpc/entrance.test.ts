import fc from 'fast-check';
import { entranceTo, READ_AT_ONCE, type Entering } from './entrance.ts';

/** A call as the entrance knows it: it is read, or waits unread, until it is handed over or goes away. */
interface Caller extends Entering {
  isRead: boolean;
  state: 'here' | 'handed over' | 'gone';
  readonly go: () => void;
}

function caller(): Caller {
  const listeners: (() => void)[] = [];
  return {
    isRead: true,
    state: 'here',
    pause() {
      this.isRead = false;
    },
    resume() {
      this.isRead = true;
    },
    onClose: (listener) => listeners.push(listener),
    go() {
      this.state = 'gone';
      for (const listener of listeners.splice(0)) listener();
    },
  };
}

type Step = 'comes' | 'settled' | 'crowded' | 'free' | { readonly handsOver: number } | { readonly goes: number };

describe('plain appends on their way in', () => {
  it('are read so many at once and in the order they came, none while the log is crowded, and all in the end', () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constant<Step>('comes') },
        { weight: 3, arbitrary: fc.record({ handsOver: fc.nat(99) }) },
        { weight: 1, arbitrary: fc.record({ goes: fc.nat(99) }) },
        { weight: 2, arbitrary: fc.constant<Step>('settled') },
        { weight: 1, arbitrary: fc.constantFrom<Step>('crowded', 'free') },
      ),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(steps, (done) => {
        let isCrowded = false;
        let undecided = 0;
        const entrance = entranceTo({ crowded: () => isCrowded });
        const all: Caller[] = [];
        const here = (isRead: boolean): Caller[] =>
          all.filter((call) => call.state === 'here' && call.isRead === isRead);
        const handOver = (call: Caller): void => {
          call.state = 'handed over';
          undecided += 1;
          entrance.handedOver(call);
        };
        const settle = (): void => {
          undecided -= 1;
          entrance.settled();
        };
        for (const step of done) {
          const readBefore = here(true).length;
          if (step === 'comes') {
            const call = caller();
            all.push(call);
            entrance.enter(call);
            if (isCrowded && undecided + readBefore > 0) expect(call.isRead).toBe(false);
          } else if (step === 'settled') {
            if (undecided > 0) settle();
          } else if (step === 'crowded' || step === 'free') isCrowded = step === 'crowded';
          else if ('handsOver' in step) {
            const read = here(true);
            if (read.length > 0) handOver(read[step.handsOver % read.length] as Caller);
          } else if (all.length > 0) {
            const call = all[step.goes % all.length] as Caller;
            if (call.state === 'here') call.go();
          }
          expect(here(true).length).toBeLessThanOrEqual(READ_AT_ONCE);
          // Nobody is read who came after one that waits.
          const firstWaiting = all.findIndex((call) => call.state === 'here' && !call.isRead);
          const lastRead = all.findLastIndex((call) => call.state === 'here' && call.isRead);
          if (firstWaiting >= 0) expect(lastRead).toBeLessThan(firstWaiting);
        }
        isCrowded = false;
        while (here(true).length + undecided > 0) {
          for (const call of here(true)) handOver(call);
          while (undecided > 0) settle();
        }
        expect(here(false)).toEqual([]);
      }),
    );
  });
});
