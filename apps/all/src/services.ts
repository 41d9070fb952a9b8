import { asProcess, serveApp, type Running } from '#http';
import { readSettings } from './config.ts';
import { PartsReport } from './parts-report.ts';
import { ServicesModule } from './services.module.ts';

/** Intake, protection, performance and the landing page, on one port. */
async function start(): Promise<Running> {
  const settings = readSettings();
  const report = new PartsReport();
  report.listen();
  const served = await serveApp({
    module: ServicesModule.of(report, []),
    name: 'services',
    title: 'Waymark',
    port: settings.port,
    host: settings.host,
    dataFolder: settings.dataFolder,
    checks: [
      { name: 'parts', standing: () => report.standing() },
      { name: 'demonstration data', standing: () => report.demonstrationStanding() },
    ],
  });
  return { tells: { port: served.port, url: served.url }, stop: served.stop };
}

await asProcess(start);
