import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { childEnvironment, readSettings } from '../config.ts';
import { program } from '../parts.ts';
import { CalledWrongly, type Command } from './command.ts';

/** The embedded node by itself, for other programs on this machine that speak EventStoreDB's protocol. */
export const eventstore: Command = {
  options: {
    file: { value: 'PATH', meaning: 'The events file. Default: events.db in the data folder.' },
    port: { value: 'PORT', meaning: 'The port on this machine. Default: 2113.' },
  },
  more: 'Stops with Ctrl-C. A file that Waymark has open cannot be opened a second time.',
  run: async ({ file, port = '2113' }) => {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
      throw new CalledWrongly(`${port} is not a port: give a number from 0 to 65535, where 0 takes any free port.`);
    }
    const events = path.resolve(file ?? path.join(readSettings().dataFolder, 'events.db'));
    const child = spawn(process.execPath, [program('apps/eventstore/src/main.js')], {
      stdio: 'inherit',
      env: childEnvironment({ EVENTSTORE_FILE: events, EVENTSTORE_PORT: port }),
    });
    // Ctrl-C reaches the child by itself; what is sent to us alone is passed on.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  },
};
