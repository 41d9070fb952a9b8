/** The node's settings, from the environment. */
export type Config = {
  readonly file: string;
  readonly port: number;
  readonly host: string;
  readonly fullCheck: boolean;
  readonly faults: boolean;
};

/** The settings are unusable; the message names every fault at once. */
export class ConfigFault extends Error {
  constructor(faults: readonly string[]) {
    super(faults.join(' '));
    this.name = 'ConfigFault';
  }
}

const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/;

/** The one place that reads the environment. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const file = env['EVENTSTORE_FILE'] ?? '.waymark/events.db';
  const host = env['EVENTSTORE_HOST'] ?? '127.0.0.1';
  const port = Number(env['EVENTSTORE_PORT'] ?? '2113');
  const faults: string[] = [];
  if (file === '') faults.push('EVENTSTORE_FILE is empty: set it to the path of the events file, or leave it unset.');
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    faults.push('EVENTSTORE_PORT must be a port number from 0 to 65535; 0 takes any free port.');
  }
  if (!LOOPBACK.test(host)) {
    faults.push(`EVENTSTORE_HOST is ${host}: without TLS the node serves this machine only. Set it to 127.0.0.1.`);
  }
  const check = env['EVENTSTORE_CHECK'] ?? 'quick';
  if (check !== 'quick' && check !== 'full') faults.push('EVENTSTORE_CHECK must be quick or full.');
  if (faults.length > 0) throw new ConfigFault(faults);
  return { file, port, host, fullCheck: check === 'full', faults: env['EVENTSTORE_FAULTS'] === '1' };
}
