import fc from 'fast-check';
import { addDays, plainDate } from '#calendar';
import type { Facts, FactType, OrdinaryType } from '#events';
import type { Recorded } from '#history';

/** A fact before its place in the stream is known. */
export type Told = {
  readonly type: FactType;
  readonly data: object;
  readonly id?: string;
  readonly recordedAt?: number;
};

/** A fact of this type on this day; the rest of its data has plain values unless given. */
export function told<T extends OrdinaryType>(type: T, on: string, data: Partial<Facts[T]> = {}, id?: string): Told {
  return { type, data: { ...plain[type], ...data, on: plainDate(on) }, ...(id !== undefined && { id }) };
}

export function withdrawing(fact: string): Told {
  return { type: 'FactWithdrawn', data: { fact, why: 'recorded-in-error' } };
}

export function correcting(fact: string, to: Told): Told {
  return { type: 'FactCorrected', data: { fact, data: to.data } };
}

/** Facts as one child's stream holds them: a day between one's recording and the next unless told otherwise. */
export function recorded(facts: readonly Told[], child = 'c'): Recorded[] {
  return facts.map(
    ({ type, data, id, recordedAt }, revision) =>
      ({
        id: id ?? `${child}-${String(revision)}`,
        type,
        data,
        revision,
        recordedAt: recordedAt ?? dayZero + revision * day,
        recordedBy: 'u1',
      }) as Recorded,
  );
}

export const dayZero = Date.UTC(2020, 0, 1, 9);
export const day = 86_400_000;

const meeting = { invited: [], attended: [], reportsReceived: [], childParticipated: false } as const;

const plain: { readonly [T in OrdinaryType]: object } = {
  ChildRegistered: { sex: 'F' },
  ChildDetailsAmended: {},
  ChildBorn: { dateOfBirth: plainDate('2020-01-01'), sex: 'F' },
  ChildDied: {},
  WorkerAllocated: { worker: 'W1', team: 'T1' },
  WorkerUnallocated: { worker: 'W1' },
  FamilyLinked: { familyId: 'F1' },
  FamilyUnlinked: { familyId: 'F1' },
  BecameLookedAfter: {},
  CeasedToBeLookedAfter: {},
  TransferInNotified: { fromAuthority: '856', notifiedOn: plainDate('2026-01-05') },
  TransferInWithdrawn: {},
  TransferOutNotified: { toAuthority: '857', notifiedOn: plainDate('2026-01-05') },
  OtherAuthorityPlanNoted: { authority: '856', categories: ['NEG'] },
  OtherAuthorityPlanEnded: { authority: '856' },
  CaseBroughtForward: { referral: { on: plainDate('2025-11-10'), source: '2A', awaitsDecision: false } },
  ContactReceived: { contactId: 'k1', source: '1A' },
  ContactDecided: { contactId: 'k1', outcome: 'referral' },
  ReferralReceived: { source: '1A' },
  ReferralDecided: { decision: 'assess' },
  CaseClosed: { reason: 'RC1' },
  AssessmentStarted: { kind: 'single' },
  AssessmentAuthorised: { kind: 'single', factors: [], outcome: 'child-in-need' },
  StrategyDiscussionHeld: { attended: ['social-care', 'police', 'health'], decision: 'section-47-joint' },
  Section47Concluded: { outcome: 'conference-required', substantiated: true },
  InitialConferenceBooked: { for: plainDate('2020-03-02') },
  InitialConferenceHeld: { ...meeting, outcome: 'plan' },
  PlanStarted: { categories: ['NEG'] },
  PlanCategoriesChanged: { categories: ['EMO', 'NEG'] },
  CoreGroupHeld: { attended: ['social-care', 'health'] },
  ReviewConferenceBooked: { for: plainDate('2020-06-02') },
  ReviewConferenceHeld: { ...meeting, outcome: 'continue' },
  PlanEnded: { reason: 'review-decision', stepDown: 'none' },
  ChildInNeedPlanStarted: {},
  ChildInNeedPlanReviewed: {},
  ChildInNeedPlanEnded: {},
  ChildVisited: { purpose: 'protection-plan', seen: true, seenAlone: true },
  PoliceProtectionTaken: { at: '22:40' },
  PoliceProtectionEnded: { at: '15:05' },
  EmergencyProtectionOrderMade: { until: plainDate('2020-03-09') },
  EmergencyProtectionOrderExtended: { until: plainDate('2020-03-16') },
  EmergencyProtectionOrderEnded: {},
};

/**
 * Anything a stream may hold, lawful or not: facts on few days so that they collide, out of order, at one instant or
 * with the recording clock set back, and corrections and withdrawals of one another. `first` are recorded before them.
 */
