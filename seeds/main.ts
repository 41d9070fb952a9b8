import { readConfig } from './config.ts';
import { recordDemonstration } from './record-demonstration.ts';

/**
 * The demonstration as a process of its own: records it, tells its supervisor how far it is, and ends. Told to stop, or
 * left alone by its supervisor, it finishes what is in flight and exits; the next run goes on from there.
 */
async function main(): Promise<void> {
  const stopping = new AbortController();
  stopWhenTold(() => {
    stopping.abort();
  });
  try {
    const recorded = await recordDemonstration({
      ...readConfig(),
      signal: stopping.signal,
      onProgress: (done, total) => void tell({ type: 'progress', done, total }),
    });
    if (recorded.complete) await tell({ type: 'complete', facts: recorded.facts, repeated: recorded.repeated });
    process.exit(0);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n`);
    await tell({ type: 'failed', reason });
    process.exit(1);
  }
}

function stopWhenTold(stop: () => void): void {
  process.once('SIGTERM', stop);
  if (process.send === undefined) {
    process.once('SIGINT', stop);
    return;
  }
  // Ctrl-C signals the whole group; the supervisor decides the order in which its children stop.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', stop);
  process.on('message', (message) => {
    if ((message as { readonly type?: unknown } | null)?.type === 'stop') stop();
  });
}

/** To the supervisor; standing alone, as a line for whoever started it. */
function tell(message: Readonly<Record<string, unknown>>): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) process.stdout.write(`${JSON.stringify(message)}\n`);
    if (process.send === undefined || !process.connected) resolve();
    else
      process.send(message, () => {
        resolve();
      });
  });
}

await main();
