import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { childEnvironment, decideHere, readSettings } from '../config.ts';
import { program } from '../parts.ts';
import { CalledWrongly, type Command, type Given, type Option } from './command.ts';

const file: Option = {
  value: 'PATH',
  meaning: 'The events file (EVENTSTORE_FILE). Default: events.db in the data folder.',
};

/** The options and the settings of the node they stand for: an option is stronger than the environment. */
const settingOf: Readonly<Record<string, string>> = {
  host: 'EVENTSTORE_HOST',
  'tls-cert': 'EVENTSTORE_TLS_CERT',
  'tls-key': 'EVENTSTORE_TLS_KEY',
  users: 'EVENTSTORE_USERS_FILE',
  links: 'EVENTSTORE_LINKS',
  check: 'EVENTSTORE_CHECK',
};

/** The embedded node by itself, for other programs that speak EventStoreDB's protocol. */
export const eventstore: Command = {
  options: {
    file,
    port: { value: 'PORT', meaning: 'The port, 0 for any free one (EVENTSTORE_PORT). Default: 2113.' },
    host: { value: 'HOST', meaning: 'The address to listen at (EVENTSTORE_HOST). Default: 127.0.0.1.' },
    'tls-cert': { value: 'PATH', meaning: 'The certificate, in PEM (EVENTSTORE_TLS_CERT).' },
    'tls-key': { value: 'PATH', meaning: 'Its key, in PEM (EVENTSTORE_TLS_KEY).' },
    users: { value: 'PATH', meaning: 'The file of users (EVENTSTORE_USERS_FILE): needs TLS.' },
    links: { value: 'on|off', meaning: 'Keep $ce- and $et- streams (EVENTSTORE_LINKS). Default: off.' },
    check: { value: 'quick|full', meaning: 'How much to check first (EVENTSTORE_CHECK). Default: quick.' },
  },
  more: `Prints one line of JSON when it listens: { "ready": true, "port": …, "url": "esdb://…" }. Stops with Ctrl-C, and ends with 1
where it cannot start. Without TLS and users it serves this machine alone. A file that Waymark has open cannot be opened a
second time. apps/eventstore/README.md has examples.`,
  actions: {
    verify: {
      summary: 'Read every page and every event of the file, also while it is in use.',
      options: { file },
      run: (given) => node(given, 'verify'),
    },
    backup: {
      summary: 'Copy the file as it stands at one moment, also while it is written.',
      options: { file, to: { value: 'PATH', needed: true, meaning: 'The copy to make. It must not exist.' } },
      run: (given) => node(given, 'backup', pathIn(given['to'])),
    },
    restore: {
      summary: 'Put a copy in the place of the file, which must not exist.',
      options: { file, from: { value: 'PATH', needed: true, meaning: 'The copy.' } },
      run: (given) => node(given, 'restore', pathIn(given['from'])),
    },
    'hash-password': {
      summary: 'Print a password, read from standard input, as the file of users keeps it.',
      options: {},
      run: (given) => node(given, 'hash-password'),
    },
  },
  run: async (given) => node(given),
};

/**
 * The node, told by the environment and the arguments of this very process: a node in a process of its own would live on
 * when this one is killed, and hold its file and its port.
 */
async function node(given: Given, ...args: readonly string[]): Promise<number> {
  decideHere(told(given));
  process.argv.splice(2, Infinity, ...args);
  await import(pathToFileURL(program('apps/eventstore/src/main.js')).href);
  return 0;
}

function told(given: Given): Record<string, string> {
  const { port } = given;
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)) {
    throw new CalledWrongly(`${port} is not a port: give a number from 0 to 65535, where 0 takes any free port.`);
  }
  const file =
    given['file'] ?? childEnvironment({})['EVENTSTORE_FILE'] ?? path.join(readSettings().dataFolder, 'events.db');
  const settings: Record<string, string> = { EVENTSTORE_FILE: path.resolve(file) };
  if (port !== undefined) settings['EVENTSTORE_PORT'] = port;
  for (const [option, setting] of Object.entries(settingOf)) {
    const value = given[option];
    if (value !== undefined) settings[setting] = value;
  }
  return settings;
}

function pathIn(text: string | undefined): string {
  return path.resolve(text ?? '');
}
