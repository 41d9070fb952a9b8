import { Module } from '@nestjs/common';
import {
  asProcess,
  authoritiesIn,
  readModelUrl,
  recordingOf,
  rulesOf,
  serveApp,
  servingUnder,
  type Running,
} from '#http';
import { settings } from './config.ts';
import { AlertsModule, DeadlinesModule } from './deadlines.module.ts';
import { rowsHere } from './rows-here.ts';

@Module({ imports: [DeadlinesModule, AlertsModule] })
class Both {}

/** Serves deadlines and alerts alone. The performance worker, a process of its own, writes the rows they are read from. */
async function start(): Promise<Running> {
  const set = settings();
  const recording = recordingOf(set);
  const { providers, checks, close } = rowsHere(readModelUrl(set), rulesOf(set));
  const served = await serveApp({
    name: 'deadlines',
    title: 'Waymark: deadlines',
    module: Both,
    port: set.PORT,
    host: set.HOST,
    dataFolder: set.WAYMARK_DATA,
    gate: set.gate,
    authorities: authoritiesIn(set.WAYMARK_AUTHORITIES),
    logLevel: set.LOG_LEVEL,
    ...servingUnder(set),
    providers: [...providers, ...recording.providers],
    checks,
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
