import fc from 'fast-check';
import { addDays, plainDate } from '#calendar';
import {
  assessmentKinds,
  conferenceOutcomes,
  enquiryOutcomes,
  ordinaryTypes,
  personalFields,
  planEndReasons,
  referralDecisions,
  reviewOutcomes,
  strategyDecisions,
  type OrdinaryFacts,
  type OrdinaryType,
} from '#events';
import { journeyLaw, type ProposedFact } from '#journey';
import { englandTimescales } from '#timescales';
import { asRecorded, happened } from './journey-under.ts';

/** What the order of the journey tells apart in each fact's data; the same thing twice is the likelier. */
const variants: { readonly [T in OrdinaryType]?: readonly Partial<Omit<OrdinaryFacts[T], 'on'>>[] } = {
  ContactReceived: [{ contactId: 'C1' }, { contactId: 'C2' }],
  ContactDecided: [{ contactId: 'C1' }, { contactId: 'C2' }],
  ReferralDecided: ['assess' as const, ...referralDecisions].map((decision) => ({ decision })),
  AssessmentStarted: assessmentKinds.map((kind) => ({ kind })),
  AssessmentAuthorised: assessmentKinds.map((kind) => ({ kind })),
  StrategyDiscussionHeld: strategyDecisions.map((decision) => ({ decision })),
  Section47Concluded: ['conference-required' as const, ...enquiryOutcomes].map((outcome) => ({ outcome })),
  WorkerAllocated: [{ worker: 'W1' }, { worker: 'W2' }],
  WorkerUnallocated: [{ worker: 'W1' }, { worker: 'W2' }],
  FamilyLinked: [{ familyId: 'F1' }, { familyId: 'F2' }],
  FamilyUnlinked: [{ familyId: 'F1' }, { familyId: 'F2' }],
  ReferralReceived: [{}, {}, { byTransferIn: true }],
  InitialConferenceHeld: [
    ...(['plan', 'plan', ...conferenceOutcomes] as const).map((outcome) => ({ outcome })),
    { outcome: 'plan', kind: 'transfer-in' },
    { outcome: 'plan', kind: 'following-enquiry' },
  ],
  ReviewConferenceHeld: reviewOutcomes.map((outcome) => ({ outcome })),
  PlanEnded: ['looked-after' as const, ...planEndReasons].map((reason) => ({ reason })),
  CaseClosed: [{ reason: 'RC7' }, { reason: 'RC8' }],
};

/** Any ordinary fact within some days, giving every reason it could owe. Ids are the caller's to make unique. */
export function anyFact(days = 40): fc.Arbitrary<ProposedFact> {
  return fc
    .record({ type: fc.constantFrom(...ordinaryTypes), day: fc.nat(days), variant: fc.nat() })
    .map(({ type, day, variant }) => fact(type, day, variant));
}

/** Any ordinary facts, lawful or not, each under an id of its own, after a registration. */
export function anyHistory(maxLength = 25): fc.Arbitrary<readonly ProposedFact[]> {
  return fc
    .array(anyFact(), { maxLength })
    .map((facts) => numbered([happened('ChildRegistered', '2026-01-01'), ...facts]));
}

/**
 * A journey whose every fact was accepted, some days apart. What leads on is the likelier, so that plans, their reviews
 * and second episodes are common, and a fact refused for its data is tried again with other data.
 */
export function anyLawfulJourney(maxLength = 25): fc.Arbitrary<readonly ProposedFact[]> {
  const step = fc.noBias(
    fc.record({ pick: fc.nat(), days: fc.constantFrom(0, 0, 0, 1, 4, 12, 45), variant: fc.nat() }),
  );
  return fc.array(step, { minLength: 5, maxLength, size: 'max' }).map((steps) => {
    const facts: ProposedFact[] = [happened('ChildRegistered', '2026-01-01', {}, 'f0')];
    const recorded = facts.map(asRecorded);
    let day = 0;
    for (const { pick, days, variant } of steps) {
      const type = chosen(law.read(recorded).next, pick);
      if (type === undefined) break;
      const gap = sameDay.includes(type) ? days % 4 : days;
      const id = `f${String(facts.length)}`;
      const proposed = [0, 1, 2]
        .map((other) => ({ ...fact(type, day + gap, variant + other), id }))
        .find((each) => law.decide(recorded, [each], { recordedAt: facts.length, recordedBy: 'u1' }).ok);
      if (proposed === undefined) continue;
      recorded.push(asRecorded(proposed, facts.length));
      facts.push(proposed);
      day += gap;
    }
    return facts;
  });
}

const law = journeyLaw(englandTimescales);

/** How much likelier than others a fact is to be chosen next: what leads deeper into the journey, and then out of it. */
const leadsOn: { readonly [T in OrdinaryType]?: number } = {
  ReferralReceived: 24,
  ReferralDecided: 8,
  StrategyDiscussionHeld: 14,
  Section47Concluded: 14,
  InitialConferenceHeld: 24,
  PlanStarted: 200,
  CoreGroupHeld: 6,
  ReviewConferenceHeld: 24,
  PlanEnded: 8,
  CaseClosed: 6,
};

/** What happens on the day of what decided it. */
const sameDay: readonly OrdinaryType[] = ['PlanStarted', 'PlanEnded'];

/** Facts that move little, or end everything: a journey of them tells little. */
const rare: readonly OrdinaryType[] = [
  'CaseBroughtForward',
  'InitialConferenceBooked',
  'ReviewConferenceBooked',
  'ChildVisited',
  'ChildDetailsAmended',
  'ChildBorn',
  'ChildDied',
];

function chosen(next: readonly OrdinaryType[], pick: number): OrdinaryType | undefined {
  if (pick % 67 === 0 && next.includes('ChildDied')) return 'ChildDied';
  // A conference out of course is not offered, and is held all the same, for a reason that is given.
  const outOfCourse: readonly OrdinaryType[] = next.includes('StrategyDiscussionHeld') ? ['InitialConferenceHeld'] : [];
  const weighed = [...new Set([...next, ...outOfCourse])]
    .filter((type) => !rare.includes(type))
    .flatMap((type) => Array<OrdinaryType>(leadsOn[type] ?? 1).fill(type));
  return weighed[pick % weighed.length];
}

function fact(type: OrdinaryType, day: number, variant: number): ProposedFact {
  const known = variants[type] ?? [{}];
  const reasons = personalFields(type).filter((field) => field.endsWith('Reason'));
  const given = Object.fromEntries(reasons.map((field) => [field, 'x']));
  const on = addDays(plainDate('2026-01-05'), day);
  // A move is recorded the day it is notified, or soon after.
  const notified = type === 'TransferInNotified' && { notifiedOn: addDays(on, -(variant % 3)) };
  return happened(type, on, { ...given, ...notified, ...known[variant % known.length] });
}

function numbered(facts: readonly ProposedFact[]): readonly ProposedFact[] {
  return facts.map((each, place) => ({ ...each, id: `f${String(place)}` }));
}
