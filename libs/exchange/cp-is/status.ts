import type { PlainDate } from '#calendar';
import type { Recorded } from '#history';
import { csvLine } from '../csv.ts';
import type { ChildRecord } from '../record/child-record.ts';
import { childRecord } from '../record/read-child.ts';

/** What the NHS is told of a child in the Child Protection – Information Sharing project (recalled; no specification seen). */
export const planTypes = ['CPP', 'unborn-CPP', 'LAC'] as const;
export type PlanType = (typeof planTypes)[number];

/** A child protection plan, or a time of being looked after. */
export interface Status {
  /** The id of the fact it began with. */
  readonly id: string;
  readonly child: string;
  /** Where it is held and may be read. Of an unborn child it is the mother's that the NHS asks for, which is not held. */
  readonly nhsNumber: string | undefined;
  readonly planType: PlanType;
  readonly start: PlainDate;
  readonly end: PlainDate | undefined;
  readonly authority: string;
}

/** A status told of for the first time, told of otherwise, or taken back: of that only the id is told. */
export type StatusChange =
  | (Status & { readonly change: 'new' | 'changed' })
  | (Pick<Status, 'id' | 'child' | 'authority'> & { readonly change: 'withdrawn' });

/** Every plan of this authority, and every time of being looked after by it, that is recorded of a child. */
export function statusesOf(authority: string, child: string, facts: readonly Recorded[]): readonly Status[] {
  const record = childRecord(child, facts);
  if (!record.isRegistered) return [];
  const { nhsNumber } = record.details;
  const planType = isUnborn(record) ? ('unborn-CPP' as const) : ('CPP' as const);
  const plans = record.episodes
    .flatMap((episode) => episode.plans)
    .map(({ id, startedOn, endedOn }) => ({
      id,
      child,
      nhsNumber,
      planType,
      start: startedOn,
      end: endedOn,
      authority,
    }));
  const care = record.care.map(({ id, from, to }) => ({
    id,
    child,
    nhsNumber,
    planType: 'LAC' as const,
    start: from,
    end: to,
    authority,
  }));
  return [...plans, ...care];
}

/** What became of a child's statuses since they were told of before. */
export function statusChanges(
  authority: string,
  child: string,
  before: readonly Recorded[],
  facts: readonly Recorded[],
): readonly StatusChange[] {
  const was = new Map(statusesOf(authority, child, before).map((status) => [status.id, status]));
  const is = statusesOf(authority, child, facts);
  const told = is.flatMap((status): StatusChange[] => {
    const earlier = was.get(status.id);
    if (earlier === undefined) return [{ ...status, change: 'new' }];
    return JSON.stringify(earlier) === JSON.stringify(status) ? [] : [{ ...status, change: 'changed' }];
  });
  const now = new Set(is.map(({ id }) => id));
  const gone = [...was.keys()].filter((id) => !now.has(id));
  return [...told, ...gone.map((id) => ({ id, child, authority, change: 'withdrawn' as const }))];
}

export const statusHeading = csvLine([
  'id',
  'child',
  'nhs_number',
  'plan_type',
  'start_date',
  'end_date',
  'authority',
  'change',
]);

export function statusLine(status: Status | StatusChange): string {
  const { id, child, authority } = status;
  const change = 'change' in status ? status.change : undefined;
  if (!('planType' in status))
    return csvLine([id, child, undefined, undefined, undefined, undefined, authority, change]);
  const { nhsNumber, planType, start, end } = status;
  return csvLine([id, child, nhsNumber, planType, start, end, authority, change]);
}

/** The same as JSON, under the names of the columns. */
export function statusJson(status: Status | StatusChange): object {
  const { id, child, authority } = status;
  const change = 'change' in status ? { change: status.change } : {};
  if (!('planType' in status)) return { id, child, authority, ...change };
  const { nhsNumber, planType, start, end } = status;
  return {
    id,
    child,
    nhs_number: nhsNumber,
    plan_type: planType,
    start_date: start,
    end_date: end,
    authority,
    ...change,
  };
}

/** Nothing tells of a birth yet. */
function isUnborn({ details: { dateOfBirth, expectedDateOfBirth } }: ChildRecord): boolean {
  return dateOfBirth === undefined && expectedDateOfBirth !== undefined;
}
