import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { StoredEvent } from '#store';
import { gather } from './gathered.ts';

function event(child: string, revision: number, position: number): StoredEvent {
  const id = `${child}-${String(revision)}`;
  return {
    id,
    stream: `journey-855.${child}`,
    revision,
    position,
    type: 'ChildVisited',
    data: { id },
    metadata: {},
  } as StoredEvent;
}

it('puts a log together child by child, in the order of their ids, each in the order recorded', () => {
  const gathering = gather();
  gathering.add([event('B', 0, 1), event('A', 0, 2)]);
  gathering.add([event('B', 1, 3), event('a', 0, 4), event('10', 0, 5)]);
  const children = [...gathering.children()];
  expect(children.map(({ child, events }) => [child, events.map(({ position }) => position)])).toEqual([
    ['10', [5]],
    ['A', [2]],
    ['B', [1, 3]],
    ['a', [4]],
  ]);
  expect(children[2]?.events[1]).toEqual(event('B', 1, 3));
  expect([...gathering.children()]).toEqual(children);
  gathering.close();
});

it('has no child where nothing was recorded', () => {
  const gathering = gather();
  expect([...gathering.children()]).toEqual([]);
  gathering.close();
});

it('outlives the collection of what nobody holds, in the middle of the children', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const gathering = gather();
  const names = Array.from({ length: 300 }, (_, at) => `C${String(at).padStart(3, '0')}`);
  gathering.add(names.map((child, at) => event(child, 0, at)));
  const seen: string[] = [];
  for (const { child } of gathering.children()) {
    if (seen.length % 50 === 0) collect();
    seen.push(child);
  }
  expect(seen).toEqual(names);
  gathering.close();
});
