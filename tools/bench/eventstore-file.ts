import { createHash, randomUUID } from 'node:crypto';
import { openEventFile } from '../../apps/eventstore/src/storage/event-file.ts';
import { openLog } from '../../apps/eventstore/src/storage/log.ts';

/** The type of one event in a thousand, for filters that let little through. */
export const RARE = 'RareFact';
const EVENTS_IN_A_STREAM = 20;
/** So many streams are in progress at a time. */
const IN_PROGRESS = 2000;
const AT_ONCE = 1000;

/** A fact about as large as a referral with its evidence. */
export const data = { on: '2026-01-05', at: '10:30', source: '3A', worker: 'w1', team: 'duty' };
export const metadata = {
  recordedAt: '2026-01-05T10:30:00.123Z',
  recordedBy: 'u1',
  role: 'caseworker',
  version: 1,
  evidence: { previous: null, digest: '0'.repeat(64) },
};

/** The name of a stream that is in a written file: without order, as children's ids are. */
export function benchStream(number: number): string {
  return `journey-855.${createHash('md5').update(String(number)).digest('hex')}`;
}

/**
 * Writes an events file with the node's own storage code, and gives the number of its streams. Their events lie mixed, as
 * those of children in progress do. It does not wait for the disk; five million events take a few minutes.
 */
export async function writeEventsFile(file: string, events: number): Promise<number> {
  const eventFile = openEventFile(file);
  eventFile.database.exec('PRAGMA synchronous = OFF');
  const log = openLog(eventFile);
  const encoded = { data: Buffer.from(JSON.stringify(data)), metadata: Buffer.from(JSON.stringify(metadata)) };
  const streams = Math.ceil(events / EVENTS_IN_A_STREAM);
  const streamOf = streamChooser(events, streams);
  for (let written = 0; written < events; written += AT_ONCE) {
    const outcomes = await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, events - written) }, (_, n) => {
        const stream = benchStream(streamOf(written + n));
        const type = (written + n) % 1000 === 0 ? RARE : 'ReferralReceived';
        const event = { id: randomUUID(), type, contentType: 'application/json', ...encoded };
        return log.change({ kind: 'append', stream, expected: 'any', events: [event] });
      }),
    );
    if (outcomes.some(({ kind }) => kind !== 'recorded')) throw new Error('An event of the bench was not recorded.');
  }
  await log.close();
  return streams;
}

/** Chooses at random among the streams in progress, of which the oldest always gives way to a new one. */
function streamChooser(events: number, streams: number): (event: number) => number {
  const inProgress = Math.min(IN_PROGRESS, Math.ceil(streams / 10));
  const random = seeded(20_260_105);
  const oldestAt = (event: number): number => Math.floor((event / events) * (streams - inProgress + 1));
  return (event) => {
    if (event < inProgress) return event;
    const oldest = oldestAt(event);
    // A stream begins with its first event as soon as it is in progress.
    return oldest > oldestAt(event - 1) ? oldest + inProgress - 1 : oldest + Math.floor(random() * inProgress);
  };
}

/** A linear congruential generator: every run writes the same file, but for the events' ids. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
