import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { NodeDidNotStart, type NodeFault } from '#testing';
import type { Chance } from '../chance.ts';
import { until } from '../watching.ts';
import type { Part } from './part.ts';
import type { Running } from './running.ts';

/** Something that befalls the system, as a test draws it. Resolves when all is running again. */
export interface Befalling {
  /** In words, for the account of a failed run. */
  readonly what: string;
  /** How many processes it ends by force. */
  readonly kills: number;
  readonly befall: () => Promise<void>;
}

type Drawn = (system: Running, chance: Chance) => Befalling;

/** What befalls the processes beside the node, and how often in a hundred rounds. */
const parts: readonly (readonly [times: number, drawn: Drawn])[] = [
  [30, manyKilled],
  [20, (system, chance) => killed(chance.oneOf(everyPart(system)), chance)],
  [20, bothServicesKilled],
  [10, stalled],
  [10, diskFilled],
  [4, rowsMadeAnew],
  [6, nothing],
];

/** What befalls the node meanwhile. */
const nodes: readonly (readonly [times: number, drawn: Drawn])[] = [
  [50, nodeKilled],
  [20, nodeSuffers],
  [5, nodeStalled],
  [25, nothing],
];

const clocks: readonly (readonly [times: number, drawn: Drawn])[] = [
  [6, clockSet],
  [6, clocksSkewed],
  [88, nothing],
];

/** How often in a hundred rounds all is restarted in good order, and nothing else is wrong. */
const rollingRestarts = 3;

/** One round: something of the processes, of the node and of the clocks, all at the same time. */
export function drawn(system: Running, chance: Chance): Befalling {
  if (chance.inHundred(rollingRestarts)) return rollingRestart(system);
  return together([parts, nodes, clocks].map((kinds) => weighted(kinds, chance)(system, chance)));
}

/** Each kind once and in this order: what a long run must not leave to chance. */
export const everyKind: readonly Drawn[] = [
  ...[...parts, ...nodes, ...clocks].map(([, kind]) => kind).filter((kind) => kind !== nothing),
  rollingRestart,
];

function weighted(kinds: readonly (readonly [times: number, drawn: Drawn])[], chance: Chance): Drawn {
  let left = chance.below(kinds.reduce((sum, [times]) => sum + times, 0));
  for (const [times, kind] of kinds) {
    left -= times;
    if (left < 0) return kind;
  }
  return nothing;
}

function together(all: readonly Befalling[]): Befalling {
  const some = all.filter(({ what }) => what !== '');
  return {
    what: some.map(({ what }) => what).join('; meanwhile ') || 'nothing',
    kills: some.reduce((sum, { kills }) => sum + kills, 0),
    async befall() {
      await Promise.all(some.map(({ befall }) => befall()));
    },
  };
}

function nothing(): Befalling {
  return { what: '', kills: 0, befall: () => Promise.resolve() };
}

function everyPart({ services, workers, alerts }: Running): readonly Part[] {
  return [...services, ...workers, ...alerts];
}

/** Most of them die within a moment, as when a machine does, and some once more while they start. */
function manyKilled(system: Running, chance: Chance): Befalling {
  const dying = everyPart(system)
    .filter(() => chance.inHundred(70))
    .map((part) => ({
      part,
      after: chance.below(200),
      again: Array.from({ length: chance.below(3) }, () => chance.between(20, 1_500)),
    }));
  const told = dying.map(({ part, again }) =>
    again.length === 0 ? part.name : `${part.name} (and ${again.join(' ms, ')} ms into its start)`,
  );
  return {
    what: told.length === 0 ? '' : `killed together: ${told.join(', ')}`,
    kills: dying.reduce((sum, { again }) => sum + 1 + again.length, 0),
    async befall() {
      await Promise.all(
        dying.map(async ({ part, after, again }) => {
          await pause(after);
          await part.kill();
          for (const ms of again) await part.dieStarting(ms);
          await part.start();
        }),
      );
    },
  };
}

export function killed(part: Part, chance: Chance): Befalling {
  const away = chance.below(300);
  return {
    what: `${part.name} killed, and started ${String(away)} ms later`,
    kills: 1,
    async befall() {
      await part.kill();
      await pause(away);
      await part.start();
    },
  };
}

function bothServicesKilled({ services }: Running, chance: Chance): Befalling {
  const apart = chance.below(200);
  return {
    what: `both services killed, ${String(apart)} ms apart`,
    kills: 2,
    async befall() {
      for (const service of services) {
        await service.kill();
        await pause(apart);
      }
      await Promise.all(services.map((service) => service.start()));
    },
  };
}

