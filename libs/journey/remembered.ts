import type { PlainDate } from '#calendar';
import type { Category, OrdinaryFacts, OrdinaryType, ReviewOutcome } from '#events';
import { toldBy, type Effective } from '#history';
import { turnedBy, type Clock, type StoppedClock, type Timescales } from '#timescales';
import { nothingAhead, type Ahead } from './ahead.ts';

/** What the guards need to know of the facts so far: days and outcomes, and the clocks. No order is kept here. */
export interface Remembered {
  readonly clocks: readonly Clock[];
  /** The clocks the last fact stopped. */
  readonly stopped: readonly StoppedClock[];
  readonly dateOfBirth?: PlainDate | undefined;
  readonly expectedDateOfBirth?: PlainDate | undefined;
  /** The date of birth as amended later than any place of the history: known from its start. */
  readonly corrected?: PlainDate | undefined;
  /** The days moves into the area were notified, wherever in the history: known from its start. */
  readonly movesIn: readonly PlainDate[];
  readonly diedOn?: PlainDate | undefined;
  readonly referralOn?: PlainDate | undefined;
  readonly closedOn?: PlainDate | undefined;
  /** What the episode has had, open or not. */
  readonly had: Activity;
  /** The day of the last initial conference that decided on a plan. */
  readonly conferenceOn?: PlainDate | undefined;
  readonly planStartedOn?: PlainDate | undefined;
  /** The plan's last review that was not adjourned. */
  readonly lastReview?: { readonly on: PlainDate; readonly outcome: ReviewOutcome } | undefined;
  /** Who has the case, and since when. */
  readonly worker?: Allocated | undefined;
  /** The families the child is linked to. */
  readonly families: readonly string[];
  readonly lookedAfterSince?: PlainDate | undefined;
  /** The transfer in that awaits its conference. */
  readonly transferIn?: { readonly fromAuthority: string; readonly notifiedOn: PlainDate } | undefined;
  /** Plans of other authorities that the child is on while here. Never this authority's. */
  readonly otherPlans: readonly OtherPlan[];
  readonly contacts: Readonly<Record<string, 'received' | 'decided'>>;
  /** What the history holds after this place: known only where it decides, or says better why a fact is refused. */
  readonly ahead: Ahead;
}

/** The worker who has the child's case, in which team. */
export interface Allocated {
  readonly worker: string;
  readonly team: string;
  readonly since: PlainDate;
}

/** A plan of another authority, as it was noted. */
export interface OtherPlan {
  readonly authority: string;
  readonly categories: readonly Category[];
  readonly since: PlainDate;
}

export interface Activity {
  readonly assessment: boolean;
  readonly enquiry: boolean;
  readonly conference: boolean;
  readonly plan: boolean;
  readonly childInNeedPlan: boolean;
}

const noActivity: Activity = {
  assessment: false,
  enquiry: false,
  conference: false,
  plan: false,
  childInNeedPlan: false,
};

export const atTheStart: Remembered = {
  clocks: [],
  stopped: [],
  had: noActivity,
  movesIn: [],
  families: [],
  otherPlans: [],
  contacts: {},
  ahead: nothingAhead,
};

/** The one thing every fact does: the clocks are turned by it, and what later guards ask for is remembered. */
export function remember(timescales: Timescales, before: Remembered, fact: Effective): Remembered {
  const { running, stopped } = turnedBy(timescales, before.movesIn, before.clocks, fact);
  // What an opening balance tells is remembered as if told fact by fact.
  const learned =
    fact.type === 'CaseBroughtForward'
      ? toldBy(fact).reduce<Remembered>((known, told) => ({ ...known, ...learnt(told, known) }), before)
      : { ...before, ...learnt(fact, before) };
  return { ...learned, clocks: running, stopped };
}

type Learn = {
  readonly [T in OrdinaryType]?: (data: OrdinaryFacts[T], before: Remembered) => Partial<Remembered>;
};

const learn: Learn = {
  ChildRegistered: bornOn,
  ChildDetailsAmended: bornOn,
  ChildBorn: ({ dateOfBirth }) => ({ dateOfBirth }),
  ChildDied: ({ on }) => ({ diedOn: on, lookedAfterSince: undefined, transferIn: undefined, otherPlans: [] }),
  WorkerAllocated: ({ on, worker, team }) => ({ worker: { worker, team, since: on } }),
  // Who had the case before and has it no more leaves it with whoever has it now.
  WorkerUnallocated: ({ worker }, before) => (before.worker?.worker === worker ? { worker: undefined } : {}),
  FamilyLinked: ({ familyId }, { families }) => ({ families: [...families, familyId] }),
  FamilyUnlinked: ({ familyId }, { families }) => ({ families: families.filter((family) => family !== familyId) }),
  BecameLookedAfter: ({ on }) => ({ lookedAfterSince: on }),
  CeasedToBeLookedAfter: () => ({ lookedAfterSince: undefined }),
  TransferInNotified: ({ fromAuthority, notifiedOn }) => ({ transferIn: { fromAuthority, notifiedOn } }),
  OtherAuthorityPlanNoted: ({ on, authority, categories }, { otherPlans }) => ({
    otherPlans: [...otherPlans, { authority, categories, since: on }],
  }),
  OtherAuthorityPlanEnded: ({ authority }, { otherPlans }) => ({
    otherPlans: otherPlans.filter((plan) => plan.authority !== authority),
  }),
  ContactReceived: ({ contactId }, { contacts }) => ({ contacts: { ...contacts, [contactId]: 'received' } }),
  ContactDecided: ({ contactId }, { contacts }) => ({ contacts: { ...contacts, [contactId]: 'decided' } }),
  ReferralReceived: ({ on }) => ({ referralOn: on, closedOn: undefined, had: noActivity }),
  ReferralDecided: ({ on, decision }) =>
    decision === 'no-further-action' || decision === 'early-help' ? { closedOn: on } : {},
  AssessmentStarted: (_, { had }) => ({ had: { ...had, assessment: true } }),
  StrategyDiscussionHeld: ({ decision }, { had }) =>
    decision === 'section-47-joint' || decision === 'section-47-single' ? { had: { ...had, enquiry: true } } : {},
  InitialConferenceHeld: ({ on, outcome }, { had }) => ({
    had: { ...had, conference: true },
    ...(outcome === 'plan' && { conferenceOn: on }),
  }),
  PlanStarted: ({ on }, { had }) => ({ planStartedOn: on, lastReview: undefined, had: { ...had, plan: true } }),
  ReviewConferenceHeld: ({ on, outcome }) => (outcome === 'adjourned' ? {} : { lastReview: { on, outcome } }),
  ChildInNeedPlanStarted: (_, { had }) => ({ had: { ...had, childInNeedPlan: true } }),
  CaseClosed: ({ on }) => ({ closedOn: on }),
};

/** The table is keyed by the fact's own type, which the compiler cannot follow through a lookup. */
function learnt(fact: Effective, before: Remembered): Partial<Remembered> {
  const learnFrom = learn[fact.type] as
    ((data: Effective['data'], before: Remembered) => Partial<Remembered>) | undefined;
  return learnFrom === undefined ? {} : learnFrom(fact.data, before);
}

function bornOn(data: OrdinaryFacts['ChildDetailsAmended'], before: Remembered): Partial<Remembered> {
  return {
    dateOfBirth: data.dateOfBirth ?? before.dateOfBirth,
    expectedDateOfBirth: data.expectedDateOfBirth ?? before.expectedDateOfBirth,
  };
}
