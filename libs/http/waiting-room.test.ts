import fc from 'fast-check';
import { leastAtOnce, ordinaryCapacity, waitingRoom, type Capacity, type Passing, type Place } from './waiting-room.ts';

const small: Capacity = { atOnce: 4, mostWaiting: 3, patienceMs: 500, withinMs: 500, mostStreams: 1 };

/** A clock that goes on when told to. */
function heldClock(): Passing & { readonly pass: (ms: number) => void } {
  let now = 0;
  const set = new Map<object, { readonly at: number; readonly call: () => void }>();
  return {
    now: () => now,
    timer(call, ms) {
      const mine = {};
      set.set(mine, { at: now + ms, call });
      return () => set.delete(mine);
    },
    pass(ms) {
      now += ms;
      for (const [mine, { at, call }] of [...set]) {
        if (at > now || !set.delete(mine)) continue;
        call();
      }
    },
  };
}

type Became = 'waiting' | 'inside' | 'refused' | 'left';

interface Asked {
  readonly kind: 'write' | 'read';
  became: Became;
  place?: Place;
}

function trying(capacity: Capacity) {
  const clock = heldClock();
  const room = waitingRoom(capacity, clock);
  const all: Asked[] = [];
  const ask = (kind: Asked['kind']): Asked => {
    const asked: Asked = { kind, became: 'waiting' };
    all.push(asked);
    const once = (became: Became) => () => {
      if (asked.became !== 'waiting') throw new Error(`${asked.became}, and then ${became}`);
      asked.became = became;
    };
    asked.place = room.ask(kind, { enter: once('inside'), refuse: once('refused') });
    return asked;
  };
  const leave = (asked: Asked): void => {
    asked.place?.leave();
    if (asked.became !== 'refused') asked.became = 'left';
  };
  const now = (became: Became, kind?: Asked['kind']): number =>
    all.filter((each) => each.became === became && (kind ?? each.kind) === each.kind).length;
  return { ...clock, room, all, ask, leave, now };
}

describe('a room for four, and three to wait', () => {
  it('lets looks take half of it and facts the rest, lets three wait, and refuses the next at once', () => {
    const { ask, now } = trying(small);
    for (let i = 0; i < 3; i++) ask('read');
    for (let i = 0; i < 5; i++) ask('write');
    expect([now('inside', 'read'), now('inside', 'write')]).toEqual([2, 2]);
    expect([now('waiting', 'read'), now('waiting', 'write'), now('refused')]).toEqual([1, 2, 1]);
  });

  it('lets a fact in before a look that has waited longer', () => {
    const { ask, leave } = trying(small);
    const first = ask('read');
    const inside = [first, ask('read'), ask('write'), ask('write')];
    const [look, fact] = [ask('read'), ask('write')];
    leave(first);
    expect([look.became, fact.became]).toEqual(['waiting', 'inside']);
    for (const each of inside) leave(each);
    expect(look.became).toBe('inside');
  });

  it('refuses who has waited for as long as it may, and nobody a moment sooner', () => {
    const { ask, pass } = trying(small);
    for (let i = 0; i < 4; i++) ask('write');
    const waits = ask('write');
    pass(499);
    expect(waits.became).toBe('waiting');
    pass(1);
    expect(waits.became).toBe('refused');
  });

  it('gives the place of who hung up while waiting to nobody, and that of who hung up inside to the next', () => {
    const { ask, leave, room } = trying(small);
    const inside = [1, 2, 3, 4].map(() => ask('write'));
    const hangsUp = ask('write');
    const next = ask('write');
    leave(hangsUp);
    expect(room.standing()).toEqual({ inside: 4, waiting: 1 });
    for (const each of inside.slice(0, 1)) {
      leave(each);
      leave(each);
    }
    expect([next.became, room.standing()]).toEqual(['inside', { inside: 4, waiting: 0 }]);
  });
});

describe('whatever is asked, answered and waited for', () => {
  it('never has more inside or waiting than it may, leaves no room unused while somebody waits for it, and settles everybody', () => {
    const steps = fc.array(
      fc.oneof(
        fc.constantFrom('write' as const, 'read' as const),
        fc.record({ leaves: fc.nat(60) }),
        fc.record({ passes: fc.nat(700) }),
      ),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 2, max: 6 }), fc.nat(5), (done, atOnce, mostWaiting) => {
        const { ask, leave, pass, all, now, room } = trying({ ...small, atOnce, mostWaiting });
        for (const step of done) {
          if (typeof step === 'string') ask(step);
          else if ('passes' in step) pass(step.passes);
          else if (all.length > 0) leave(all[step.leaves % all.length] as Asked);
          expect(room.standing()).toEqual({ inside: now('inside'), waiting: now('waiting') });
          expect(now('inside')).toBeLessThanOrEqual(atOnce);
          expect(now('inside', 'read')).toBeLessThanOrEqual(Math.floor(atOnce / 2));
          expect(now('waiting')).toBeLessThanOrEqual(mostWaiting);
          if (now('inside') < atOnce) expect(now('waiting', 'write')).toBe(0);
        }
        pass(500);
        expect(now('waiting')).toBe(0);
        for (const each of all) leave(each);
        expect(room.standing()).toEqual({ inside: 0, waiting: 0 });
      }),
    );
  });
});

