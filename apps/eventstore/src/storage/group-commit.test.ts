import { setImmediate as turn } from 'node:timers/promises';
import { groupCommit } from './group-commit.ts';

/** A committer that answers each request with its number and notes the groups it was given. */
function given(sizeOf: (request: number) => number = () => 1) {
  const groups: (readonly number[])[] = [];
  const queue = groupCommit<number, number>((group) => {
    groups.push(group);
    return group;
  }, sizeOf);
  const submit = (from: number, to: number): Promise<number[]> =>
    Promise.all(Array.from({ length: to - from }, (_, n) => queue.submit(from + n)));
  return { groups, queue, submit };
}

describe('group commit', () => {
  it('commits what arrives in one turn together, in order, and answers each', async () => {
    const { groups, submit } = given();

    expect(await submit(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(groups).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('commits a lone writer’s appends at once, each in the turn in which it arrives', async () => {
    const { groups, submit } = given();
    for (let n = 0; n < 5; n += 1) {
      void submit(n, n + 1);
      await turn();
    }

    expect(groups).toEqual([[0], [1], [2], [3], [4]]);
  });

  it('waits, when groups have been large, until as many are there again', async () => {
    const { groups, submit } = given();
    await submit(0, 30);
    await submit(30, 60);

    const first = submit(60, 70);
    await turn();
    const second = submit(70, 90);
    await Promise.all([first, second]);

    expect(groups.map(({ length }) => length)).toEqual([30, 30, 30]);
  });

  it('commits a smaller group when no more arrive, and then stops waiting for them', async () => {
    const { groups, submit } = given();
    await submit(0, 30);

    await submit(30, 31);
    await submit(31, 32);
    await submit(32, 33);

    expect(groups.map(({ length }) => length)).toEqual([30, 1, 1, 1]);
  });

  it('divides a large backlog by number and by bytes', async () => {
    const many = given();
    await many.submit(0, 2500);
    expect(many.groups.map(({ length }) => length)).toEqual([1000, 1000, 500]);

    const large = given(() => 3 * 1024 * 1024);
    await large.submit(0, 5);
    expect(large.groups.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  it('is crowded by number or by bytes until what waits is committed', async () => {
    const many = given();
    const all = many.submit(0, 4096);
    expect(many.queue.crowded()).toBe(true);
    await all;
    expect(many.queue.crowded()).toBe(false);

    const large = given(() => 8 * 1024 * 1024);
    const two = large.submit(0, 2);
    expect(large.queue.crowded()).toBe(true);
    await two;
    expect(large.queue.crowded()).toBe(false);
  });

  it('is settled when nothing waits, however patient it is', async () => {
    const { groups, queue, submit } = given();
    await submit(0, 30);
    void submit(30, 31);

    await queue.settled();

    expect(groups.map(({ length }) => length)).toEqual([30, 1]);
  });
});
