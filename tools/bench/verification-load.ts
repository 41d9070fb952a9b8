import { verifying, verifyStore, type Verified } from '#recording';
import { openStore } from '#store';
import { eventsInFile } from '../../apps/all/src/cli/events-in-file.ts';

/** Verifies everything in a file, or in the store at an address, in a process that does nothing else, and says how it went. */
async function main([what = '', where = '']: readonly string[]): Promise<void> {
  const began = performance.now();
  const found = what === 'file' ? inFile(where) : await onLine(where);
  const seconds = (performance.now() - began) / 1000;
  const { maxRSS } = process.resourceUsage();
  process.send?.({ facts: found.facts, holds: found.holds, seconds, megabytes: maxRSS / 1024 });
}

function inFile(file: string): Verified {
  const events = eventsInFile(file);
  try {
    const found = verifying({ anchors: events.anchors() });
    for (const fact of events.all()) found.take(fact);
    return found.end();
  } finally {
    events.close();
  }
}

async function onLine(url: string): Promise<Verified> {
  const store = openStore({ url });
  try {
    return await verifyStore(store, {});
  } finally {
    await store.close();
  }
}

await main(process.argv.slice(2));
