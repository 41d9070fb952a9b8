import fc from 'fast-check';
import { waitingRoom, type Capacity, type Place, type Timer } from './waiting-room.ts';

const small: Capacity = { atOnce: 4, mostWaiting: 3, patienceMs: 500, mostStreams: 1 };

/** A clock that goes on when told to. */
function heldClock(): { readonly timer: Timer; readonly pass: (ms: number) => void } {
  let now = 0;
  const set = new Map<object, { readonly at: number; readonly call: () => void }>();
  return {
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
  const room = waitingRoom(capacity, clock.timer);
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
