import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEventFile } from '../../apps/eventstore/src/storage/event-file.ts';
import { openLog } from '../../apps/eventstore/src/storage/log.ts';
import { sealWithEvidence } from '#evidence';
import { startEmbeddedNode } from '#testing';
import { benchStream, data as factData, metadata as factMetadata } from './eventstore-file.ts';
import type { Figure } from './figure.ts';

const FACTS_OF_A_CHILD = 29;
const IN_PROGRESS = 1000;

/**
 * How fast an untouched log is verified, every digest made anew: from its file with no server, and through the client from
 * a node in a process of its own. And what memory it takes beside what Node.js itself does.
 */
export async function benchVerification(facts = 1_000_000): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-bench-'));
  const file = path.join(folder, 'events.db');
  try {
    await writeChained(file, facts);
    const fromFile = await measured('file', file);
    const node = await startEmbeddedNode({ file });
    const onLine = await measured('store', node.url).finally(() => node.stop());
    const of = `${facts.toLocaleString('en-GB')} facts`;
    return [
      { name: `verified from the file, ${of}`, value: facts / fromFile.seconds, unit: 'facts/s', goal: 50_000 },
      {
        name: 'verified from the file, for each second of its own work',
        value: facts / fromFile.work,
        unit: 'facts/s',
      },
      { name: 'memory of the process that verified the file', value: fromFile.megabytes, unit: 'MB', goal: 512 },
      { name: `verified through the client, ${of}`, value: facts / onLine.seconds, unit: 'facts/s' },
      {
        name: 'verified through the client, for each second of its own work',
        value: facts / onLine.work,
        unit: 'facts/s',
      },
      {
        name: 'memory of the process that verified through the client',
        value: onLine.megabytes,
        unit: 'MB',
        goal: 512,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly facts: number;
  readonly holds: boolean;
  readonly seconds: number;
  /** Seconds of a processor that it took, start-up included. */
  readonly work: number;
  readonly megabytes: number;
}

async function measured(what: 'file' | 'store', where: string): Promise<Measured> {
  const child = fork(path.join(import.meta.dirname, 'verification-load.js'), [what, where]);
  const said = await new Promise<Measured>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Measured));
    child.once('exit', () => reject(new Error('The process that verified said nothing.')));
  });
  if (!said.holds) throw new Error('An untouched log was found broken.');
  return said;
}

/** Writes whole chains of many children, whose facts lie mixed, with the node's own storage code. */
async function writeChained(file: string, facts: number): Promise<void> {
  const eventFile = openEventFile(file);
  eventFile.database.exec('PRAGMA synchronous = OFF');
  const log = openLog(eventFile);
  for (let written = 0; written < facts;) {
    const children = Array.from({ length: IN_PROGRESS }, (_, number) => ({
      stream: benchStream(written + number),
      previous: null as string | null,
    }));
    for (let revision = 0; revision < FACTS_OF_A_CHILD && written < facts; revision += 1) {
      const some = children.slice(0, facts - written);
      await Promise.all(some.map((child) => log.change(appending(child, revision))));
      written += some.length;
    }
  }
  await log.close();
}

function appending(child: { readonly stream: string; previous: string | null }, revision: number) {
  const { stream, previous } = child;
  const fact = { id: randomUUID(), type: 'ReferralReceived', data: factData, metadata: moreOf(randomUUID()) };
  const metadata = sealWithEvidence(stream, revision, previous, fact);
  child.previous = metadata.evidence.digest;
  const encoded = { data: Buffer.from(JSON.stringify(fact.data)), metadata: Buffer.from(JSON.stringify(metadata)) };
  const event = { id: fact.id, type: fact.type, contentType: 'application/json', ...encoded };
  return { kind: 'append' as const, stream, expected: 'any' as const, events: [event] };
}

/** As much metadata as recording writes. */
function moreOf(correlationId: string) {
  const rulePack = 'england-2005-2028.1/rules.0123456789abcdef';
  const request = { mark: '0'.repeat(64), index: 0, count: 1 };
  const child = { authority: '855', child: 'B1234567' };
  return { ...factMetadata, ...child, correlationId, causationId: correlationId, rulePack, request };
}
