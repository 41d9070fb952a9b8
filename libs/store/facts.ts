import { isPlainDate } from '#calendar';
import { catalogue, isCorrectionType, parseJourneyStream, type FactType } from '#events';
import type { Recorded } from '#history';
import { UndecodableFact } from './errors.ts';
import type { StoredEvent } from './stored-event.ts';

/** What is remembered about a fact's recording, as stored. */
export interface FactMetadata {
  /** The instant it was recorded: RFC 3339 in UTC, to the millisecond. */
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly role: string;
  readonly authority: string;
  readonly child: string;
  /** The version of the data's shape, from the catalogue of the day. */
  readonly version: number;
  /** Of a correction: the type of the fact it corrects, and the version of the data it carries for it. */
  readonly corrects?: { readonly type: string; readonly version: number };
  readonly correlationId: string;
  /** The request that recorded it. */
  readonly causationId: string;
  /** The trace it was recorded under, a W3C traceparent, where traces were switched on. */
  readonly traceparent?: string;
  /** The reading it was judged under. Evidence of judging only. */
  readonly rulePack: string;
  readonly request?: { readonly mark: string; readonly index: number; readonly count: number };
  /** Of a fact moved here from a child it was recorded for wrongly: as it was recorded first. Of an imported one: where it was read. */
  readonly origin?:
    | { readonly fact: string; readonly recordedAt: string; readonly recordedBy: string }
    | {
        readonly collection: string;
        readonly year: number;
        readonly file: string;
        readonly line: number;
        readonly element: string;
      };
  readonly evidence: { readonly previous: string | null; readonly digest: string };
}

/** A fact read back, beside what it was read from. */
export interface DecodedFact {
  /** Its data brought up to today's version. Personal texts are still sealed. */
  readonly fact: Recorded;
  readonly stored: StoredEvent;
  readonly authority: string;
  readonly child: string;
  readonly metadata: FactMetadata;
}

/** What decoding needs of the catalogue. */
type Versions = Readonly<Record<string, { readonly version: number; readonly upcast?: Upcasts }>>;
type Upcasts = Readonly<Record<number, (older: never) => unknown>>;

/** Reads a stored fact, or throws `UndecodableFact`. Nothing is guessed and nothing skipped. */
export function decodeFact(stored: StoredEvent, entries: Versions = catalogue): DecodedFact {
  const journey = parseJourneyStream(stored.stream);
  if (journey === null) {
    throw undecodable(
      stored,
      'its stream is no child’s journey',
      'Read facts from streams named journey-<authority>.<child>.',
    );
  }
  const { type } = stored;
  const entry = Object.hasOwn(entries, type) ? entries[type] : undefined;
  if (entry === undefined) {
    throw undecodable(
      stored,
      'no such fact is in the catalogue',
      'Run the newer Waymark that recorded it, or one later still.',
    );
  }
  const { metadata, recordedAt } = metadataOf(stored);
  const own = upcast(stored, stored.data, metadata.version, entry);
  const data = type === 'FactCorrected' ? withReplacement(stored, own, metadata, entries) : own;
  if (!isCorrectionType(type as FactType) && !happenedOnADay(data)) {
    throw undecodable(
      stored,
      'its data has no day "on" as YYYY-MM-DD',
      'It was recorded unchecked, or was damaged: compare it with a backup, or withdraw it from the history.',
    );
  }
  const fact = {
    id: stored.id,
    type,
    data,
    revision: stored.revision,
    recordedAt,
    recordedBy: metadata.recordedBy,
    // The catalogue's upcasts are trusted to give the shape its version names.
  } as Recorded;
  return { fact, stored, ...journey, metadata };
}

function metadataOf(stored: StoredEvent): { readonly metadata: FactMetadata; readonly recordedAt: number } {
  const { metadata } = stored;
  const restore = 'It was not recorded by Waymark, or was damaged: compare it with a backup.';
  if (!isObject(metadata)) throw undecodable(stored, 'it has no metadata', restore);
  const recordedAt = typeof metadata['recordedAt'] === 'string' ? Date.parse(metadata['recordedAt']) : Number.NaN;
  if (Number.isNaN(recordedAt)) throw undecodable(stored, 'its metadata has no instant recordedAt', restore);
  if (typeof metadata['recordedBy'] !== 'string') throw undecodable(stored, 'its metadata has no recordedBy', restore);
  return { metadata: metadata as unknown as FactMetadata, recordedAt };
}

/** History is read in the order of these days: a fact without one has no place in it, and nothing after it could be trusted. */
function happenedOnADay(data: unknown): boolean {
  return isObject(data) && isPlainDate(data['on']);
}

/**
 * A correction carries the data of a fact of another type, which is brought up to date as that fact's own would be. One
 * that does not say what it corrects was recorded before any fact had a second version, and is read only until one has.
 */
function withReplacement(stored: StoredEvent, own: unknown, { corrects }: FactMetadata, entries: Versions): unknown {
  if (corrects === undefined) {
    if (Object.values(entries).every(({ version }) => version === 1)) return own;
    const wrong = 'its metadata does not say which type of fact it corrects';
    throw undecodable(stored, wrong, 'Withdraw it from the history, and correct the fact anew.');
  }
  const { type, version } = corrects;
  const entry = Object.hasOwn(entries, type) ? entries[type] : undefined;
  if (entry === undefined) {
    const newer = 'Run the newer Waymark that recorded it, or one later still.';
    throw undecodable(stored, 'it corrects a fact that is not in the catalogue', newer);
  }
  const correction = own as { readonly data: unknown };
  return { ...correction, data: upcast(stored, correction.data, version, entry) };
}

function upcast(
  stored: StoredEvent,
  recorded: unknown,
  version: unknown,
  { version: newest, upcast: steps = {} }: Versions[string],
): unknown {
  const damaged = 'It was not recorded by Waymark, or was damaged: compare it with a backup.';
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw undecodable(
      stored,
      `its metadata gives ${version === undefined ? 'nothing' : JSON.stringify(version)} as the version of its data`,
      damaged,
    );
  }
  if (version > newest) {
    const wrong = `its data is of version ${String(version)} and this Waymark knows up to ${String(newest)}`;
    throw undecodable(stored, wrong, 'Run the newer Waymark that recorded it, or one later still.');
  }
  let data = recorded;
  if (!isObject(data)) throw undecodable(stored, 'its data is not an object', damaged);
  for (let from = version; from < newest; from += 1) {
    const step = steps[from] as ((older: unknown) => unknown) | undefined;
    if (step === undefined) {
      throw undecodable(stored, `the catalogue has no upcast from version ${String(from)}`, 'Add it to the catalogue.');
    }
    data = upcastOnce(stored, from, step, data);
  }
  return data;
}

function upcastOnce(stored: StoredEvent, from: number, step: (older: unknown) => unknown, data: unknown): unknown {
  try {
    return step(data);
  } catch (cause) {
    const wrong = `the upcast from version ${String(from)} failed (${String(cause)})`;
    throw undecodable(stored, wrong, 'Correct the upcast in the catalogue.', { cause });
  }
}

function undecodable(stored: StoredEvent, wrong: string, whatToDo: string, options?: ErrorOptions): UndecodableFact {
  return new UndecodableFact(stored.stream, stored.revision, stored.type, wrong, whatToDo, options);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