/** The node dies at a moment of its own choosing, and may die again while it starts. */
function nodeKilled(system: Running, chance: Chance): Befalling {
  const how = chance.oneOf(['kill', 'crash-before-commit', 'crash-after-commit', 'crash-in-checkpoint'] as const);
  const dyingAgain = chance.inHundred(30) ? chance.below(80) : undefined;
  return {
    what: `node: ${how}${dyingAgain === undefined ? '' : `, and killed ${String(dyingAgain)} ms into its start`}`,
    kills: dyingAgain === undefined ? 1 : 2,
    async befall() {
      const node = system.node();
      if (how === 'kill') await node.kill();
      else {
        await node.inject({ fault: how });
        await Promise.race([node.gone, pause(5_000)]);
      }
      if (dyingAgain !== undefined) {
        await system.restartNode({ fault: 'crash-after', milliseconds: dyingAgain }).catch((error: unknown) => {
          if (!(error instanceof NodeDidNotStart)) throw error;
        });
        await Promise.race([system.node().gone, pause(1_000)]);
      }
      await system.restartNode();
    },
  };
}

function nodeSuffers(system: Running, chance: Chance): Befalling {
  const fault = chance.oneOf<NodeFault>([
    { fault: 'slow-disk', milliseconds: chance.between(10, 150) },
    { fault: 'disk-full' },
    { fault: 'disk-read-only' },
    { fault: 'drop' },
    { fault: 'drop-after-commit', count: chance.between(1, 3) },
    { fault: 'duplicate', count: chance.between(1, 5) },
    { fault: 'delay', milliseconds: chance.between(10, 400) },
  ]);
  const lasting = chance.between(200, 900);
  return {
    what: `node for ${String(lasting)} ms: ${JSON.stringify(fault)}`,
    kills: 0,
    async befall() {
      await system.node().inject(fault);
      await pause(lasting);
      await system.node().inject({ fault: 'resume' });
    },
  };
}

function stalled(system: Running, chance: Chance): Befalling {
  const part = chance.oneOf(everyPart(system));
  const ms = chance.between(100, 1_200);
  return {
    what: `${part.name} stopped where it stands for ${String(ms)} ms`,
    kills: 0,
    befall: () => part.stall(ms),
  };
}

/** The disk that a service keeps keys on, or a worker its rows: nobody dies, and nothing can be written. */
function diskFilled({ services, workers }: Running, chance: Chance): Befalling {
  const part = chance.oneOf([...services, ...workers]);
  const ms = chance.between(200, 1_500);
  return {
    what: `the disk of ${part.name} full for ${String(ms)} ms`,
    kills: 0,
    async befall() {
      await part.fillDisk();
      await pause(ms);
      await part.freeDisk();
    },
  };
}

function nodeStalled(system: Running, chance: Chance): Befalling {
  const ms = chance.between(100, 1_200);
  return {
    what: `node stopped where it stands for ${String(ms)} ms`,
    kills: 0,
    async befall() {
      const { pid } = system.node();
      process.kill(pid, 'SIGSTOP');
      await pause(ms);
      process.kill(pid, 'SIGCONT');
    },
  };
}

/** Every process in good order, one after the other, as an upgrade does it. */
function rollingRestart(system: Running): Befalling {
  return {
    what: 'every process stopped in good order and started, one after the other',
    kills: 0,
    async befall() {
      for (const part of everyPart(system)) {
        await part.stop();
        await part.start();
      }
      await system.node().stop();
      await system.restartNode();
    },
  };
}

/** A newer release takes the place of the one that runs, while all go on working: `docs/operations/backup-and-upgrade.md`. */
export function upgraded(system: Running): Befalling {
  return { what: 'every process brought to the newer release, one after the other', kills: 0, befall: system.upgrade };
}

const minute = 60_000;

/** The whole machine's clock, by minutes or days, forwards and back again. */
function clockSet(system: Running, chance: Chance): Befalling {
  const ahead = chance.between(-3 * 24 * 60, 3 * 24 * 60) * minute;
  return {
    what: `the machine’s clock set ${String(ahead / minute)} minutes ahead of the time`,
    kills: 0,
    befall: () => {
      system.setClock(ahead);
      return Promise.resolve();
    },
  };
}

/** Clocks of several machines, as far apart as a time server lets them be: appends carry a deadline by the client's clock. */
function clocksSkewed(system: Running, chance: Chance): Befalling {
  return {
    what: 'the clocks of all processes set up to a second apart',
    kills: 0,
    befall: () => {
      system.skewClocks(() => chance.between(-500, 500));
      return Promise.resolve();
    },
  };
}

/** `npx waymark rebuild`, while all else goes on. */
function rowsMadeAnew({ commandEnvironment, workers }: Running, chance: Chance): Befalling {
  const worker = chance.oneOf(workers);
  const beside = chance.inHundred(50);
  return {
    what: `the rows made anew${beside ? `, ${worker.name} killed meanwhile` : ''}`,
    kills: beside ? 1 : 0,
    async befall() {
      const main = path.resolve('dist/apps/all/src/cli/main.js');
      const rebuilt = promisify(execFile)(process.execPath, [main, 'rebuild'], {
        env: { ...process.env, ...commandEnvironment() },
      });
      if (beside) await worker.kill();
      // Where the worker makes them anew by itself, or the node is away, the command says so: that is no fault.
      await rebuilt.catch(() => undefined);
      await worker.start();
    },
  };
}

/** Lets so many more posts be acknowledged. Whether they were: a bound for those who wait for ever, and no measure. */
export function moreDone(done: () => number, count: number): Promise<boolean> {
  const goal = done() + count;
  return until(() => done() >= goal, 120_000);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
