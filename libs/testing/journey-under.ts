import { plainDate, type PlainDate } from '#calendar';
import type { Facts, FactType } from '#events';
import type { Recorded } from '#history';
import { journeyLaw, type Accepted, type Decision, type ProposedFact, type RefusalCode } from '#journey';
import { englandRules, englandTimescales, timescales, type Duty, type Quorum, type Timescales } from '#timescales';

/** What most facts say beyond their day, where a test does not care. */
const usual: { readonly [T in FactType]: Omit<Facts[T], 'on'> } = {
  ChildRegistered: { sex: 'F', dateOfBirth: plainDate('2009-06-15') },
  ChildDetailsAmended: {},
  ChildBorn: { dateOfBirth: plainDate('2026-06-03'), sex: 'M' },
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
  ContactReceived: { contactId: 'C1', source: '2A' },
  ContactDecided: { contactId: 'C1', outcome: 'referral' },
  ReferralReceived: { source: '2A' },
  ReferralDecided: { decision: 'assess' },
  AssessmentStarted: { kind: 'single' },
  AssessmentAuthorised: { kind: 'single', factors: [], outcome: 'child-in-need' },
  StrategyDiscussionHeld: { attended: ['social-care', 'police', 'health'], decision: 'section-47-joint' },
  Section47Concluded: { outcome: 'conference-required', substantiated: true },
  InitialConferenceBooked: { for: plainDate('2026-02-02') },
  InitialConferenceHeld: {
    invited: ['social-care', 'police', 'health'],
    attended: ['social-care', 'police', 'health'],
    reportsReceived: ['social-care'],
    childParticipated: false,
    outcome: 'plan',
  },
  PlanStarted: { categories: ['NEG'] },
  PlanCategoriesChanged: { categories: ['NEG', 'EMO'] },
  CoreGroupHeld: { attended: ['social-care', 'health', 'family'] },
  ReviewConferenceBooked: { for: plainDate('2026-04-30') },
  ReviewConferenceHeld: {
    invited: ['social-care', 'health'],
    attended: ['social-care', 'health'],
    reportsReceived: ['social-care'],
    childParticipated: true,
    outcome: 'continue',
  },
  PlanEnded: { reason: 'review-decision', stepDown: 'child-in-need' },
  ChildInNeedPlanStarted: {},
  ChildInNeedPlanReviewed: {},
  ChildInNeedPlanEnded: {},
  ChildVisited: { purpose: 'protection-plan', seen: true, seenAlone: true },
  PoliceProtectionTaken: { at: '22:40' },
  PoliceProtectionEnded: { at: '15:05' },
  EmergencyProtectionOrderMade: { until: plainDate('2026-01-19') },
  EmergencyProtectionOrderExtended: { until: plainDate('2026-01-26') },
  EmergencyProtectionOrderEnded: {},
  CaseClosed: { reason: 'RC7' },
  FactWithdrawn: { fact: '', why: 'recorded-in-error' },
  FactCorrected: { fact: '', data: { on: plainDate('2026-01-05') } },
};

/** A fact on a day, with usual data where nothing else is said. */
export function happened<T extends FactType>(
  type: T,
  on: string,
  data: Partial<Omit<Facts[T], 'on'>> = {},
  id?: string,
): Extract<ProposedFact, { type: T }> {
  const whole = { ...usual[type], ...data, on: plainDate(on) };
  return { id: id ?? `${type}@${on}`, type, data: whole } as unknown as Extract<ProposedFact, { type: T }>;
}

/** A fact recorded before, by its id, no longer stands. */
export function withdrawn(fact: string, id = `withdrawal of ${fact}`): ProposedFact {
  return { id, type: 'FactWithdrawn', data: { fact, why: 'recorded-in-error' } };
}

/** A fact recorded before, by its id, is to be read with this one's data. */
export function corrected(fact: string, as: ProposedFact, id = `correction of ${fact}`): ProposedFact {
  return { id, type: 'FactCorrected', data: { fact, data: as.data } } as ProposedFact;
}

/** England's rules, with a quorum of conferences that an authority has had since 2000. */
export function withQuorum(quorum: Quorum): Timescales {
  const inForce = { from: plainDate('2000-01-01'), to: null };
  return timescales(englandTimescales.calendar, englandRules, [{ ...quorum, inForce, source: 'local procedures' }]);
}

/** Given facts recorded in this order; when one post of facts is made; then the law answers. */
export function journeyUnder(timescales: Timescales = englandTimescales) {
  const law = journeyLaw(timescales);
  return (...given: readonly ProposedFact[]) => {
    const facts = given.map(asRecorded);
    return {
      /** The journey the given facts come to. */
      journey: (happenedBy?: PlainDate) => law.read(facts, happenedBy),
      when: (...proposed: readonly ProposedFact[]) =>
        answerTo(law.decide(facts, proposed, { recordedAt: facts.length, recordedBy: 'u1' })),
    };
  };
}

/** The recorded form of a proposal, in its place. */
export function asRecorded(fact: ProposedFact, revision: number): Recorded {
  return { ...fact, revision, recordedAt: revision, recordedBy: 'u1' };
}

function answerTo(decision: Decision) {
  const accepted = (): Accepted => {
    if (!decision.ok) throw new Error(`Refused: ${JSON.stringify(decision)}`);
    return decision;
  };
  return {
    decision,
    thenAccepted: () => {
      expect(accepted()).toMatchObject({ missed: [], reasonOwed: [] });
    },
    thenAcceptedLate: (...clocks: readonly Duty[]) => {
      expect(accepted().missed.map(({ clock }) => clock)).toEqual(clocks);
    },
    thenRefused: (code: RefusalCode) => {
      expect(decision).toMatchObject({ ok: false, code });
    },
    thenOwed: (...owed: readonly object[]) => {
      expect(decision.ok ? decision.reasonOwed : 'owed' in decision ? decision.owed : decision).toMatchObject(owed);
    },
    thenChanged: (...changes: readonly object[]) => {
      expect(accepted().changed).toMatchObject(changes);
      expect(accepted().changed).toHaveLength(changes.length);
    },
    thenFalls: (...ids: readonly string[]) => {
      expect(decision).toMatchObject({ code: 'contradicts-later-facts', laterFacts: ids.map((id) => ({ id })) });
      expect(decision).toHaveProperty('laterFacts.length', ids.length);
    },
  };
}
