import type { PlainDate } from '#calendar';
import type { Effective } from '#history';
import type { Assessment, ChildRecord, Enquiry, Episode, NeedPlan, Plan } from './child-record.ts';

/** The same, while it is being made. */
export type Draft<T> = T extends string | number | boolean | undefined
  ? T
  : T extends readonly (infer E)[]
    ? Draft<E>[]
    : { -readonly [K in keyof T]: Draft<T[K]> };

/** A record under way, and what of the past the next fact depends on. Changed in place by the fold alone. */
export interface Folding {
  readonly record: Draft<ChildRecord>;
  /** The days moves into the area were notified, of the whole history. */
  readonly movesIn: readonly PlainDate[];
  /** The id of the fact of each contact, by the authority's own id of it. */
  readonly contactIds: Map<string, string>;
  /** The open episode of need. */
  episode: Draft<Episode> | undefined;
  enquiry: OpenEnquiry | undefined;
  /** The day a move into the area was notified, while its conference is awaited. */
  transferIn: PlainDate | undefined;
  plan: OpenPlan | undefined;
  plansStarted: number;
  /** The most plans from before this history that any plan's start told of: told twice, they are the same plans. */
  plansToldOf: number;
}

export interface OpenEnquiry {
  readonly enquiry: Draft<Enquiry>;
  /** Concluded as needing a conference, which is awaited. */
  concluded: boolean;
  /** A review of the plan took the conference's place before the enquiry was concluded. */
  reviewed: boolean;
}

export interface OpenPlan {
  readonly plan: Draft<Plan>;
  /** The last conference or review that was not adjourned. */
  lastMetOn: PlainDate;
  hasBeenReviewed: boolean;
}

export function startFolding(child: string, movesIn: readonly PlainDate[]): Folding {
  const record: Draft<ChildRecord> = {
    child,
    isRegistered: false,
    details: {
      dateOfBirth: undefined,
      expectedDateOfBirth: undefined,
      sex: undefined,
      ethnicity: undefined,
      disabilities: undefined,
      upn: undefined,
      upnUnknownReason: undefined,
      formerUpn: undefined,
      nhsNumber: undefined,
      name: undefined,
    },
    diedOn: undefined,
    contacts: [],
    episodes: [],
    visits: [],
    allocations: [],
    care: [],
    otherPlans: [],
    protections: [],
    unplaced: [],
  };
  return {
    record,
    movesIn,
    contactIds: new Map(),
    episode: undefined,
    enquiry: undefined,
    transferIn: undefined,
    plan: undefined,
    plansStarted: 0,
    plansToldOf: 0,
  };
}

/** The open episode; where there is none, the fact is noted as one that fits nowhere. */
export function episodeFor(folding: Folding, { id, type, data }: Effective): Draft<Episode> | undefined {
  if (folding.episode === undefined) folding.record.unplaced.push({ id, type, on: data.on });
  return folding.episode;
}

export function openAssessment(episode: Draft<Episode>, kind: Assessment['kind']): Draft<Assessment> | undefined {
  return episode.assessments.findLast((one) => one.kind === kind && one.authorisedOn === undefined);
}

export function openNeedPlan(episode: Draft<Episode>): Draft<NeedPlan> | undefined {
  return episode.needPlans.findLast(({ endedOn }) => endedOn === undefined);
}
