import path from 'node:path';
import { BadSettings } from '#http';
import { KeysGone } from '#privacy';
import { refuseKeysGone } from '#recording';
import { childEnvironment, readSettings, type Settings } from './config.ts';
import { FolderUnusable, holdFolder, tellWhere, type HeldFolder } from './data-folder.ts';
import { demonstration, type Demonstration } from './demonstration.ts';
import { misspeltSettings } from './misspelt-settings.ts';
import { partsOf, program, storesEnvironment, type Found } from './parts.ts';
import type { StandingsMessage } from './standings.ts';
import { supervise, type Supervisor } from './supervisor.ts';
import { banner, terminal, type Terminal } from './terminal.ts';

/** Everything Waymark is, kept running by this process until it is told to stop. */
interface Waymark {
  readonly found: Found;
  readonly supervisor: Supervisor;
  readonly seeds: Demonstration;
}

async function main(): Promise<number> {
  const settings = readSettings();
  const folder = holdFolder(settings.dataFolder);
  try {
    const { eventStoreUrl, dataFolder, keysUrl } = settings;
    refuseKeysGone({ eventsFolder: eventStoreUrl === undefined ? dataFolder : undefined, keysUrl });
    return await run(settings, folder);
  } finally {
    folder.release();
  }
}

async function run(settings: Settings, folder: HeldFolder): Promise<number> {
  const screen = terminal(process.stdout);
  const end = endOfRun();
  const { supervisor, seeds, found } = compose(settings, folder, screen, end.because);
  screen.say('Starting Waymark…');
  for (const line of misspeltSettings(childEnvironment({}))) screen.say(line);
  await Promise.race([supervisor.start(), end.reached]);
  if (found.servicesUrl !== undefined && !end.isReached()) {
    screen.say(banner(settings, found.servicesUrl, found.eventStoreUrl ?? '', process.uptime()));
    void seeds.run();
  }
  const reason = await end.reached;
  screen.say(reason === undefined ? 'Stopping…' : `${reason} Stopping everything; ${logsOf(settings)} say more.`);
  await seeds.stop();
  await supervisor.stop();
  screen.say('Stopped.');
  return reason === undefined ? 0 : 1;
}

function compose(settings: Settings, folder: HeldFolder, screen: Terminal, giveUp: (reason: string) => void): Waymark {
  const found: Found = { eventStoreUrl: settings.eventStoreUrl };
  const { demonstration: wanted, dataFolder } = settings;
  let lastProblem: string | undefined;
  let lastWhere = '';
  const supervisor = supervise({
    parts: partsOf(settings, found),
    logFolder: path.join(dataFolder, 'logs'),
    onChange: (parts) => {
      screen.showParts(parts);
      tell();
    },
    onGivenUp: giveUp,
    onForced: (name) => {
      screen.say(`The ${name} did not stop when asked and was ended; every fact it had answered for is stored.`);
    },
  });
  const seeds = demonstration({
    begin: wanted === 'on' || (wanted === 'when-new' && settings.eventStoreUrl === undefined && folder.isNew),
    goOn: wanted !== 'off',
    dataFolder,
    program: program('seeds/main.js'),
    environment: () => storesEnvironment(settings, found),
    onChange: () => {
      screen.showDemonstration(seeds.standing());
      tell();
    },
  });
  /** The services answer for everyone on /health/ready, and commands find us by what the folder says. */
  function tell(): void {
    const standings: StandingsMessage = {
      type: 'standings',
      parts: supervisor.standings(),
      demonstration: seeds.standing(),
    };
    supervisor.send('services', standings);
    const { eventStoreUrl: url, eventStorePid: pid, servicesUrl: services } = found;
    if (url === undefined) return;
    const where = { url, pid, supervisor: process.pid, services };
    const said = JSON.stringify(where);
    if (said === lastWhere && lastProblem === undefined) return;
    const problem = tellWhere(dataFolder, where);
    lastWhere = said;
    if (problem !== undefined && problem !== lastProblem) screen.say(problem);
    lastProblem = problem;
  }
  return { found, supervisor, seeds };
}

/** The run ends at the first signal, or when the parts cannot go on; the reason is undefined where it was asked for. */
function endOfRun() {
  let because: (reason: string | undefined) => void = () => undefined;
  let isReached = false;
  const reached = new Promise<string | undefined>((resolve) => {
    because = (reason) => {
      isReached = true;
      resolve(reason);
    };
  });
  // A terminal signals the whole group and npm passes its own on, so one Ctrl-C arrives twice: later ones change nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      because(undefined);
    });
  }
  return { reached, because, isReached: () => isReached };
}

function logsOf({ dataFolder }: Settings): string {
  return `the logs in ${path.join(dataFolder, 'logs')}`;
}

try {
  process.exitCode = await main();
} catch (error) {
  const isForReader = [BadSettings, FolderUnusable, KeysGone].some((kind) => error instanceof kind);
  if (!isForReader || !(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
