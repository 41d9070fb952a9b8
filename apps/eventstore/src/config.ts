import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { readFault, type Fault } from './faults/fault.ts';
import type { Tls } from './http2/transport.ts';

/** The node's settings, from the environment. */
export type Config = {
  readonly file: string;
  readonly port: number;
  readonly host: string;
  readonly fullCheck: boolean;
  readonly tls: Tls | undefined;
  readonly usersFile: string | undefined;
  readonly links: boolean;
  readonly faults: boolean | Fault;
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
  else if (!existsSync(dirname(dirname(resolve(file))))) {
    faults.push(
      `The folder of EVENTSTORE_FILE, ${dirname(resolve(file))}, does not exist. Make it, or correct the path.`,
    );
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    faults.push('EVENTSTORE_PORT must be a port number from 0 to 65535; 0 takes any free port.');
  }
  const tls = readTls(env, faults);
  const usersFile = env['EVENTSTORE_USERS_FILE'];
  if (!LOOPBACK.test(host) && (tls === undefined || usersFile === undefined)) {
    faults.push(
      `EVENTSTORE_HOST is ${host}: without TLS and users the node serves this machine only. Set it to 127.0.0.1, or ` +
        'set EVENTSTORE_TLS_CERT, EVENTSTORE_TLS_KEY and EVENTSTORE_USERS_FILE.',
    );
  }
  if (usersFile !== undefined && tls === undefined) {
    faults.push(
      'EVENTSTORE_USERS_FILE needs TLS, for clients send no password in the clear: set EVENTSTORE_TLS_CERT and ' +
        'EVENTSTORE_TLS_KEY too.',
    );
  }
  const check = env['EVENTSTORE_CHECK'] ?? 'quick';
  if (check !== 'quick' && check !== 'full') faults.push('EVENTSTORE_CHECK must be quick or full.');
  const links = env['EVENTSTORE_LINKS'] ?? 'off';
  if (links !== 'on' && links !== 'off') faults.push('EVENTSTORE_LINKS must be on or off.');
  if (faults.length > 0) throw new ConfigFault(faults);
  return {
    file,
    port,
    host,
    tls,
    usersFile,
    fullCheck: check === 'full',
    links: links === 'on',
    faults: readFaults(env['EVENTSTORE_FAULTS']),
  };
}

/** `1`, or the fault to begin with, which only a test would write; anything else is none. */
function readFaults(text: string | undefined): boolean | Fault {
  if (text?.startsWith('{') !== true) return text === '1';
  return readFault({ type: 'fault', ...(JSON.parse(text) as object) }) ?? false;
}

function readTls(env: NodeJS.ProcessEnv, faults: string[]): Tls | undefined {
  const { EVENTSTORE_TLS_CERT: cert, EVENTSTORE_TLS_KEY: key } = env;
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    faults.push('EVENTSTORE_TLS_CERT and EVENTSTORE_TLS_KEY go together: set both, to PEM files, or neither.');
    return undefined;
  }
  try {
    const tls = { cert: readFileSync(cert), key: readFileSync(key) };
    createSecureContext(tls);
    return tls;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    faults.push(
      `EVENTSTORE_TLS_CERT and EVENTSTORE_TLS_KEY do not give a certificate and its key, in PEM: ${why.trim()}.`,
    );
    return undefined;
  }
}

/** What whoever starts the node alone should know of how it is guarded. */
export function remarksOn({ tls, usersFile }: Config, today: number): readonly string[] {
  if (tls === undefined) {
    return ['No TLS and no users: it serves this machine alone, and every program here may read and write all of it.'];
  }
  const remarks: string[] = [];
  if (usersFile === undefined) {
    remarks.push('No users: it serves this machine alone, and every program here may read and write all of it.');
  }
  const { validFrom, validTo } = new X509Certificate(tls.cert);
  if (Date.parse(validTo) < today || Date.parse(validFrom) > today) {
    remarks.push(`The certificate is valid from ${validFrom} to ${validTo}: clients refuse it today. Renew it.`);
  }
  return remarks;
}
