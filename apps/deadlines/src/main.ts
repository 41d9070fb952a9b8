import { asProcess, authoritiesIn, serveApp, type Running } from '#http';
import { readModelUrl, rulesOf, settings } from './config.ts';
import { DeadlinesModule } from './deadlines.module.ts';
import { rowsHere } from './rows-here.ts';

/** Serves the deadlines module alone. The performance worker, a process of its own, writes the rows it reads. */
async function start(): Promise<Running> {
  const set = settings();
  const { providers, checks, close } = rowsHere(readModelUrl(set), rulesOf(set));
  const served = await serveApp({
    name: 'deadlines',
    title: 'Waymark: deadlines',
    module: DeadlinesModule,
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
