import { misseen, unanswered, untruths, type Shown } from './truth.ts';
import type { Append, Told } from './writing.ts';

/** A store that holds what its two writers were told: three appends, of which nobody told the fate of the last. */
const shown = (stream: string, id: string, revision: number, position: number): Shown => ({
  stream,
  id,
  revision,
  position,
  data: { of: id },
});
const held = [shown('a', '1', 0, 100), shown('a', '2', 1, 200), shown('b', '3', 0, 300), shown('b', '4', 1, 400)];
const append = (
  stream: string,
  expected: Append['expected'],
  ids: string[],
  told: Told,
  at?: Append['at'],
): Append => ({
  stream,
  expected,
  events: ids.map((id) => ({ id, type: 'T', data: { of: id }, metadata: {} })),
  told,
  ...(at === undefined ? {} : { at }),
});
const appends = [
  append('a', 'no-stream', ['1', '2'], 'stored', { revision: 1, position: 200 }),
  append('b', 'no-stream', ['3'], 'stored', { revision: 0, position: 300 }),
  append('b', 0, ['4'], 'unknown'),
  append('b', 'no-stream', ['5'], 'refused'),
  append('c', 'no-stream', ['6'], 'not-stored'),
];

const without = (id: string): Shown[] => held.filter((event) => event.id !== id);
const withOne = (more: Shown): Shown[] => [...held, more].sort((x, y) => x.position - y.position);

describe('what is held beside what was told', () => {
  it('is the truth', () => {
    expect(untruths(held, appends)).toEqual([]);
    expect(untruths(without('4'), appends)).toEqual([]);
  });

  it.each<[string, readonly Shown[], string]>([
    ['an acknowledged append is lost', without('3'), 'told stored, is not there'],
    ['half of an append is lost', without('2'), 'is there only in part'],
    ['an event is there twice', withOne(shown('b', '3', 2, 500)), 'is stored more than once'],
    ['an append is there that was refused', withOne(shown('b', '5', 2, 500)), 'told refused, is there all the same'],
    ['one is there that was not stored', withOne(shown('c', '6', 0, 500)), 'told not-stored, is there all the same'],
    ['nobody appended an event', withOne(shown('b', '7', 2, 500)), 'Nobody appended b#2 at 500'],
    ['a revision is left out', [...without('4'), shown('b', '4', 2, 400)], 'b#2 at 400 stands where revision 1 should'],
    ['a position does not rise', [...without('4'), shown('b', '4', 1, 300)], 'b#1 at 300 comes after b#0 at 300'],
    ['an event is in another stream', [...without('4'), shown('a', '4', 2, 400)], 'told unknown, stands elsewhere'],
    ['an event is not where it was said', [...without('4'), shown('b', '4', 1, 400)].map(moved), 'was said to end at'],
    ['an event comes back changed', held.map((event) => ({ ...event, data: {} })), 'came back changed: a#0 at 100'],
  ])('is not when %s', (_what, found, fault) => {
    expect(untruths(found, appends).join('\n')).toContain(fault);
  });
});

function moved(event: Shown): Shown {
  return event.id === '3' ? { ...event, position: 301 } : event;
}

describe('what a follower was shown', () => {
  it.each([
    ['all of it', held, 0],
    ['not the last', held.slice(0, 3), 1],
    ['one too few', without('2'), 1],
    ['one twice', [held[0]!, ...held], 1],
    ['two the wrong way round', [held[1]!, held[0]!, held[2]!, held[3]!], 1],
    ['one that is not there', withOne(shown('b', '7', 2, 500)), 1],
  ])('%s', (_what, seen, faults) => {
    expect(misseen('A follower', seen, held)).toHaveLength(faults);
  });
});

describe('what a persistent subscription noted', () => {
  const placed = held.map(({ id, position }) => ({ id, place: position }));

  it('is nothing that was not answered for', () => {
    expect(unanswered('A group', 200, placed, new Set(['1', '2', '4']))).toEqual([]);
    expect(unanswered('A group', 300, placed, new Set(['1', '2', '4']))).toEqual([
      'A group noted 300, and nobody answered for the event at 300',
    ]);
  });
});
