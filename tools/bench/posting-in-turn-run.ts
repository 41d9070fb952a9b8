import path from 'node:path';
import { plainDate } from '#calendar';
import { openRecording } from '#recording';

const data = { on: plainDate('2025-05-06'), dateOfBirth: plainDate('2017-03-14'), sex: 'F', name: 'Ash' } as const;

/**
 * Registers new children, so many one after another whenever it is told to, and says how many milliseconds each took. Its
 * arguments are where the store is, the folder with the keys, and what the children's ids begin with.
 */
const [storeUrl = '', folder = '', run = ''] = process.argv.slice(2);
const recording = openRecording({
  eventstoreUrl: storeUrl,
  keysUrl: path.join(folder, 'keys.db'),
  masterKeyFile: path.join(folder, 'master.key'),
  createMasterKey: false,
});
let number = 0;
process.on('message', (posts: number) => void posted(posts).then((took) => process.send?.(took)));
process.once('disconnect', () => void recording.close());

async function posted(posts: number): Promise<readonly number[]> {
  const took: number[] = [];
  for (let post = 0; post < posts; post += 1) {
    number += 1;
    const began = performance.now();
    const outcome = await recording.recorder.record({
      authority: '855',
      child: `${run}x${String(number)}`,
      by: { user: 'bench', role: 'manager' },
      facts: [{ type: 'ChildRegistered', data }],
    });
    if (outcome.status !== 'recorded') throw new Error(`A post of the bench was ${outcome.status}.`);
    took.push(performance.now() - began);
  }
  return took;
}
