import { openStore } from '#store';
import { startEmbeddedNode } from '#testing';
import { chanceOf, replay, seeds } from './chance.ts';
import { anyFaults } from './any-faults.ts';

const suite = 'any-faults';
/** Long enough for a busy machine, short enough to be waited for again and again. */
const deadlineMs = 1_000;

describe('a store whose node suffers whatever chance has for it, beside writers, readers and followers', () => {
  it.each(seeds([20_261_123], { long: 30 }))(
    'says what is true of every append, and hands over every event once and in order: seed %i',
    async (seed) => {
      const node = await startEmbeddedNode();
      const store = openStore({ url: node.url, deadlineMs });
      const schedule = await anyFaults({ node, store, seed, chance: chanceOf(seed), deadlineMs });
      if (schedule.untrue.length > 0) {
        throw new Error([replay(seed, suite), ...schedule.untrue, 'The faults:', ...schedule.suffered].join('\n'));
      }
      expect(schedule.acknowledged).toBeGreaterThan(schedule.suffered.length);
    },
    300_000,
  );
});
