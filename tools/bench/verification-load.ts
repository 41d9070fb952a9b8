import { verifyStore, type Verified } from '#recording';
import { openStore } from '#store';
import { verifiedInParts } from '../../apps/all/src/cli/verified-in-parts.ts';

/** Verifies everything in a file, or in the store at an address, in a process that does nothing else, and says how it went. */
async function main([what = '', where = '']: readonly string[]): Promise<void> {
  const began = performance.now();
  const found = await (what === 'file'
    ? verifiedInParts(where, { prefixes: undefined }, {}, () => () => undefined)
    : onLine(where));
  const seconds = (performance.now() - began) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const work = (userCPUTime + systemCPUTime) / 1_000_000;
  process.send?.({ facts: found.facts, holds: found.holds, seconds, work, megabytes: maxRSS / 1024 });
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
