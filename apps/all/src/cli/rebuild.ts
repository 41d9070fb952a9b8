import { FactNotJoined, isBeingRebuilt, ReadModelAway, rebuildReadModel, type BuildProgress } from '#readmodel';
import { UndecodableFact } from '#store';
import { CannotDo, remark, say, type Command } from './command.ts';
import { withStore } from './with-store.ts';

const TOLD_EVERY_MS = 1_000;

/** Makes the rows that measures count anew, from every fact there is. */
export const rebuild: Command = {
  options: {},
  more: `Waymark may run meanwhile: figures are answered from the old rows until the new ones are whole. Facts are only read.
READMODEL_URL names the database: an SQLite file, or postgres://user:password@host:5432/database.`,
  run: async () =>
    withStore(async (store, { readModelUrl, rules, dataFolder }, storeUrl) => {
      const began = performance.now();
      try {
        // One at a time: the worker makes the rows anew by itself at its first start and after an upgrade.
        if (await isBeingRebuilt(readModelUrl)) {
          throw new CannotDo('The read model is being made anew already: /health/ready says how far it is.');
        }
        const built = await rebuildReadModel({
          store,
          storeUrl,
          url: readModelUrl,
          rules,
          now: Date.now,
          folder: dataFolder,
          onProgress: progress(),
        });
        say(`${built.facts} facts in ${((performance.now() - began) / 1000).toFixed(1)} s: the read model is new.`);
        return 0;
      } catch (error) {
        if (error instanceof ReadModelAway) throw new CannotDo(error.message);
        if (error instanceof UndecodableFact || error instanceof FactNotJoined)
          throw new CannotDo(`${error.message} The old rows stay.`);
        throw error;
      }
    }),
};

/** Says at most once a second how far it is and what is left, and each stage as it begins. */
function progress(): (progress: BuildProgress) => void {
  let told = { stage: '', at: 0 };
  return ({ stage, facts, percent, secondsLeft }) => {
    const at = performance.now();
    if (stage === told.stage && at - told.at < TOLD_EVERY_MS) return;
    told = { stage, at };
    const left = secondsLeft === undefined ? '' : `, about ${inWords(secondsLeft)} left`;
    remark(`${String(percent).padStart(3)} %  ${stage}: ${facts} facts${left}`);
  };
}

function inWords(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
