import { randomUUID } from 'node:crypto';
import type { PlainDate } from '#calendar';
import type { FactType } from '#events';
import type { JourneyLaw } from '#journey';
import type { KeyStore, RetentionSchedules } from '#privacy';
import { journeyStream, type Store } from '#store';
import type { Rulebook } from '#timescales';
import { attempt } from './attempt.ts';
import { breaksOf } from './breaks.ts';
import type { CaseAccess } from './case-access.ts';
import { compareMoments, type Comparison, type ComparisonAsked } from './compared.ts';
import { childQueue, type QueueLimits } from './child-queue.ts';
import {
  explainedClocks,
  readJourney,
  type ClockExplained,
  type JourneyAsked,
  type JourneyRead,
} from './journey-read.ts';
import { disclose, type Disclosure, type DisclosureAsked } from './disclosure.ts';
import { erase, type ErasureOutcome, type ErasureRequest, type ErasureStep } from './erasing.ts';
import { move, type MoveOutcome, type MoveRequest } from './moving.ts';
import type { DataFault, Outcome, RecordRequest } from './request.ts';
import { readReplay, type ReplayRead } from './replay-read.ts';
import { reconcile, type ReconcileRequest, type Reconciled } from './reconciling.ts';
import { rememberedPasts } from './remembered-pasts.ts';
import { subjectAccess, type SubjectAccess, type SubjectAccessAsked } from './subject-access.ts';
import { recordSeveral, type SeveralOutcome, type SeveralRequest } from './several.ts';

/** Records facts: reads the child's journey, asks the law, appends. The only place where the law meets the store. */
export interface Recorder {
  /**
   * Judges facts of one child and records all of them or none. Throws `StoreUnavailable` when the store is away; the
   * same request asked again with the same key then completes, or answers what was recorded after all.
   */
  readonly record: (request: RecordRequest) => Promise<Outcome>;
  /** Records facts of several children: each child's all or none, and any refusal refuses all unless `partial`. */
  readonly recordSeveral: (request: SeveralRequest) => Promise<SeveralOutcome>;
  /** Moves facts to the child they are of: recorded there, then withdrawn here. Throws `LeftUnfinished` once it writes. */
  readonly move: (request: MoveRequest) => Promise<MoveOutcome>;
  /** A journey gone through again, step by step. Undefined of a child never heard of. */
  readonly replay: (asked: JourneyAsked & Pick<ReplayRead, 'order'>) => Promise<ReplayRead | undefined>;
  /** What is otherwise at one moment of a journey than at another. Undefined of a child never heard of. */
  readonly compare: (asked: ComparisonAsked) => Promise<Comparison | undefined>;
  /** Records what another record tells of a child and the journey does not. Throws `StoreUnavailable`; asked again it completes. */
  readonly reconcile: (request: ReconcileRequest) => Promise<Reconciled>;
  /** A child's journey, now, as known at an instant, as happened by a day. Undefined of a child never heard of. */
  readonly journey: (asked: JourneyAsked) => Promise<JourneyRead | undefined>;
  /** A child's record for a recipient outside. Undefined of a child never heard of. Throws `NotToBeFound`. */
  readonly disclose: (asked: DisclosureAsked) => Promise<Disclosure | undefined>;
  /** Everything held on one child, for the person it is about. Undefined of a child never heard of. */
  readonly subjectAccess: (asked: SubjectAccessAsked) => Promise<SubjectAccess | undefined>;
  /** Erases a child's personal texts for good. Undefined of a child never heard of. Throws `ErasureUnfinished`. */
  readonly erase: (
    request: ErasureRequest,
    reached?: (step: ErasureStep) => void,
  ) => Promise<ErasureOutcome | undefined>;
  /** The clocks of a journey that ran for a duty, each with how its due day came about. Undefined of a child never heard of. */
  readonly explain: (
    asked: Omit<JourneyAsked, 'reader'> & { readonly clock: string; readonly startedOn?: PlainDate | undefined },
  ) => Promise<readonly ClockExplained[] | undefined>;
}

export interface RecorderParts {
  readonly store: Store;
  readonly keys: KeyStore;
  /** The timescales of each authority, and the law under them. */
  readonly rules: Rulebook;
  readonly laws: (authority: string) => JourneyLaw;
  /** How long each authority keeps records; without one nothing is erased but by an order of court. */
  readonly retention?: RetentionSchedules | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** The day it is in London: how clocks stand is seen from it. */
  readonly today: () => PlainDate;
  /** Judges the shape of a correction's data, which only the history can tell. Without it none is judged. */
  readonly shape?: (type: FactType, data: unknown) => readonly DataFault[];
  /** Who may know of which child. Without it nothing is asked: whoever calls answers for whom they tell. */
  readonly cases?: CaseAccess;
  /** At least 0, less than 1. Spreads retries; tests hold it. */
  readonly random?: () => number;
  readonly queue?: QueueLimits;
  /** Milliseconds on a clock that is never set: patience is measured by it. That of the process where none is given. */
  readonly elapsed?: () => number;
  /** How many facts of journeys last recorded to are remembered; 0 to read before every post. */
  readonly mostRemembered?: number;
}

/** A recorder over one store, one key store and one law. */
export function recorder(parts: RecorderParts): Recorder {
  const queue = childQueue(
    parts.queue ?? { most: 256, patienceMs: 10_000 },
    parts.elapsed ?? (() => performance.now()),
  );
  const attempting = {
    ...parts,
    pasts: rememberedPasts(parts.mostRemembered ?? 20_000, () => breaksOf(parts.store)),
    keysBelong: keysBelong(parts),
  };
  const record = async (request: RecordRequest): Promise<Outcome> => {
    const key = request.idempotencyKey ?? randomUUID();
    const stream = journeyStream(request.authority, request.child);
    if (request.preview === true) return attempt(attempting, request, stream, key);
    return queue.run(stream, () => attempt(attempting, request, stream, key));
  };
  /** No text is opened before every erasure that was recorded is applied to the keys. */
  const settled = async <T>(work: () => Promise<T>): Promise<T> => {
    await parts.keys.settled();
    return work();
  };
  return {
    record,
    recordSeveral: (request) => recordSeveral(record, request),
    move: (request) => settled(() => move(parts, record, request)),
    reconcile: (request) =>
      queue.run(journeyStream(request.authority, request.child), () => settled(() => reconcile(attempting, request))),
    journey: (asked) => settled(() => readJourney(parts, asked)),
    replay: (asked) => settled(() => readReplay(parts, asked)),
    compare: (asked) => settled(() => compareMoments(parts, asked)),
    disclose: (asked) => settled(() => disclose(parts, asked)),
    subjectAccess: (asked) => settled(() => subjectAccess(parts, asked)),
    erase: (request, reached) =>
      queue.run(journeyStream(request.authority, request.child), () => settled(() => erase(parts, request, reached))),
    explain: (asked) => explainedClocks(parts, asked),
  };
}

/** Asks the store its name until it once was told; the keys are then known to be its own for as long as the process runs. */
function keysBelong({ store, keys }: RecorderParts): () => Promise<void> {
  let known = false;
  return async () => {
    if (known) return;
    await keys.belongTo(await store.identity());
    known = true;
  };
}
