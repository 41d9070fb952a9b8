import { asProcess, authoritiesIn, serveApp, type Running } from '#http';
import { webSettings } from './config.ts';
import { WebModule } from './web.module.ts';

/** Serves the pages alone. SERVICES_URL says where the services answer. */
async function start(): Promise<Running> {
  const set = webSettings();
  if (set.SERVICES_URL === '')
    throw new Error('The pages alone need SERVICES_URL: where the services answer, as http://127.0.0.1:3000.');
  const served = await serveApp({
    name: 'web',
    title: 'Waymark: pages',
    module: WebModule.of(set),
    port: set.PORT,
    host: set.HOST,
    dataFolder: set.WAYMARK_DATA,
    gate: set.gate,
    signsIn: true,
    authorities: authoritiesIn(set.WAYMARK_AUTHORITIES),
    logLevel: set.LOG_LEVEL,
  });
  return { tells: { port: served.port, url: served.url }, stop: () => served.stop() };
}

await asProcess(start);