/** One that answers in turn, each in so long from then on: what became of everybody who came, a step of the clock after the other. */
function answering(capacity: Capacity, comesEveryMs: number, takesMs: (at: number) => number, untilMs: number) {
  const clock = heldClock();
  const room = waitingRoom(capacity, clock);
  const accepted: { readonly at: number; readonly tookMs: number }[] = [];
  const inTurn: { readonly at: number; readonly leave: () => void }[] = [];
  let refused = 0;
  let most = 0;
  let readyAt = 0;
  let came = 0;
  while (clock.now() < untilMs) {
    const at = clock.now();
    for (; came * comesEveryMs <= at; came += 1) {
      const place: Place = room.ask('write', {
        enter: () => {
          if (inTurn.length === 0) readyAt = clock.now() + takesMs(clock.now());
          inTurn.push({
            at,
            leave: () => {
              place.leave();
            },
          });
        },
        refuse: () => (refused += 1),
      });
    }
    most = Math.max(most, room.standing().inside);
    while (inTurn.length > 0 && readyAt <= at) {
      const [first] = inTurn.splice(0, 1);
      readyAt += takesMs(at);
      if (first !== undefined) {
        accepted.push({ at: first.at, tookMs: at - first.at });
        first.leave();
      }
    }
    clock.pass(1);
  }
  return { accepted, refused, most };
}

describe('more facts than can be answered, for as long as they come', () => {
  const { patienceMs, withinMs } = ordinaryCapacity;
  const rates = fc.record({ takesMs: fc.integer({ min: 1, max: 40 }), times: fc.constantFrom(2, 4) });
  /** Long enough for the slowest machine to be full, and for those who wait beside to have waited too long. */
  const untilMs = 8_000;

  it('are answered within the time to wait and the time inside, or refused, however fast or slow the machine is', () => {
    fc.assert(
      fc.property(rates, ({ takesMs, times }) => {
        const { accepted, refused } = answering(ordinaryCapacity, takesMs / times, () => takesMs, untilMs);
        // A machine so slow that the least that is let in takes longer is all that takes longer.
        const bound = patienceMs + Math.max(withinMs, leastAtOnce * takesMs) + takesMs + 1;
        expect(Math.max(...accepted.map(({ tookMs }) => tookMs))).toBeLessThanOrEqual(bound);
        // And none of what it can do is left undone.
        expect(accepted.length).toBeGreaterThanOrEqual(Math.floor(untilMs / takesMs) - 2 * leastAtOnce);
        expect(refused).toBeGreaterThan(0);
      }),
      { numRuns: 8 },
    );
  });

  it('are let in fewer once the disk turns slow, and as many as ever once it is well', () => {
    const slow = { from: 4_000, until: 12_000 };
    const takesMs = (at: number): number => (at >= slow.from && at < slow.until ? 10 : 1);
    const { accepted } = answering(ordinaryCapacity, 0.5, takesMs, 16_000);
    const longest = (from: number, until: number): number =>
      Math.max(...accepted.filter(({ at }) => at >= from && at < until).map(({ tookMs }) => tookMs));
    expect(longest(0, slow.from - 1_000)).toBeLessThanOrEqual(patienceMs + withinMs + 2);
    // Those who were inside when it happened are answered as it can; whoever comes when they have been, in time again.
    const settled = slow.from + ordinaryCapacity.atOnce * 10;
    expect(longest(settled, slow.until)).toBeLessThanOrEqual(patienceMs + Math.max(withinMs, leastAtOnce * 10) + 20);
    const well = accepted.filter(({ at }) => at >= slow.until + 1_000);
    expect(well.length).toBeGreaterThan(2_000);
  });

  it('are not let in late where the clock of a busy process calls late', () => {
    const clock = heldClock();
    const room = waitingRoom({ ...small, atOnce: 1 }, { now: clock.now, timer: () => () => undefined });
    const inside = room.ask('write', { enter: () => undefined, refuse: () => undefined });
    let became: Became = 'waiting';
    room.ask('write', { enter: () => void (became = 'inside'), refuse: () => void (became = 'refused') });
    clock.pass(500);
    inside.leave();
    expect(became).toBe('refused');
  });
});

describe('a look that takes long', () => {
  it('keeps no fact out, and no more looks than may take long at once', () => {
    const { ask, pass, leave, now } = trying(ordinaryCapacity);
    const quick = Array.from({ length: leastAtOnce }, () => ask('read'));
    expect(now('waiting')).toBe(0);
    for (const each of quick) leave(each);
    for (let i = 0; i < leastAtOnce; i++) ask('read');
    pass(1_000);
    for (let i = 0; i < leastAtOnce; i++) ask('write');
    expect([now('inside', 'read'), now('inside', 'write')]).toEqual([leastAtOnce, leastAtOnce]);
    ask('read');
    expect(now('waiting')).toBe(1);
  });
});
