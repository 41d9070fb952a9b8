import { existsSync, realpathSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { listen } from './http2/transport.ts';
import { services } from './rpc/services.ts';
import { openEventFile } from './storage/event-file.ts';
import { claimFile } from './storage/lock.ts';
import { openLog } from './storage/log.ts';

/** What a node is started with. */
export type NodeOptions = {
  readonly file: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly onDefect?: (error: unknown) => void;
};

/** A running node. */
export type RunningNode = {
  readonly port: number;
  /** Identifies the events file, through backup and restore. */
  readonly fileId: string;
  /** Refuses new calls, makes and acknowledges what was accepted, and lets go of the file. */
  close(): Promise<void>;
};

/**
 * Serves one events file over EventStoreDB's protocol. Throws `EventFileFault` where the file is damaged, foreign,
 * newer, or served by another process.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const file = settle(options.file);
  const onDefect = options.onDefect ?? report;
  const lock = claimFile(file);
  try {
    const log = openLog(openEventFile(file));
    let port = options.port;
    const rpcs = services({ log, address: () => ({ host: options.host, port }), onDefect });
    const transport = await listen(rpcs, { host: options.host, port, onDefect }).catch(async (error: unknown) => {
      await log.close();
      throw portFault(error, options);
    });
    port = transport.port;
    return {
      port,
      fileId: log.fileId,
      close: async () => {
        transport.refuse('The event store node is stopping. Connect again shortly.');
        await log.settled();
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
