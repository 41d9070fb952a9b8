import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

/** A PostgreSQL server of its own, in a temporary folder, for tests. */
export interface PostgresServer {
  /** READMODEL_URL of a schema nobody has used yet, in the one database there is. */
  readonly fresh: () => string;
  /** The same for another user, whose password is as given. */
  readonly as: (url: string, user: string, password: string) => string;
  /** Runs statements as the superuser; the rows of the last. */
  readonly sql: (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Starts it again over the same folder. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Why no PostgreSQL can be started here; undefined where one can. */
export function noPostgres(): string | undefined {
  if (programs() === undefined) {
    return 'PostgreSQL is not installed: apt-get install postgresql, or put initdb and postgres on the PATH';
  }
  return process.getuid?.() === 0 && owner() === undefined
    ? 'PostgreSQL refuses to run as root, and there is no user postgres'
    : undefined;
}

const startWithinMs = 60_000;

/**
 * Makes a cluster and starts it; `durable`, it waits for the disk as one for people does. It listens on a socket in its
 * folder alone, so that no port is taken.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const missing = noPostgres();
  const bin = programs();
  if (missing !== undefined || bin === undefined) throw new Error(missing);
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-pg-'));
  const data = path.join(folder, 'data');
  const secret = path.join(folder, 'password');
  const who = process.getuid?.() === 0 ? owner() : undefined;
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(secret, `${password}\n`);
  if (who !== undefined) for (const each of [folder, data, secret]) chownSync(each, who.uid, who.gid);
  const made = ['-D', data, '-U', user, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C.UTF-8'];
  execFileSync(path.join(bin, 'initdb'), [...made, '--no-sync'], { ...who, cwd: folder, stdio: 'ignore' });
  const address = `postgres://${user}:${password}@localhost/postgres?host=${encodeURIComponent(folder)}`;
  let running: ChildProcess | undefined;
  let schemas = 0;

  async function start(): Promise<void> {
    const settings = (durable ? ['listen_addresses='] : ['fsync=off', 'full_page_writes=off', 'listen_addresses='])
      .concat([`unix_socket_directories=${folder}`, 'shared_buffers=64MB', 'max_connections=60'])
      .flatMap((setting) => ['-c', setting]);
    const server = spawn(path.join(bin ?? '', 'postgres'), ['-D', data, ...settings], {
      ...who,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    running = server;
    const until = performance.now() + startWithinMs;
    for (;;) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL did not start. It said: ${said}`);
      try {
        await ask('SELECT 1');
        return;
      } catch (error) {
        if (performance.now() > until) throw new Error(`PostgreSQL did not start: ${String(error)}`, { cause: error });
      }
    }
  }

  async function end(signal: 'SIGQUIT' | 'SIGINT'): Promise<void> {
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  }

  async function ask(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new pg.Client({ connectionString: address });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const results: unknown = await client.query(text);
      const last = (Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult<Record<string, unknown>>;
      return last.rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  await start();
  return {
    fresh: () => `${address}&schema=waymark_${String((schemas += 1))}`,
    as: (url, name, secretOf) => url.replace(`${user}:${password}@`, `${name}:${secretOf}@`),
    sql: ask,
    kill: () => end('SIGQUIT'),
    start,
    stop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const user = 'waymark';
const password = 'a-secret-of-tests';

/** The folder of the server's programs: Debian keeps them off the PATH, the newest version last. */
function programs(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => path.join(debian, version, 'bin')), ...pathFolders()];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(path.join(folder, name))));
}

function pathFolders(): readonly string[] {
  return (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
}

/** The server refuses to run as root: then it runs as the user its package made. */
function owner(): { readonly uid: number; readonly gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}
