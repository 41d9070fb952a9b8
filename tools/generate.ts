import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { londonDate } from '#calendar';
import { StoreUnavailable, UnusableStoreUrl } from '#store';
import { EventFileFault } from '../apps/eventstore/src/storage/fault.ts';
import { loadOf, type LoadAsked } from '../seeds/england/load.ts';
import { AskedWrongly, lanesAsked, loadAsked, serviceAsked } from './generate/asked.ts';
import { fileWriter, NotLaid } from './generate/to-file.ts';
import { httpWriter, ServiceAway, ServiceRefused } from './generate/to-http.ts';
import { NotAccepted, recorderWriter } from './generate/to-recorder.ts';
import type { LoadWriter } from './generate/writer.ts';

const usage = `Tells invented children's journeys at England's published rates and stores them.

npm run generate -- --to store --data FOLDER     straight into FOLDER/events.db, unjudged; no node may serve it
npm run generate -- --to recorder --url STORE    judged and recorded in this process, to EVENTSTORE_URL; keys in --data
npm run generate -- --to http --url SERVICE      posted to a running service

  --profile england    the only one
  --years 1            or --months 3, and not both
  --from 2024-04-01    the first day; everything must lie in the past
  --authorities 152    how many of England's, or their codes: 855,857
  --facts N            stop at about so many, whatever the time would make
  --seed 1             another number, other children
  --lanes 32           posts in flight, at most 1024 (recorder, http)
  --token TOKEN        a bearer token (http)
A service takes facts only of authorities it knows: start it with WAYMARK_AUTHORITIES set to them.
Broken off, a load to recorder or http is gone on with by the same command. One to store is to be thrown away.
`;

/** Stores a load and says how it went: facts, seconds, processor. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      profile: { type: 'string', default: 'england' },
      years: { type: 'string' },
      months: { type: 'string' },
      from: { type: 'string', default: '2024-04-01' },
      authorities: { type: 'string', default: '152' },
      facts: { type: 'string' },
      seed: { type: 'string', default: '1' },
      to: { type: 'string' },
      data: { type: 'string', default: '.waymark' },
      url: { type: 'string' },
      token: { type: 'string' },
      lanes: { type: 'string', default: '32' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const asked = loadAsked(values, londonDate(Date.now()));
  const writer = writerFor(values.to, { ...values, lanes: lanesAsked(values.lanes) });
  await written(asked, writer);
  if (values.to === 'store') {
    const bytes = statSync(path.join(values.data, 'events.db')).size;
    process.stdout.write(`The events file has ${(bytes / 1e6).toFixed(0)} MB.\n`);
  }
}

async function written(asked: LoadAsked, writer: LoadWriter): Promise<void> {
  const began = performance.now();
  let facts = 0;
  const children = new Set<unknown>();
  let count = 0;
  const seconds = (): number => (performance.now() - began) / 1000;
  try {
    for (const wave of loadOf(asked)) {
      await writer.write(wave);
      for (const { of, number } of wave) {
        facts += of.posts[number]?.facts.length ?? 0;
        children.add(of);
      }
      count += children.size;
      children.clear();
      const rate = Math.round(facts / seconds());
      process.stderr.write(
        `${facts.toLocaleString('en-GB')} facts of ${count.toLocaleString('en-GB')} children, ${rate} a second\n`,
      );
    }
  } finally {
    await writer.close();
  }
  const { user, system } = process.cpuUsage();
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(
    `${facts.toLocaleString('en-GB')} facts of ${count.toLocaleString('en-GB')} children in ${seconds().toFixed(1)} s ` +
      `(${((user + system) / 1e6).toFixed(1)} s of processor in this process, at most ${peak} MiB).\n`,
  );
}

function writerFor(
  to: string | undefined,
  given: {
    readonly data: string;
    readonly url?: string | undefined;
    readonly token?: string | undefined;
    readonly lanes: number;
  },
): LoadWriter {
  const { data, url, token, lanes } = given;
  if (to === 'store') {
    if (url !== undefined) throw new AskedWrongly('--to store writes into --data FOLDER, and takes no --url.');
    return fileWriter(data);
  }
  if (to !== 'recorder' && to !== 'http')
    throw new AskedWrongly('Say where to: --to store, --to recorder or --to http.');
  if (url === undefined) throw new AskedWrongly(`--to ${to} needs --url.`);
  if (to === 'http') return httpWriter({ url: serviceAsked(url), token, lanes });
  mkdirSync(data, { recursive: true });
  return recorderWriter({ storeUrl: url, dataFolder: data, lanes });
}

/** Faults that say what to do in their message, and of which no line of code is to be told. */
const told = [
  StoreUnavailable,
  UnusableStoreUrl,
  EventFileFault,
  NotLaid,
  NotAccepted,
  ServiceAway,
  ServiceRefused,
] as const;

try {
  await main();
} catch (error) {
  if (error instanceof AskedWrongly || (error instanceof TypeError && 'code' in error)) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  } else if (error instanceof Error && ('syscall' in error || told.some((kind) => error instanceof kind))) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
