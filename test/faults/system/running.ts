import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedNode, type EmbeddedNode, type NodeFault } from '#testing';
import type { Acknowledged } from './caseworkers.ts';
import { leftByFormerRelease } from './former.ts';
import { newerRelease } from './newer.ts';
import { clockEnvironment, partOf, setClocks, type Part } from './part.ts';

/** All of Waymark as processes, two of everything but the node, over what a former release left in it. */
export interface Running {
  readonly node: () => EmbeddedNode;
  readonly services: readonly Part[];
  /** Write the rows, each where it finds that no other was there meanwhile. */
  readonly workers: readonly Part[];
  readonly alerts: readonly Part[];
  readonly readModelUrl: string;
  /** What the former release acknowledged. */
  readonly left: readonly Acknowledged[];
  /** What a command needs to find them, of the release that runs. */
  readonly commandEnvironment: () => Readonly<Record<string, string>>;
  /** The node again, on the same file and port, whether it was killed or runs. */
  readonly restartNode: (breaking?: NodeFault) => Promise<void>;
  /** Sets the clock of the whole machine. */
  readonly setClock: (aheadMs: number) => void;
  /** Sets the clock of each process by something else beside. */
  readonly skewClocks: (skewMs: () => number) => void;
  /** Whether some are of the older release and some of the newer. */
  readonly isUpgrading: () => boolean;
  readonly isUpgraded: () => boolean;
  /** Every process in good order to the newer release, one after the other, those first that only read. */
  readonly upgrade: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** One rule: everybody whose assessment is not done in time is told of, once. */
const alertRules = {
  rules: [
    {
      id: 'assessment-overdue',
      clocks: ['assessment'],
      when: { after: 1, unit: 'days' },
      from: '2026-01-01',
      to: [{ role: 'manager' }],
    },
  ],
};

/** With rows in the database at an address, or in a file of the folder. */
export async function startAll(folder: string, rowsAt?: string): Promise<Running> {
  const clocks: string[] = [];
  let ahead = 0;
  let release: 'older' | 'newer' = 'older';
  let isUpgrading = false;
  const ownClock = (name: string): Readonly<Record<string, string>> => {
    const file = join(folder, `${name}.clock`);
    clocks.push(file);
    return clockEnvironment(file);
  };
  const rulesFile = join(folder, 'alert-rules.json');
  writeFileSync(rulesFile, JSON.stringify(alertRules));
  let node = await startEmbeddedNode({ file: join(folder, 'events.db'), env: ownClock('node') });
  const left = await leftByFormerRelease(node.url, folder);
  const readModelUrl = rowsAt ?? join(folder, 'readmodel.db');
  const environment = {
    EVENTSTORE_URL: node.url,
    READMODEL_URL: readModelUrl,
    WAYMARK_DATA: folder,
    ALERT_RULES: rulesFile,
    WAYMARK_DEMO: 'off',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
  };
  const part = (name: string, program: string): Part => {
    const own = { ...environment, ...ownClock(name) };
    return partOf(name, program, () => (release === 'newer' ? newer(own) : own));
  };
  const services = ['services-1', 'services-2'].map((name) => part(name, 'apps/all/src/services.js'));
  const workers = ['worker-1', 'worker-2'].map((name) => part(name, 'apps/performance/src/worker.js'));
  const alerts = ['alerts-1', 'alerts-2'].map((name) => part(name, 'apps/deadlines/src/alerts/alerts-worker.js'));
  const parts = [...services, ...workers, ...alerts];
  await Promise.all(parts.map((each) => each.start()));
  return {
    node: () => node,
    services,
    workers,
    alerts,
    readModelUrl,
    left,
    commandEnvironment: () => (release === 'newer' ? newer(environment) : environment),
    async restartNode(breaking) {
      node = await node.restart(breaking);
    },
    setClock(aheadMs) {
      ahead = aheadMs;
      setClocks(clocks, ahead);
    },
    skewClocks(skewMs) {
      for (const file of clocks) setClocks([file], ahead + skewMs());
    },
    isUpgrading: () => isUpgrading,
    isUpgraded: () => release === 'newer',
    async upgrade() {
      isUpgrading = release === 'older';
      release = 'newer';
      for (const each of [...workers, ...alerts, ...services]) {
        await each.stop();
        await each.start();
      }
      isUpgrading = false;
    },
    async stop() {
      await Promise.all(parts.map((each) => each.kill()));
      await node.kill();
    },
  };
}

/** The environment of a process of the newer release. */
function newer(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const preloads = [environment['NODE_OPTIONS'], `--import=${newerRelease}`].filter((each) => each !== undefined);
  return { ...environment, NODE_OPTIONS: preloads.join(' '), RELEASE: 'newer' };
}
