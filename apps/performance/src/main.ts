import {
  asProcess,
  authoritiesIn,
  measureStores,
  readModelUrl,
  recordingOf,
  rulesOf,
  serveApp,
  servingUnder,
  type Running,
} from '#http';
import { comparatorsOf, populationsOf, settings } from './config.ts';
import { PerformanceModule } from './performance.module.ts';
import { readModelHere } from './read-model-here.ts';

/** Serves the performance module alone: published figures go to the store, and a worker of its own writes the rows. */
async function start(): Promise<Running> {
  const set = settings();
  const beside = [populationsOf(set), comparatorsOf(set)] as const;
  const { providers, checks, close } = readModelHere(readModelUrl(set), rulesOf(set), ...beside);
  const recording = recordingOf(set);
  const served = await serveApp({
    name: 'performance',
    title: 'Waymark: performance',
    module: PerformanceModule,
    port: set.PORT,
    host: set.HOST,
    dataFolder: set.WAYMARK_DATA,
    gate: set.gate,
    authorities: authoritiesIn(set.WAYMARK_AUTHORITIES),
    logLevel: set.LOG_LEVEL,
    ...servingUnder(set),
    providers: [...providers, ...recording.providers],
    checks: [...checks, ...recording.checks],
    metrics: [measureStores(() => ({ performance: recording.store.metrics }))],
  });
  return {
    tells: { port: served.port, url: served.url },
    stop: async () => {
      await served.stop();
      await close();
      await recording.close();
    },
  };
}

await asProcess(start);
