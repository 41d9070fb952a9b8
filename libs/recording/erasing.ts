import type { PlainDate } from '#calendar';
import { effectiveHistory } from '#history';
import { newestKeyIn, retained, stillKept, type RetentionSchedule } from '#privacy';
import { journeyStream } from '#store';
import { erasedId, erasuresLedger, orderId, readErasures, type ErasureOrdered, type ErasureRead } from './erasures.ts';
import { textsUnder } from './opening.ts';
import { readPast } from './past.ts';
import type { RecorderParts } from './recorder.ts';
import type { ChildOf } from './request.ts';

/** An order to erase one child's personal texts. */
export interface ErasureRequest extends ChildOf {
  readonly by: { readonly user: string; readonly role: string };
  /** What the order is filed under, and who gave it. */
  readonly reference: string;
  readonly authorisedBy: string;
  /** An order of court, which goes before the retention schedule and an open case. */
  readonly courtOrder?: { readonly court: string; readonly reference: string; readonly madeOn: PlainDate } | undefined;
}

export type ErasureOutcome =
  ({ readonly status: 'erased' | 'already-erased' } & Erased) | ({ readonly status: 'refused' } & ErasureRefused);

export interface Erased extends ChildOf {
  readonly order: string;
  readonly orderedAt: string;
  readonly erasedAt: string;
  /** Keys destroyed by this asking. */
  readonly keys: number;
  /** A copy of the key store made before could still bring the keys back, until the master key is rotated. */
  readonly pending: boolean;
}

export type ErasureRefused =
  | { readonly because: 'case-open'; readonly standing: string }
  | { readonly because: 'no-retention-schedule' }
  | {
      readonly because: 'retained';
      readonly schedule: string;
      readonly keptUntil: PlainDate | 'unknown';
      /** Every rule that still keeps the record. */
      readonly rules: readonly {
        readonly name: string;
        readonly source: string;
        readonly until: PlainDate | 'unknown';
      }[];
    };

/** How far an erasure is: each is told when it is durable. */
export type ErasureStep = 'ordered' | 'destroyed' | 'recorded';

/**
 * Erases a child's personal texts for good: records the order, destroys the child's keys, and records that it is done.
 * Cut off anywhere it is completed by asking again, or by the next process that opens the keys. What is recorded of the
 * child afterwards is sealed under a new key, and erased by another order. Undefined of a child never heard of. Throws
 * `ErasureUnfinished` while a reader keeps the log of the keys from being emptied: ask again.
 */
export async function erase(
  parts: RecorderParts,
  request: ErasureRequest,
  reached: (step: ErasureStep) => void = () => undefined,
): Promise<ErasureOutcome | undefined> {
  const { store, keys, now } = parts;
  const { authority, child } = request;
  const { facts } = await readPast(store, journeyStream(authority, child));
  if (facts.length === 0) return undefined;
  const before = await readErasures(store, request);
  // Also of the key that the texts are sealed under and that is not here: a copy found later holds it.
  const upTo = Math.max(await keys.newestVersion(authority, child), newestKeyIn(facts));
  const done = before.find(({ ordered, erasedAt }) => ordered.upTo >= upTo && erasedAt !== undefined);
  if (done !== undefined) return { status: 'already-erased', ...(await erased(parts, done, 0)) };
  const isBegun = before.some(({ ordered }) => ordered.upTo >= upTo);
  const judged = isBegun
    ? undefined
    : judge(parts, request, effectiveHistory(facts), parts.laws(authority).read(facts));
  if (judged !== undefined && 'because' in judged) return { status: 'refused', ...judged };
  const log = erasuresLedger({ store, now });
  const id = orderId(authority, child, upTo);
  if (judged !== undefined) {
    const data = await orderOf(parts, request, id, upTo, judged);
    await log.enter({ id, type: 'ErasureOrdered', data, by: request.by });
  }
  reached('ordered');
  const count = await keys.erase(authority, child, upTo);
  reached('destroyed');
  const data = { authority, child, upTo, order: id };
  await log.enter({ id: erasedId(id), type: 'PersonalDataErased', data, by: request.by });
  reached('recorded');
  const made = (await readErasures(store, request)).find((each) => each.id === id);
  if (made === undefined) throw new Error('An erasure was recorded and cannot be read back.');
  return { status: 'erased', ...(await erased(parts, made, count)) };
}

async function erased(
  { keys }: RecorderParts,
  { id, ordered, orderedAt, erasedAt = '' }: ErasureRead,
  count: number,
): Promise<Erased> {
  const { authority, child } = ordered;
  const pending = await keys.isPending(authority, child);
  return { authority, child, order: id, orderedAt, erasedAt, keys: count, pending };
}

type Judged = Pick<ErasureOrdered, 'retention'>;

/** Whether it may be erased. An order of court goes before everything else. */
function judge(
  { retention, today }: RecorderParts,
  { authority, courtOrder }: ErasureRequest,
  history: ReturnType<typeof effectiveHistory>,
  journey: ReturnType<ReturnType<RecorderParts['laws']>['read']>,
): Judged | ErasureRefused {
  if (courtOrder !== undefined) return {};
  const isOpen = journey.state.case === 'open' || journey.circumstances.lookedAfterSince !== undefined;
  if (isOpen) return { because: 'case-open', standing: journey.standing };
  const schedule = retention?.get(authority);
  if (schedule === undefined) return { because: 'no-retention-schedule' };
  const kept = retained(schedule, history);
  const still = stillKept(kept, today());
  if (still.length > 0) return refusedBy(schedule, still);
  return { retention: { schedule: schedule.name, keptUntil: latest(kept) } };
}

function refusedBy(schedule: RetentionSchedule, still: ReturnType<typeof stillKept>): ErasureRefused {
  const rules = still.map(({ rule: { name, source }, until }) => ({ name, source, until }));
  return { because: 'retained', schedule: schedule.name, keptUntil: latest(still), rules };
}

function latest(kept: ReturnType<typeof retained>): PlainDate | 'unknown' {
  const days = kept.map(({ until }) => until);
  if (days.includes('unknown')) return 'unknown';
  return days.sort().at(-1) ?? 'unknown';
}

/** Who ordered it stays readable, and so is sealed under the authority's own key. */
async function orderOf(
  { keys }: RecorderParts,
  { authority, child, reference, authorisedBy, courtOrder }: ErasureRequest,
  id: string,
  upTo: number,
  judged: Judged,
): Promise<ErasureOrdered> {
  const texts = textsUnder(keys);
  const seal = (field: string, text: string) => texts.seal({ authority }, id, field, text);
  return {
    authority,
    child,
    upTo,
    reference: await seal('reference', reference),
    authorisedBy: await seal('authorisedBy', authorisedBy),
    ...judged,
    ...(courtOrder !== undefined && {
      courtOrder: {
        court: await seal('courtOrder.court', courtOrder.court),
        reference: await seal('courtOrder.reference', courtOrder.reference),
        madeOn: courtOrder.madeOn,
      },
    }),
  };
}
