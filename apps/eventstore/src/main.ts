import { commandOf } from './commands.ts';
import { readConfig, remarksOn, type Config } from './config.ts';
import { readFault } from './faults/fault.ts';
import { startNode, type RunningNode } from './node.ts';

/**
 * The event store as a process: serves the file named by EVENTSTORE_FILE, or does one thing with it (`backup <to>`,
 * `restore <from>`, `verify`). Under a supervisor it is told to stop by a message, or by the supervisor's going;
 * standing alone it stops on Ctrl-C and SIGTERM.
 */
async function main(): Promise<void> {
  try {
    const config = readConfig();
    const command = commandOf(process.argv.slice(2), config.file);
    if (command !== undefined) {
      process.stdout.write(`${await command()}\n`);
      return;
    }
    const node = await startNode(config);
    stopWhenTold(node);
    announce(node.port, config);
  } catch (error) {
    fail(error);
  }
}

function announce(port: number, config: Config): void {
  const { tls } = config;
  // Who listens at every address is reached from here at this machine's own.
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[config.host] ?? config.host;
  const url = `esdb://${host.includes(':') ? `[${host}]` : host}:${String(port)}?tls=${String(tls !== undefined)}`;
  if (process.send === undefined) {
    for (const remark of remarksOn(config, Date.now())) process.stderr.write(`${remark}\n`);
  }
  process.stdout.write(`${JSON.stringify({ ready: true, port, url })}\n`);
  process.send?.({ type: 'ready', port, url });
}

function stopWhenTold(node: RunningNode): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    node.close().then(() => process.exit(0), fail);
  };
  if (process.send === undefined) {
    process.on('SIGINT', stop);
  } else {
    // Ctrl-C signals the whole group; the supervisor decides the order in which its children stop.
    process.on('SIGINT', () => undefined);
    process.on('disconnect', stop);
    process.on('message', (message) => {
      if ((message as { type?: unknown } | null)?.type === 'stop') stop();
      const fault = readFault(message);
      if (fault === undefined) return;
      if (node.inject === undefined) process.send?.({ type: 'fault-refused', reason: NO_FAULTS });
      else node.inject(fault).then(() => process.send?.({ type: 'fault-injected', fault: fault.fault }), fail);
    });
  }
  process.on('SIGTERM', stop);
}

const NO_FAULTS = 'Faults are for tests only. Start the node with EVENTSTORE_FAULTS=1 to inject them.';

/** One sentence for whoever reads the log, and the same for a supervisor. */
function fail(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The event store cannot go on: ${reason}\n`);
  if (process.send === undefined) process.exit(1);
  process.send({ type: 'failed', reason }, () => process.exit(1));
}

await main();