export function anyFacts(
  child = 'c',
  maxLength = 24,
  minLength = 0,
  first: readonly Told[] = [],
): fc.Arbitrary<Recorded[]> {
  const ordinary = fc.oneof(
    ...movers.map(([type, data]) =>
      fc
        .record({ day: anyDay, more: data, at: fc.option(fc.constantFrom('09:00', '10:30'), { nil: undefined }) })
        .map(({ day: on, more, at }): Told => told(type, on, { ...more, ...(at !== undefined && { at }) })),
    ),
  );
  const step = fc.record({
    fact: ordinary,
    change: fc.option(fc.record({ of: fc.nat(30), how: fc.constantFrom('withdraw', 'correct') }), {
      freq: 4,
      nil: undefined,
    }),
    later: fc.constantFrom(0, 0, 1, 60_000, day, -5),
  });
  return fc.array(step, { minLength, maxLength }).map((steps) => {
    const facts: Recorded[] = recorded(first, child).map((fact) => ({ ...fact, recordedAt: dayZero }));
    let at = dayZero;
    for (const [place, { fact, change, later }] of steps.entries()) {
      const revision = first.length + place;
      at += later;
      const named = facts[change === undefined ? 0 : change.of % Math.max(1, facts.length)];
      const next = change === undefined || named === undefined ? fact : changing(named, change.how, fact);
      facts.push({
        ...recorded([next], child)[0],
        id: `${child}-${String(revision)}`,
        revision,
        recordedAt: at,
      } as Recorded);
    }
    return facts;
  });
}

/** A correction keeps the type of its fact: another day, and the rest as it was. */
function changing(named: Recorded, how: string, other: Told): Told {
  if (how === 'withdraw' || named.type === 'FactWithdrawn' || named.type === 'FactCorrected')
    return withdrawing(named.id);
  return correcting(named.id, { type: named.type, data: { ...named.data, on: (other.data as { on: string }).on } });
}

const anyDay = fc.oneof(
  fc.constantFrom('2016-02-29', '2017-02-28', '2017-03-31', '2017-04-01', '2018-02-28', '2018-03-31', '2018-04-01'),
  fc.nat(1200).map((days) => addDays(plainDate('2015-06-01'), days)),
  fc.constantFrom('2004-12-30', '2028-12-30'),
);

const movers: readonly (readonly [OrdinaryType, fc.Arbitrary<object>])[] = [
  [
    'ChildRegistered',
    fc.constantFrom(
      { dateOfBirth: '2012-02-29', sex: 'M', ethnicity: 'WBRI', disabilities: ['NONE'] },
      { dateOfBirth: '2000-04-01', ethnicity: 'BAFR' },
      { expectedDateOfBirth: '2017-06-30', sex: 'U', ethnicity: 'NOBT' },
      {},
    ),
  ],
  ['ChildBorn', fc.constant({ dateOfBirth: '2017-07-02', sex: 'M' })],
  ['ChildDetailsAmended', fc.constantFrom({ sex: 'M' }, { dateOfBirth: '2011-09-30' }, { ethnicity: 'MOTH' })],
  ['WorkerAllocated', fc.constantFrom({}, { worker: 'W2' }, { worker: 'W2', team: 'T2' })],
  ['WorkerUnallocated', fc.constantFrom({}, { worker: 'W2' })],
  ['FamilyLinked', fc.constantFrom({}, { familyId: 'F2' })],
  ['FamilyUnlinked', fc.constant({})],
  ['BecameLookedAfter', fc.constant({})],
  ['CeasedToBeLookedAfter', fc.constant({})],
  ['ContactReceived', fc.constantFrom({}, { contactId: 'k2' })],
  ['ContactDecided', fc.constantFrom({}, { contactId: 'k2', outcome: 'early-help' })],
  ['ReferralReceived', fc.constant({})],
  ['ReferralReceived', fc.constantFrom<object>({}, { contactId: 'k2' }, { decision: 'not-known' })],
  ['ReferralDecided', fc.constantFrom({ decision: 'assess' }, { decision: 'no-further-action' })],
  ['CaseClosed', fc.constantFrom({}, { reason: 'RC8' })],
  ['AssessmentStarted', fc.constantFrom({ kind: 'single' }, { kind: 'core' }, { kind: 'initial' })],
  ['AssessmentAuthorised', fc.constantFrom({ kind: 'single' }, { kind: 'core' }, { kind: 'initial' })],
  [
    'StrategyDiscussionHeld',
    fc.constantFrom({}, { decision: 'no-section-47' }, { attended: ['police'] }, { attended: 'not-known' }),
  ],
  ['Section47Concluded', fc.constantFrom({}, { outcome: 'conference-not-required' })],
  ['InitialConferenceHeld', fc.constantFrom({}, { outcome: 'adjourned' })],
  [
    'PlanStarted',
    fc.constantFrom(
      {},
      { previousPlansHere: { count: 1 } },
      { previousPlansHere: { count: 2, lastEndedOn: '2015-05-01' } },
    ),
  ],
  ['PlanStarted', fc.constant({})],
  ['PlanCategoriesChanged', fc.constant({})],
  ['ReviewConferenceHeld', fc.constantFrom({}, { outcome: 'adjourned' }, { outcome: 'end' })],
  ['ReviewConferenceHeld', fc.constant({})],
  ['PlanEnded', fc.constant({})],
];
