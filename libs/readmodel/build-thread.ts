import { parentPort, workerData } from 'node:worker_threads';
import { rulebook, type LocalRules } from '#timescales';
import { foldShare, type Folded } from './fold-share.ts';
import { approachFrom, type MeetingPlace } from './meeting.ts';
import type { WasRead } from './read-facts.ts';
import { openSink, type SinkPlace } from './row-sink.ts';
import { spoolWriter } from './spool.ts';
import type { Share } from './spooled.ts';

/** What a thread of a build is told to do. */
export type ThreadTask =
  | {
      readonly kind: 'read';
      readonly storeUrl: string;
      readonly folder: string;
      readonly meeting: MeetingPlace;
    }
  | {
      readonly kind: 'fold';
      readonly share: Share;
      readonly place: SinkPlace;
      readonly local: readonly LocalRules[];
      readonly before: number;
    };

/** What it tells: how far it is, and in the end what came of it. Errors are told as they are thrown. */
export type ThreadTold =
  | { readonly type: 'progress'; readonly facts: number; readonly position: number }
  | { readonly type: 'read'; readonly read: WasRead }
  | { readonly type: 'folded'; readonly folded: Omit<Folded, 'amiss'>; readonly amiss: AmissTold | undefined };

/** A fact that was not joined, as another thread can be told of it. */
export interface AmissTold {
  readonly position: number;
  readonly fact: { readonly stream: string; readonly revision: number; readonly type: string };
  readonly cause: { readonly name: string; readonly message: string };
}

const { signal } = new AbortController();

async function run(task: ThreadTask): Promise<ThreadTold> {
  const progress = (facts: number, position: number): void => {
    tell({ type: 'progress', facts, position });
  };
  if (task.kind === 'read') {
    // Loaded by those who read alone: the store's client takes longer to load than all that folding needs.
    const [{ openStore }, { readFactsBack }, { parts }] = await Promise.all([
      import('#store'),
      import('./read-facts.ts'),
      import('./read-whole.ts'),
    ]);
    const store = openStore({ url: task.storeUrl });
    try {
      const spool = spoolWriter(task.folder, { part: parts.fromEnd, backwards: true });
      const approach = approachFrom('end', task.meeting);
      return { type: 'read', read: await readFactsBack(store, spool, { signal, onRead: progress, approach }) };
    } finally {
      await store.close();
    }
  }
  const sink = await openSink(task.place);
  try {
    const rules = rulebook(task.local);
    const onFolded = (facts: number): void => progress(facts, 0);
    const { amiss, ...folded } = await foldShare(task.share, sink, {
      rules,
      before: task.before,
      signal,
      onFolded,
    });
    await sink.end();
    return { type: 'folded', folded, amiss: amiss && told(amiss) };
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

function told({ position, error }: NonNullable<Folded['amiss']>): AmissTold {
  const cause = error.cause instanceof Error ? error.cause : new Error(String(error.cause));
  return { position, fact: error.fact, cause: { name: cause.name, message: cause.message } };
}

function tell(what: ThreadTold): void {
  parentPort?.postMessage(what);
}

if (parentPort !== null) tell(await run(workerData as ThreadTask));
