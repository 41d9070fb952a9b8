import { AsyncLocalStorage } from 'node:async_hooks';
import path from 'node:path';
import type { Proposed } from '#events';
import { openRecording } from '#recording';
import type { ToldChild } from '../../seeds/england/family-told.ts';
import { factsOf } from '../../seeds/england/identified.ts';
import { by, inLanes, keyOf, type LoadWriter } from './writer.ts';

/**
 * Records a load in this process by the recorder of every service: read, judged, sealed, appended. The clock it is given
 * is each post's own, so that what was typed late is stored as typed late. Throws `NotAccepted`.
 */
export function recorderWriter({ storeUrl, dataFolder, lanes, keyed = true, took }: RecorderWriter): LoadWriter {
  const clock = new AsyncLocalStorage<number>();
  const recording = openRecording({
    eventstoreUrl: storeUrl,
    keysUrl: path.join(dataFolder, 'keys.db'),
    masterKeyFile: path.join(dataFolder, 'master.key'),
    createMasterKey: true,
    now: () => clock.getStore() ?? Date.now(),
  });
  const ids = new WeakMap<ToldChild, Map<Proposed, string>>();
  return {
    async write(wave) {
      await inLanes(wave, lanes, async (post) => {
        const { of, number } = post;
        const posted = of.posts[number] ?? { recordedAt: 0, facts: [] };
        const known = ids.get(of) ?? new Map<Proposed, string>();
        ids.set(of, known);
        const { authority, child } = of;
        const facts = factsOf(posted.facts, [], known);
        const request = { authority, child, facts, by, ...(keyed && { idempotencyKey: keyOf(post) }) };
        const began = performance.now();
        const outcome = await clock.run(posted.recordedAt, () => recording.recorder.record(request));
        took?.(performance.now() - began);
        if (outcome.status === 'refused') throw new NotAccepted(child, number, outcome.refusal.because);
        if (outcome.status === 'previewed') throw new TypeError('What was to be recorded was previewed.');
        remember(posted.facts, outcome.answer.facts, known);
      });
    },
    close: () => recording.close(),
  };
}

interface RecorderWriter {
  readonly storeUrl: string;
  /** Where the keys are kept. */
  readonly dataFolder: string;
  /** Children posted at once. */
  readonly lanes: number;
  /** Whether posts have keys, by which they may be repeated; without them each costs a reading less. */
  readonly keyed?: boolean;
  /** Told how many milliseconds each post took. */
  readonly took?: (ms: number) => void;
}

/** Keeps the ids that facts were answered with, for corrections of them. */
export function remember(
  told: ToldChild['posts'][number]['facts'],
  answered: readonly { readonly id: string }[],
  known: Map<Proposed, string>,
): void {
  told.forEach((one, index) => {
    if (!('of' in one)) known.set(one, answered[index]?.id ?? '');
  });
}

/** The law refused a post of a load: the store holds other facts of a child of that id, or the load is not lawful. */
export class NotAccepted extends Error {
  constructor(child: string, number: number, why: string) {
    super(
      `Post ${number} of child ${child} was refused (${why}). Give another --seed where the store may hold a child of ` +
        'that id; otherwise it is a defect of seeds/england: report it with the seed.',
    );
    this.name = 'NotAccepted';
  }
}
