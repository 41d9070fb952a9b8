import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { CannotDo } from './command.ts';
import { eventsInFile } from './events-in-file.ts';
import { verifiedInFile, type Asked, type Scope, type Teller, type VerifiedHere } from './verified-in-file.ts';

/** Below this many events one thread is done before others have begun. */
const worthParting = 100_000;
const mostParts = 4;

/** Verifies an events file, a large one in as many threads as there are processors, each with the streams of its part. */
export async function verifiedInParts(file: string, scope: Scope, asked: Asked, tell: Teller): Promise<VerifiedHere> {
  const parts = 'stream' in scope ? 1 : partsFor(file);
  if (parts === 1) return verifiedInFile(file, scope, asked, tell);
  const told = tell(countIn(file));
  const come = new Array<number>(parts).fill(0);
  const found = await Promise.all(
    come.map((_, is) =>
      verifiedApart({ file, scope, asked, part: { is, of: parts } }, (facts) => {
        come[is] = facts;
        told(come.reduce((all, each) => all + each, 0));
      }),
    ),
  );
  return together(found);
}

/** What a thread is told. */
export interface PartAsked {
  readonly file: string;
  readonly scope: Scope;
  readonly asked: Asked;
  readonly part: { readonly is: number; readonly of: number };
}

export type PartSays = { readonly facts: number } | { readonly found: VerifiedHere } | { readonly cannot: string };

function verifiedApart(asked: PartAsked, told: (facts: number) => void): Promise<VerifiedHere> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./verify-part.js', import.meta.url), { workerData: asked });
    worker.on('message', (said: PartSays) => {
      if ('facts' in said) told(said.facts);
      else if ('found' in said) resolve(said.found);
      else reject(new CannotDo(said.cannot));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('A thread that verified ended without a word.')));
  });
}

/** Every part has read all the anchors, so each says the same of them. */
function together(found: readonly VerifiedHere[]): VerifiedHere {
  const sum = (of: (each: VerifiedHere) => number): number => found.reduce((all, each) => all + of(each), 0);
  const [first] = found;
  if (first === undefined) throw new RangeError('Nothing was verified.');
  return {
    ...first,
    holds: found.every(({ holds }) => holds),
    streams: sum(({ streams }) => streams),
    facts: sum(({ facts }) => facts),
    notAnchored: sum(({ notAnchored }) => notAnchored),
    faults: found.flatMap(({ faults }) => faults).sort((a, b) => (a.stream < b.stream ? -1 : 1)),
    amiss: found.flatMap(({ amiss = [] }) => amiss),
  };
}

function partsFor(file: string): number {
  return countIn(file) < worthParting ? 1 : Math.min(mostParts, os.availableParallelism());
}

function countIn(file: string): number {
  const events = eventsInFile(file);
  events.close();
  return events.count;
}
