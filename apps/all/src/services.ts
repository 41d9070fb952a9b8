import path from 'node:path';
import {
  asProcess,
  diskCheck,
  measureStores,
  NoEventStore,
  recordHere,
  serveApp,
  type RecordingHere,
  type Running,
} from '#http';
import type { AnchorPlaces } from '../../audit/src/anchor-places.ts';
import { rowsHere } from '../../deadlines/src/rows-here.ts';
import { readModelHere } from '../../performance/src/read-model-here.ts';
import { webSettings } from '../../web/src/config.ts';
import { readSettings, type Settings } from './config.ts';
import { whereItRuns } from './data-folder.ts';
import { PartsReport } from './parts-report.ts';
import { ServicesModule, servicesOf } from './services.module.ts';

/** Intake, protection, performance, deadlines, audit, exchange and the pages for people, on one port. */
async function start(): Promise<Running> {
  const settings = readSettings();
  const report = new PartsReport();
  report.listen();
  const recording = recordingOf(settings);
  const { readModelUrl, rules, populations, comparators } = settings;
  const rows = readModelHere(readModelUrl, rules, populations, comparators);
  const deadlines = rowsHere(settings.readModelUrl, settings.rules);
  const served = await serveApp({
    module: ServicesModule.of(report, servicesOf(anchorPlacesOf(settings), webSettings())),
    name: 'services',
    title: 'Waymark',
    port: settings.port,
    host: settings.host,
    dataFolder: settings.dataFolder,
    authorities: settings.authorities,
    logLevel: settings.logLevel,
    gate: settings.gate,
    signsIn: true,
    ...(settings.requestsAtOnce !== undefined && { capacity: { atOnce: settings.requestsAtOnce } }),
    drainMs: settings.drainMs,
    providers: [...recording.providers, ...rows.providers, ...deadlines.providers],
    metrics: [measureStores(() => ({ services: recording.store.metrics, workers: report.storeFigures() }))],
    checks: [
      ...recording.checks,
      ...(holdsEvents(settings) ? [diskCheck('events', settings.dataFolder)] : []),
      ...rows.checks,
      ...deadlines.checks,
      { name: 'parts', standing: () => report.standing() },
      { name: 'demonstration data', standing: () => report.demonstrationStanding() },
    ],
  });
  return {
    tells: { port: served.port, url: served.url },
    stop: async () => {
      await served.stop();
      await rows.close();
      await deadlines.close();
      await recording.close();
    },
  };
}

function recordingOf(settings: Settings): RecordingHere {
  const { dataFolder, eventStoreUrl, keysUrl, masterKeyFile, masterKeyCommand, rules, retention } = settings;
  const url = eventStoreUrl ?? whereItRuns(dataFolder)?.url;
  if (url === undefined) throw new NoEventStore(dataFolder);
  return recordHere({
    eventstoreUrl: url,
    keysUrl,
    masterKeyFile,
    masterKeyCommand,
    rules,
    retention,
    // A key kept elsewhere is somebody's to keep: a new one in its place would leave every text unreadable.
    createMasterKey: masterKeyFile === path.join(dataFolder, 'master.key'),
  });
}

/** Whether the events lie in the data folder: the supervisor's own node serves them from there, and says where it does. */
function holdsEvents({ dataFolder, eventStoreUrl }: Settings): boolean {
  const embedded = whereItRuns(dataFolder)?.url;
  return embedded !== undefined && (eventStoreUrl ?? embedded) === embedded;
}

function anchorPlacesOf({ dataFolder, anchorKeyFile, anchorFolder, anchorEveryMinutes }: Settings): AnchorPlaces {
  return {
    keyFile: anchorKeyFile,
    // As with the master key: one kept elsewhere is never made anew.
    createKey: anchorKeyFile === path.join(dataFolder, 'anchor.key'),
    folder: anchorFolder,
    everyMinutes: anchorEveryMinutes,
  };
}

await asProcess(start);
