import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Proposed } from '#events';
import { loadMasterKey, openKeyStore } from '#privacy';
import { laying, type LayRequest } from '#recording';
import { journeyStream } from '#store';
import { nationalRules } from '#timescales';
import { claimFile } from '../../apps/eventstore/src/storage/lock.ts';
import { openEventFile } from '../../apps/eventstore/src/storage/event-file.ts';
import { openLog } from '../../apps/eventstore/src/storage/log.ts';
import type { ToldChild } from '../../seeds/england/family-told.ts';
import { factsOf } from '../../seeds/england/identified.ts';
import type { LoadPost } from '../../seeds/england/load.ts';
import { by, keyOf, type LoadWriter } from './writer.ts';

/** Posts that are in the file's queue at one time. */
const atOnce = 1000;

/**
 * Lays a load straight into a data folder's events file, with its keys beside it, by the node's own storage and recording's
 * own sealing and chaining; judges nothing, and waits for the disk only in the end. No node may be serving the file.
 */
export function fileWriter(dataFolder: string): LoadWriter {
  mkdirSync(dataFolder, { recursive: true });
  const file = path.join(dataFolder, 'events.db');
  const masterKey = loadMasterKey(path.join(dataFolder, 'master.key'), { createIfMissing: true });
  const keys = openKeyStore({ url: path.join(dataFolder, 'keys.db'), masterKey, now: () => performance.now() });
  const lock = claimFile(file);
  const eventFile = openEventFile(file);
  // A crash half-way leaves a file to be thrown away; closing it puts everything on the disk.
  eventFile.database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
  const log = openLog(eventFile);
  const begun = new Map<
    ToldChild,
    { readonly lay: Awaited<ReturnType<typeof laying>>; readonly ids: Map<Proposed, string> }
  >();

  async function put(post: LoadPost): Promise<void> {
    const child = begun.get(post.of);
    const posted = post.of.posts[post.number];
    if (child === undefined || posted === undefined)
      throw new TypeError('A post is of a child that is not in its wave.');
    const request = { by, idempotencyKey: keyOf(post), recordedAt: posted.recordedAt };
    const { stream, after, events } = laid(child, request, posted.facts);
    const outcome = await log.change({
      kind: 'append',
      stream,
      expected: after ?? 'no-stream',
      events: events.map(({ id, type, data, metadata }) => ({
        id,
        type,
        contentType: 'application/json',
        data: Buffer.from(JSON.stringify(data)),
        metadata: Buffer.from(JSON.stringify(metadata)),
      })),
    });
    if (outcome.kind !== 'recorded') throw new NotLaid(stream);
  }

  return {
    async write(wave) {
      const children = [...new Set(wave.map(({ of }) => of))];
      // Laid again, facts would be sealed otherwise, and what follows one that is there would name another before it.
      const there = children.map(streamOf).find((stream) => log.stream(stream) !== undefined);
      if (there !== undefined) throw new NotLaid(there);
      await Promise.all(
        children.map(async (of) => {
          begun.set(of, { lay: await laying({ keys, rules: nationalRules }, of), ids: new Map() });
        }),
      );
      for (let from = 0; from < wave.length; from += atOnce) {
        await Promise.all(wave.slice(from, from + atOnce).map(put));
      }
      begun.clear();
    },
    async close() {
      eventFile.database.exec('PRAGMA synchronous = FULL');
      await log.close();
      lock.release();
      await keys.close();
    },
  };
}

/** Recording gives ids by the key alone, so the facts can be told before they are laid: their ids are those it will give. */
function laid(
  { lay, ids }: { readonly lay: Awaited<ReturnType<typeof laying>>; readonly ids: Map<Proposed, string> },
  request: Omit<LayRequest, 'facts'>,
  told: LoadPost['of']['posts'][number]['facts'],
) {
  const facts = factsOf(told, [], ids);
  const made = lay({ ...request, facts });
  told.forEach((one, index) => {
    if (!('of' in one)) ids.set(one, made.events[index]?.id ?? '');
  });
  return made;
}

function streamOf({ authority, child }: ToldChild): string {
  return journeyStream(authority, child);
}

/** What was to be laid is in the events file already, in whole or in part: nothing was laid over it. */
export class NotLaid extends Error {
  constructor(stream: string) {
    super(
      `${stream} is in the file already: a load of this seed was laid there, or broken off half-way. Give another --seed ` +
        'or another --data. A file with half a load is to be thrown away, where it holds nothing else.',
    );
    this.name = 'NotLaid';
  }
}
