import { statSync } from 'node:fs';
import {
  openKeptEvents,
  type KeptEvent,
  type KeptEvents,
  type Part,
} from '../../../eventstore/src/storage/kept-events.ts';
import { EventFileFault } from '../../../eventstore/src/storage/fault.ts';
import { evidenceOf, gathering } from '#recording';
import { readAnchors, type AnchorsRead, type Evidenced } from '#evidence';
import { CannotDo } from './command.ts';

/** What an events file holds, for verification without a server: the file of a data folder, also in use, or a backup. */
export interface EventsInFile {
  readonly all: (part?: Part) => Generator<Evidenced, void, undefined>;
  readonly partOf: KeptEvents['partOf'];
  readonly of: (stream: string) => Generator<Evidenced, void, undefined>;
  readonly anchors: (keep?: 'every-head' | 'last-heads') => AnchorsRead;
  readonly count: number;
  /** Events that are not as the file's own checksums and index say, met so far: by their positions, in words. */
  readonly amiss: readonly string[];
  readonly close: () => void;
}

const AMISS_SHOWN = 20;

/** Throws `CannotDo` where the file is none of ours, or is too damaged to be opened. */
export function eventsInFile(file: string): EventsInFile {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new CannotDo(`There is no events file ${file}.`);
  const kept = asCannotDo(file, () => openKeptEvents(file));
  const amiss: string[] = [];
  function* evidencedFrom(events: Generator<KeptEvent, void, undefined>): Generator<Evidenced, void, undefined> {
    for (;;) {
      const next = asCannotDo(file, () => events.next());
      if (next.done === true) return;
      const { value } = next;
      if (!value.isAsStored && amiss.length < AMISS_SHOWN) amiss.push(amissInWords(value));
      yield evidencedIn(value);
    }
  }
  return {
    all: (part) => evidencedFrom(kept.all(part)),
    partOf: kept.partOf,
    of: (stream) => evidencedFrom(kept.of(stream)),
    anchors: (keep) => anchorsIn(kept, keep),
    count: kept.count,
    amiss,
    close: () => kept.close(),
  };
}

function amissInWords({ stream, revision, position }: KeptEvent): string {
  return (
    `Revision ${String(revision)} of ${stream} (position ${String(position)}) is not as the file stored it: its checksum ` +
    'or its index disagrees.'
  );
}

/** A record that cannot be read is shown as something no digest fits, so that it is found in its place. */
function evidencedIn({ stream, revision, type, event }: KeptEvent): Evidenced {
  if (event === undefined) {
    return { stream, revision, id: 'unreadable', type, data: 'unreadable', metadata: {}, evidence: undefined };
  }
  const data = jsonIn(event.data);
  const read = jsonIn(event.metadata);
  const metadata = typeof read === 'object' && read !== null ? read : {};
  const evidence = evidenceOf({ metadata });
  return { stream: event.stream, revision: event.revision, id: event.id, type: event.type, data, metadata, evidence };
}

function jsonIn(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function anchorsIn(kept: KeptEvents, keep: 'every-head' | 'last-heads' = 'every-head'): AnchorsRead {
  const reading = readAnchors(keep);
  const gather = gathering();
  for (const { event } of kept.of('anchors')) {
    const data = event === undefined ? undefined : jsonIn(event.data);
    if (event === undefined || typeof data !== 'object' || data === null) continue;
    const listed = gather({ type: event.type, data });
    if (listed !== undefined) {
      reading.take(listed, listed.statement.kind === 'waymark-anchor/1' ? listed.heads : undefined);
    }
  }
  return reading.read();
}

function asCannotDo<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof EventFileFault) throw new CannotDo(error.message);
    const isOfSqlite = error instanceof Error && /malformed|corrupt|disk image|not a database/i.test(error.message);
    if (!isOfSqlite) throw error;
    throw new CannotDo(
      `${file} is damaged where it keeps its pages (${error.message}), so not every fact can be read. See ` +
        '"npx waymark eventstore verify --file FILE", and restore a backup.',
    );
  }
}
