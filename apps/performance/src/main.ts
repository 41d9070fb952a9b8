import { asProcess, authoritiesIn, serveApp, type Running } from '#http';
import { readModelUrl, rulesOf, settings } from './config.ts';
import { PerformanceModule } from './performance.module.ts';
import { readModelHere } from './read-model-here.ts';

/** Serves the performance module alone. The worker, a process of its own, writes what it reads. */
async function start(): Promise<Running> {
  const set = settings();
  const { providers, checks, close } = readModelHere(readModelUrl(set), rulesOf(set));
  const served = await serveApp({
    name: 'performance',
    title: 'Waymark: performance',
    module: PerformanceModule,
    port: set.PORT,
    host: set.HOST,
    dataFolder: set.WAYMARK_DATA,
    authorities: authoritiesIn(set.WAYMARK_AUTHORITIES),
    logLevel: set.LOG_LEVEL,
    providers,
    checks,
  });
  return {
    tells: { port: served.port, url: served.url },
    stop: async () => {
      await served.stop();
      await close();
    },
  };
}

await asProcess(start);
