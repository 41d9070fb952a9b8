import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalogue } from '#events';
import { decodeFact, type Store } from '#store';

/** What a process is given with --import to be of the newer release. */
export const newerRelease = pathToFileURL(path.resolve('test/faults/system/newer-release.mjs')).href;

const { referralOfVersionTwo } = (await import(newerRelease)) as { readonly referralOfVersionTwo: object };
const older = { ...catalogue.ReferralReceived };

/** This process is of the newer release, and reads facts as it does. */
export function beNewer(): void {
  Object.assign(catalogue.ReferralReceived, referralOfVersionTwo);
}

export function beOlder(): void {
  Object.assign(catalogue.ReferralReceived, { upcast: undefined }, older);
}

/** What is wrong with referrals of before and after the upgrade, as the newer release reads them. There must be both. */
export async function misreadReferrals(store: Store): Promise<string[]> {
  const found = new Map<number, Set<unknown>>();
  const done = new AbortController();
  for await (const batch of store.follow({ prefixes: ['journey-855.'], after: null, signal: done.signal })) {
    for (const event of batch.events) {
      if (event.type !== 'ReferralReceived') continue;
      const { fact, metadata } = decodeFact(event);
      const needs = found.get(metadata.version) ?? new Set();
      found.set(metadata.version, needs.add((fact.data as { readonly primaryNeed?: unknown }).primaryNeed));
    }
    if (batch.live) break;
  }
  done.abort();
  const told = JSON.stringify([...found].map(([version, needs]) => [version, [...needs].map(String)]).sort());
  const right = JSON.stringify([
    [1, ['N0']],
    [2, ['undefined']],
  ]);
  return told === right ? [] : [`Referrals are read as ${told}, not ${right}`];
}
