import { londonDate } from '#calendar';
import { stopAsked, tell } from '#http';
import { readConfig } from './config.ts';
import { recordDemonstration } from './record-demonstration.ts';

/**
 * The demonstration as a process of its own: records it, tells its supervisor how far it is, and ends. Told to stop, or
 * left alone by its supervisor, it finishes what is in flight and exits; the next run goes on from there.
 */
async function main(): Promise<void> {
  const stopping = new AbortController();
  void stopAsked().then(() => {
    stopping.abort();
  });
  try {
    const recorded = await recordDemonstration({
      ...readConfig(),
      today: londonDate(Date.now()),
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

await main();
