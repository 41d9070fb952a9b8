import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Comparators } from '../../performance/src/comparators/comparators.ts';
import { comparatorsFrom, ComparatorsUnusable } from '../../performance/src/comparators/read-comparators.ts';
import { BadSettings, gateFrom, givenIn, homeFaults, productionFaults, type Gate, type Need } from '#http';
import { Populations, populationsFrom, PopulationsUnusable } from '#measures';
import { retentionFrom, RetentionUnusable, type RetentionSchedules } from '#privacy';
import { LocalRulesUnusable, rulebookFrom, type Rulebook } from '#timescales';

/** What `npm start` can be told, by environment only. */
export interface Settings {
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  /** A store elsewhere; undefined for the embedded node. */
  readonly eventStoreUrl: string | undefined;
  readonly readModelUrl: string;
  readonly keysUrl: string;
  readonly masterKeyFile: string;
  /** The program that unwraps what is in that file; undefined where the file is the key. */
  readonly masterKeyCommand: string | undefined;
  /** The key anchors are signed with, and where their files go. */
  readonly anchorKeyFile: string;
  readonly anchorFolder: string;
  /** 0 to anchor only when told to. */
  readonly anchorEveryMinutes: number;
  readonly port: number;
  readonly host: string;
  /** `when-new`: record demonstration data into a data folder made now. `on`: into any store. */
  readonly demonstration: 'when-new' | 'on' | 'off';
  /** The authorities served, by 3-digit code. */
  readonly authorities: readonly string[];
  readonly logLevel: string;
  /** How many requests the services answer at once; undefined for as many as is usual. */
  readonly requestsAtOnce: number | undefined;
  /** How long the services go on answering after they were told to stop, in ms, for a balancer to notice. */
  readonly drainMs: number;
  /** Who may come in. */
  readonly gate: Gate;
  /** Whether there is a file of alert rules: without one no process raises alerts. */
  readonly raisesAlerts: boolean;
  /** The timescales of each authority: England's, and its own in the file LOCAL_RULES names. */
  readonly rules: Rulebook;
  /** The children of each authority, for rates: ONS's, and its own in the file POPULATIONS names. */
  readonly populations: Populations;
  /** What figures are set beside: what is shipped, and what the file COMPARATORS names adds. */
  readonly comparators: Comparators;
  /** How long each authority keeps records, by the file RETENTION names. */
  readonly retention: RetentionSchedules;
}

