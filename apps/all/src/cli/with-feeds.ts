import { NoSuchPosition, type FeedParts, type OnProgress, type Tally } from '../../../exchange/src/take.ts';
import type { ExportAct } from '#access';
import { operatorFor, type Reader } from '#recording';
import { CalledWrongly, CannotDo, remark, type Given, type Option } from './command.ts';
import { enterLook, type Look } from './looked.ts';
import { requireServed } from './served.ts';
import { withKeys } from './with-keys.ts';
import { withStore } from './with-store.ts';

const TOLD_EVERY_MS = 1_000;

/** The options every feed takes. */
export const feedOptions = {
  authority: { value: 'CODE', needed: true, meaning: 'The authority, by its 3-digit DfE code.' },
  position: { value: 'N', meaning: 'The place in the log to take it at. Default: that of the last fact.' },
} as const satisfies Readonly<Record<string, Option>>;

/** Of feeds that can tell changes only. */
export const sinceOption = {
  since: { value: 'N', meaning: 'Only what changed since this place, as an earlier feed named it.' },
} as const satisfies Readonly<Record<string, Option>>;

/**
 * Runs `work` with what feeds are made from: the store, the children's keys and the authorities' rules. A feed tells of all
 * the authority's children, and that somebody took it is in the access log before it is written.
 */
export async function withFeeds<T>(
  { authority, what }: Pick<Look, 'authority' | 'what'>,
  work: (parts: FeedParts) => Promise<T>,
): Promise<T> {
  return withStore(async (store, settings) => {
    const { rules, authorities } = settings;
    requireServed(authority, authorities);
    await enterLook(store, { authority, what, children: 'every' });
    try {
      return await withKeys(store, settings, (keys) => work({ store, keys, rules }));
    } catch (error) {
      if (error instanceof NoSuchPosition) throw new CannotDo(error.message);
      throw error;
    }
  });
}

/** What a feed is asked for, as given. */
export function feedAsked(
  given: Given,
  act: ExportAct,
): {
  readonly authority: string;
  readonly position: number | undefined;
  readonly since: number | undefined;
  readonly reader: Reader;
} {
  const { authority = '' } = given;
  if (!/^\d{3}$/.test(authority)) throw new CalledWrongly(`${authority} is no authority: give its 3-digit DfE code.`);
  return {
    authority,
    position: positionIn(given, 'position'),
    since: positionIn(given, 'since'),
    reader: operatorFor(act),
  };
}

function positionIn(given: Given, name: 'position' | 'since'): number | undefined {
  const text = given[name];
  if (text === undefined) return undefined;
  const position = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(position)) throw new CalledWrongly(`--${name} is a place in the log: a whole number.`);
  return position;
}

/** Says at most once a second how far a feed is. */
export function progressOf(): OnProgress {
  const began = performance.now();
  let told = began;
  return ({ children }, of) => {
    const now = performance.now();
    if (now - told < TOLD_EVERY_MS) return;
    told = now;
    if (of === undefined) remark('Reading the facts of the authority …');
    else
      remark(
        `${children} of ${of} children (${Math.floor((children * 100) / of)} %), ${left(now - began, children, of)}`,
      );
  };
}

function left(elapsedMs: number, done: number, of: number): string {
  if (done === 0) return 'time left not known yet';
  return `${Math.ceil(((elapsedMs / done) * (of - done)) / 1000)} s left`;
}

/** What a feed had to leave out for the children's sake, for a screen. */
export function withheldInWords({ withheld }: Pick<Tally, 'withheld'>): readonly string[] {
  const { erased, unreadable, anotherChilds } = withheld;
  return [
    ...(erased > 0 ? [`${erased} texts are erased, and are not in it.`] : []),
    ...(unreadable > 0
      ? [`${unreadable} texts do not open with the keys here: check KEYS_URL. They are not in it.`]
      : []),
    ...(anotherChilds > 0 ? [`${anotherChilds} facts are left out that were found since to be another child’s.`] : []),
  ];
}

/** A file that cannot be written is for its reader to put right. */
export async function orCannotWrite<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw new CannotDo(`It cannot be written there: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
