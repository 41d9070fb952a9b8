import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { faultInjector, type FaultInjector } from './faults/injector.ts';
import type { Fault } from './faults/fault.ts';
import { aclAccess, OPEN_ACCESS } from './access/access.ts';
import { authenticated } from './access/authenticated.ts';
import { usersFrom } from './access/users.ts';
import { listen, type Load, type Tls, type Transport } from './http2/transport.ts';
import { startLinker } from './links/linker.ts';
import { openGroups, type Groups } from './persistent/groups.ts';
import { services } from './rpc/services.ts';
import { openEventFile } from './storage/event-file.ts';
import { claimFile } from './storage/lock.ts';
import { openLog, type Log } from './storage/log.ts';
import { requireVerified } from './storage/verify.ts';

/** What a node is started with. */
export type NodeOptions = {
  readonly file: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly onDefect?: (error: unknown) => void;
  /** The certificate and its key, in PEM; without them the node speaks in the clear. */
  readonly tls?: Tls | undefined;
  /** The file that lists who may call; without it everybody on this machine may. */
  readonly usersFile?: string | undefined;
  /** Keeps the `$ce-` and `$et-` streams, at the cost of two more events for each. */
  readonly links?: boolean;
  /** Lets tests break the node; a fault given here strikes from the start on. */
  readonly faults?: boolean | Fault;
  /** Reads every page and every event of the file before serving it. */
  readonly fullCheck?: boolean;
};

/** A running node. */
export type RunningNode = {
  readonly port: number;
  /** Identifies the events file, through backup and restore. */
  readonly fileId: string;
  /** How many connections and calls are open. */
  load(): Load;
  /** Breaks the node in a way. Only a node that was started for it has this. */
  readonly inject: ((fault: Fault) => Promise<void>) | undefined;
  /** Refuses new calls, makes and acknowledges what was accepted, and lets go of the file. */
  close(): Promise<void>;
};

/**
 * Serves one events file over EventStoreDB's protocol. Throws `EventFileFault` where the file is damaged, foreign,
 * newer, or served by another process.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const file = settle(options.file);
  const lock = claimFile(file);
  try {
    const faults = await faultsFor(options, file);
    const eventFile = openEventFile(file);
    if (options.fullCheck === true) requireVerified(file);
    const log = openLog(eventFile, faults?.hooks);
    const groups = openGroups(log, options.onDefect ?? report);
    const transport = await serve(log, groups, options, faults).catch(async (error: unknown) => {
      await log.close();
      throw portFault(error, options);
    });
    const linker = options.links === true ? startLinker(log, options.onDefect ?? report) : undefined;
    faults?.attach({
      dropConnections: () => {
        transport.dropConnections();
      },
      checkpoint: () => eventFile.database.exec('PRAGMA wal_checkpoint'),
    });
    return {
      port: transport.port,
      fileId: log.fileId,
      load: () => transport.load(),
      inject: faults?.inject,
      close: async () => {
        transport.refuse('The event store node is stopping. Connect again shortly.');
        await log.settled();
        await groups.close();
        await linker?.close();
        await transport.close();
        await log.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function serve(
  log: Log,
  groups: Groups,
  options: NodeOptions,
  faults: FaultInjector | undefined,
): Promise<Transport> {
  const { host, port, onDefect = report } = options;
  let bound = port;
  const users = options.usersFile === undefined ? undefined : usersFrom(options.usersFile);
  const access = users === undefined ? OPEN_ACCESS : aclAccess(log);
  const open = services({ log, groups, access, address: () => ({ host, port: bound }), onDefect });
  const rpcs = users === undefined ? open : authenticated(open, users);
  const transport = await listen(faults?.spoil(rpcs) ?? rpcs, { host, port, onDefect, tls: options.tls });
  bound = transport.port;
  return transport;
}

async function faultsFor({ faults = false }: NodeOptions, file: string): Promise<FaultInjector | undefined> {
  if (faults === false) return undefined;
  const injector = faultInjector(file);
  if (faults !== true) await injector.inject(faults);
  return injector;
}

/** Two names of one file are one file, so that its lock is one lock. */
function settle(file: string): string {
  const absolute = resolve(file);
  mkdirSync(dirname(absolute), { recursive: true });
  return existsSync(absolute) ? realpathSync(absolute) : absolute;
}

function portFault(error: unknown, { host, port }: NodeOptions): Error {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error as Error;
  return new Error(
    `Port ${String(port)} on ${host} is taken. Stop what uses it, or set EVENTSTORE_PORT to another port (0 takes any free one).`,
  );
}

function report(error: unknown): void {
  console.error(error);
}
