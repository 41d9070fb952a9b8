import path from 'node:path';
import { currentAnchorKey, nextAnchorKey, NoAnchorKey, takeUpNextKey, type AnchorKey } from '#privacy';
import {
  anchoring,
  AnchoredFactsGone,
  AnchorKeyNotCurrent,
  AnchorsBroken,
  HeldAnchorDiffers,
  holdAnchors,
  pemOf,
  type Anchoring,
} from '#recording';
import { digestOfStatement } from '#evidence';
import type { Store } from '#store';
import { readSettings, type Settings } from '../config.ts';
import { CannotDo, say, type Command } from './command.ts';
import { withStore } from './with-store.ts';

/** Signs where every stream stands, so that what stands now can be proven later. */
export const anchor: Command = {
  options: {
    folder: { value: 'FOLDER', meaning: 'Where the files go (ANCHOR_FOLDER). Default: anchors in the data folder.' },
  },
  more: `Waymark anchors every ANCHOR_EVERY_MINUTES (60) by itself; this does it now. Give the folder's files to an organisation
that you do not control: against anchors held there, a history that was cut off, put back or written anew is found, whoever did
it. They name streams, and so the authority's own ids of children, and nothing else of them.`,
  actions: {
    'public-key': {
      summary: 'Print the public key, in PEM, for whoever verifies.',
      options: {},
      run: async () => {
        say(pemOf(keyOf(readSettings(), undefined).publicKey).trim());
        return 0;
      },
    },
    rotate: {
      summary: 'Sign with a new key from now on, which the old one endorses.',
      options: {},
      more: 'The old key is gone once this succeeds. Publish the new public key, and keep a copy of anchor.key where backups of keys are kept.',
      run: async () =>
        withAnchoring(async (made, _store, settings) => {
          const { statement } = await made.introduce(nextAnchorKey(settings.anchorKeyFile));
          takeUpNextKey(settings.anchorKeyFile);
          say(
            `The chain of anchors goes on with the key ${keyOf(settings, undefined).id}, from statement ${statement.number}.`,
          );
          return 0;
        }),
    },
  },
  run: async ({ folder }) =>
    withAnchoring(async (made, store, settings) => {
      const signed = await made.anchor();
      const to = path.resolve(folder ?? settings.anchorFolder);
      const count = await orCannotHold(to, holdAnchors(store, to));
      if (signed === undefined || signed.statement.kind !== 'waymark-anchor/1')
        say('Nothing has changed since the last anchor.');
      else {
        const { number, heads } = signed.statement;
        say(`Anchor ${number} holds ${heads.count} streams: ${digestOfStatement(signed.statement)}.`);
      }
      say(`${count} statements are held in ${to}.`);
      return 0;
    }),
};

async function withAnchoring(
  work: (made: Anchoring, store: Store, settings: Settings) => Promise<number>,
): Promise<number> {
  return withStore(async (store, settings) => {
    const made = anchoring({
      store,
      key: (current) => keyOf(settings, current),
      now: Date.now,
      by: 'npx waymark anchor',
    });
    try {
      return await work(made, store, settings);
    } catch (error) {
      if (isForItsReader(error)) throw new CannotDo(error.message);
      throw error;
    }
  });
}

/** The anchor itself is in the store: a folder that takes no files is given them once it does. */
async function orCannotHold<T>(folder: string, holding: Promise<T>): Promise<T> {
  try {
    return await holding;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    throw new CannotDo(
      `The store is anchored, but the files cannot be kept in ${folder} (${code}). Give a folder of yours with --folder, and ask again.`,
    );
  }
}

/** Made where there is none, in the data folder only: a key kept elsewhere is somebody's to keep. */
function keyOf({ anchorKeyFile, dataFolder }: Settings, current: string | undefined): AnchorKey {
  const createIfMissing = anchorKeyFile === path.join(dataFolder, 'anchor.key');
  try {
    return currentAnchorKey(anchorKeyFile, { createIfMissing, current });
  } catch (error) {
    if (error instanceof NoAnchorKey) throw new CannotDo(error.message);
    throw error;
  }
}

function isForItsReader(error: unknown): error is Error {
  return [AnchoredFactsGone, AnchorKeyNotCurrent, AnchorsBroken, HeldAnchorDiffers].some(
    (kind) => error instanceof kind,
  );
}