const logLevels = ['silent', 'error', 'warn', 'info', 'debug'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks every setting. Throws `BadSettings` with every fault at once. */
export function readSettings(environment: Environment = process.env): Settings {
  const given = (name: string): string | undefined => environment[name]?.trim();
  const { gate, faults: gateFaults } = gateFrom(givenIn(environment));
  const faults = [...faultsIn(given), ...gateFaults, ...productionFaults(givenIn(environment), holdsEverything)];
  const authorities = (given('WAYMARK_AUTHORITIES') ?? '855,856,857').split(',').map((code) => code.trim());
  const told = <T>(setting: string, read: (file: string, text: (name: string) => string) => T): T | undefined =>
    toldBy(setting, given(setting) ?? '', faults, read);
  const rules = told('LOCAL_RULES', (file, text) => rulebookFrom(file, authorities, text));
  const populations = told('POPULATIONS', (file, text) => new Populations(populationsFrom(file, authorities, text)));
  const comparators = told('COMPARATORS', comparatorsFrom);
  const retention = told('RETENTION', (file, text) => retentionFrom(file, authorities, text));
  const isUsable =
    rules !== undefined && populations !== undefined && comparators !== undefined && retention !== undefined;
  if (faults.length > 0 || !isUsable) throw new BadSettings(faults);
  const dataFolder = path.resolve(given('WAYMARK_DATA') ?? '.waymark');
  const demonstration = given('WAYMARK_DEMO')?.toLowerCase();
  const atOnce = given('REQUESTS_AT_ONCE');
  return {
    dataFolder,
    eventStoreUrl: given('EVENTSTORE_URL'),
    readModelUrl: given('READMODEL_URL') ?? path.join(dataFolder, 'readmodel.db'),
    keysUrl: given('KEYS_URL') ?? path.join(dataFolder, 'keys.db'),
    masterKeyFile: path.resolve(given('MASTER_KEY_FILE') ?? path.join(dataFolder, 'master.key')),
    masterKeyCommand: given('MASTER_KEY_COMMAND'),
    anchorKeyFile: path.resolve(given('ANCHOR_KEY_FILE') ?? path.join(dataFolder, 'anchor.key')),
    anchorFolder: path.resolve(given('ANCHOR_FOLDER') ?? path.join(dataFolder, 'anchors')),
    anchorEveryMinutes: Number(given('ANCHOR_EVERY_MINUTES') ?? '60'),
    port: Number(given('PORT') ?? '3000'),
    host: given('HOST') ?? '127.0.0.1',
    demonstration: demonstrationIn(demonstration, gate),
    authorities,
    rules,
    populations,
    comparators,
    retention,
    logLevel: given('LOG_LEVEL') ?? 'info',
    requestsAtOnce: atOnce === undefined ? undefined : Number(atOnce),
    drainMs: Number(given('DRAIN_MS') ?? 0),
    gate,
    raisesAlerts: (given('ALERT_RULES') ?? '') !== '',
  };
}

/** What the services together hold and do. */
const holdsEverything: readonly Need[] = ['master-key', 'anchor-key', 'sign-in'];

/** Invented children are for development: they are never recorded among real ones without being asked for. */
function demonstrationIn(told: string | undefined, { mode }: Gate): Settings['demonstration'] {
  if (told === 'on' || told === 'off') return told;
  return mode === 'development' ? 'when-new' : 'off';
}

/** The environment of a child: ours, with what the supervisor decides for it. */
export function childEnvironment(decided: Environment, own: Environment = process.env): Record<string, string> {
  const all = Object.entries({ ...own, ...decided });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Takes over what was decided, for a program that is to run in this very process. */
export function decideHere(decided: Environment, own: NodeJS.ProcessEnv = process.env): void {
  Object.assign(own, decided);
}

/** What a file that a setting names tells; undefined where it is unusable, and then its faults are among the settings'. */
function toldBy<T>(
  setting: string,
  file: string,
  faults: string[],
  read: (file: string, text: (name: string) => string) => T,
): T | undefined {
  try {
    return read(file, (name) => readFileSync(name, 'utf8'));
  } catch (error) {
    const isUnusable = [LocalRulesUnusable, PopulationsUnusable, ComparatorsUnusable, RetentionUnusable].some(
      (kind) => error instanceof kind,
    );
    if (!isUnusable) throw error;
    faults.push(...(error as LocalRulesUnusable).faults.map((fault) => `${setting}, ${file}: ${fault}`));
    return undefined;
  }
}

function faultsIn(given: (name: string) => string | undefined): string[] {
  const faults: string[] = [];
  for (const name of [
    'WAYMARK_DATA',
    'READMODEL_URL',
    'KEYS_URL',
    'MASTER_KEY_FILE',
    'MASTER_KEY_COMMAND',
    'ANCHOR_KEY_FILE',
    'ANCHOR_FOLDER',
    'HOST',
    'EVENTSTORE_URL',
  ]) {
    if (given(name) === '') faults.push(`${name} is empty: give it a value, or leave it unset for the default.`);
  }
  faults.push(...homeFaults(given));
  const port = given('PORT');
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    faults.push(`PORT is "${port}": give a port number from 0 to 65535, where 0 takes any free port.`);
  }
  const every = given('ANCHOR_EVERY_MINUTES');
  if (every !== undefined && !/^\d{1,6}$/.test(every)) {
    faults.push(`ANCHOR_EVERY_MINUTES is "${every}": give whole minutes, or 0 to anchor only when told to.`);
  }
  const atOnce = given('REQUESTS_AT_ONCE');
  if (atOnce !== undefined && !(/^\d{1,5}$/.test(atOnce) && Number(atOnce) >= 2 && Number(atOnce) <= 10_000)) {
    faults.push(`REQUESTS_AT_ONCE is "${atOnce}": give how many requests are answered at once, from 2 to 10000.`);
  }
  const drain = given('DRAIN_MS');
  if (drain !== undefined && !(/^\d{1,5}$/.test(drain) && Number(drain) <= 60_000)) {
    faults.push(`DRAIN_MS is "${drain}": give milliseconds from 0 to 60000.`);
  }
  const url = given('EVENTSTORE_URL');
  if (url !== undefined && url !== '' && !/^esdb(\+discover)?:\/\/\S+$/.test(url)) {
    faults.push(
      `EVENTSTORE_URL is "${withoutPassword(url)}": give a connection string that begins esdb:// or esdb+discover://.`,
    );
  }
  const demonstration = given('WAYMARK_DEMO');
  if (demonstration !== undefined && !/^(on|off)$/i.test(demonstration)) {
    faults.push(`WAYMARK_DEMO is "${demonstration}": give on or off, or leave it unset to fill a new data folder.`);
  }
  const authorities = given('WAYMARK_AUTHORITIES');
  if (authorities !== undefined && !/^\d{3}(\s*,\s*\d{3})*$/.test(authorities)) {
    faults.push(
      `WAYMARK_AUTHORITIES is "${authorities}": give 3-digit authority codes with commas between, as 855,857.`,
    );
  }
  const logLevel = given('LOG_LEVEL');
  if (logLevel !== undefined && !logLevels.includes(logLevel)) {
    faults.push(`LOG_LEVEL is "${logLevel}": give one of ${logLevels.join(', ')}.`);
  }
  return faults;
}

/** A connection string as it may be shown: terminals and logs are read over shoulders. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, '//…@');
}
