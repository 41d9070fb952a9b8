import { londonDate } from '#calendar';
import { journeyLaws } from '#journey';
import { openKeys, type KeyStore, type RetentionSchedules } from '#privacy';
import { openStore, type Store, type StoreLog } from '#store';
import { nationalRules, type Rulebook } from '#timescales';
import { applyErasures } from './erasures.ts';
import { caseAccess, type CaseAccess } from './case-access.ts';
import { recorder, type Recorder, type RecorderParts } from './recorder.ts';

/** Where a process that records keeps what. */
export interface RecordingPlaces {
  readonly eventstoreUrl: string;
  /** The process's store, where it is open already; whoever opened it closes it. */
  readonly store?: Store;
  readonly keysUrl: string;
  readonly masterKeyFile: string;
  /** The program that unwraps what is in that file, where a key management service wraps it. */
  readonly masterKeyCommand?: string | undefined;
  /** Make a master key where there is none: for development only, where keys may be lost. */
  readonly createMasterKey: boolean;
  /** The timescales of each authority; without them, national rules alone. */
  readonly rules?: Rulebook;
  /** How long each authority keeps records. */
  readonly retention?: RetentionSchedules | undefined;
  readonly log?: StoreLog;
  readonly now?: () => number;
  readonly shape?: NonNullable<RecorderParts['shape']>;
}

/** A process's one recorder, and what it rests on. */
export interface OpenRecording {
  readonly recorder: Recorder;
  readonly store: Store;
  readonly keys: KeyStore;
  /** Who may know of which child. */
  readonly cases: CaseAccess;
  /** Lets appends in flight settle, then closes the store and the keys. */
  readonly close: () => Promise<void>;
}

/** Opens the store and the keys, and a recorder over them under each authority's law. Connects at the first request. */
export function openRecording(places: RecordingPlaces): OpenRecording {
  const keys = openKeys({
    url: places.keysUrl,
    masterKeyFile: places.masterKeyFile,
    hook: places.masterKeyCommand,
    createIfMissing: places.createMasterKey,
    now: () => performance.now(),
  });
  const store =
    places.store ?? openStore({ url: places.eventstoreUrl, ...(places.log !== undefined && { log: places.log }) });
  keys.settleWith(() => applyErasures(store, keys));
  const now = places.now ?? Date.now;
  const rules = places.rules ?? nationalRules;
  const cases = caseAccess({ store, now });
  const made = recorder({
    store,
    cases,
    keys,
    rules,
    laws: journeyLaws(rules),
    retention: places.retention,
    now,
    today: () => londonDate(now()),
    ...(places.shape !== undefined && { shape: places.shape }),
  });
  const close = async (): Promise<void> => {
    if (places.store === undefined) await store.close();
    await keys.close();
  };
  return { recorder: made, store, keys, cases, close };
}
