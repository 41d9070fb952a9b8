import { addDays, plainDate, type PlainDate } from '#calendar';
import { catalogue, ordinaryTypes, type OrdinaryType } from '#events';
import type { Effective } from '#history';
import { asRecorded, happened } from '#testing';
import { englandTimescales } from '#timescales';
import { journeyLaw, type Decision, type ProposedFact } from './index.ts';
import { machinesFor, type State } from './machines.ts';
import { stepperOf } from './stepper.ts';
import { verdictOf } from './verdict.ts';

/**
 * Walks the machine breadth first from several stages of a journey, by facts that stand for everything its order tells
 * apart, on the same day and the next, until it comes to no new place. Two histories that stand alike are walked on
 * from once.
 */
const least = { places: 400, recorded: 1_000 };

const local = { conferenceQuorum: { present: ['social-care', 'police', 'health'], others: 1 } } as const;
const law = journeyLaw(englandTimescales, local);
const { reading } = machinesFor(englandTimescales, local);
const { start, armsOf, next } = stepperOf(reading, englandTimescales);

interface Place {
  readonly facts: readonly ProposedFact[];
  readonly state: State;
  readonly on: PlainDate;
}

const first = plainDate('2026-01-05');
const f = happened;
const day = '2026-01-05';

/** Facts on any day; the walk sets theirs. One for each thing the order of the journey tells apart. */
const steps: readonly ProposedFact[] = [
  f('ChildDied', day),
  f('ReferralReceived', day),
  f('ReferralDecided', day),
  f('ReferralDecided', day, { decision: 'no-further-action' }),
  f('AssessmentStarted', day),
  f('AssessmentAuthorised', day),
  f('AssessmentStarted', day, { kind: 'core' }),
  f('AssessmentAuthorised', day, { kind: 'core' }),
  f('StrategyDiscussionHeld', day),
  f('StrategyDiscussionHeld', day, { decision: 'no-section-47' }),
  f('Section47Concluded', day),
  f('Section47Concluded', day, { outcome: 'conference-not-required' }),
  f('InitialConferenceHeld', day),
  f('InitialConferenceHeld', day, { outcome: 'no-further-action' }),
  f('InitialConferenceHeld', day, { outcome: 'adjourned' }),
  f('PlanStarted', day),
  f('ReviewConferenceHeld', day),
  f('ReviewConferenceHeld', day, { outcome: 'end' }),
  f('ReviewConferenceHeld', day, { outcome: 'adjourned' }),
  f('PlanEnded', day),
  f('PlanEnded', day, { reason: 'left-uk' }),
  f('PlanEnded', day, { reason: 'died' }),
  f('ChildInNeedPlanStarted', day),
  f('ChildInNeedPlanEnded', day),
  f('ContactReceived', day),
  f('CaseClosed', day),
];

/** Where the walk sets out from: the stages of a journey, the deepest last. */
const beginnings: readonly (readonly ProposedFact[])[] = stages([
  [f('ChildRegistered', day, { dateOfBirth: plainDate('2018-03-14') })],
  [f('ReferralReceived', day), f('ReferralDecided', day)],
  [f('StrategyDiscussionHeld', day)],
  [f('Section47Concluded', day)],
  [f('InitialConferenceHeld', day)],
  [f('PlanStarted', day)],
  [f('StrategyDiscussionHeld', day)],
]);

const places = walk();

it(`comes to at least ${least.places} different places`, () => {
  expect(places.length).toBeGreaterThanOrEqual(least.places);
  const visited = (region: keyof State['value'], name: string) =>
    places.some(({ state }) => JSON.stringify(state.value[region]).includes(name));
  expect(visited('child', 'died')).toBe(true);
  for (const name of ['enquiring', 'reviewed', 'awaitingConference']) expect(visited('enquiry', name)).toBe(true);
  for (const name of ['decided', 'onPlan']) expect(visited('plan', name)).toBe(true);
});

/** Is in every place, just before what is proposed: the emergency powers stand apart from all other places. */
const inPoliceProtection = f('PoliceProtectionTaken', day, { at: '00:10' }, 'taken');
const underOrder = f('EmergencyProtectionOrderMade', day, {}, 'order');

/**
 * A fact that protects a child, given no reason and nobody’s attendance, and when it is lawful in order; with what has
 * just happened where it needs that.
 */
const protective: readonly (readonly [ProposedFact, (told: Told) => boolean, ProposedFact?])[] = [
  [f('PoliceProtectionTaken', day, { at: '23:50' }), ({ alive }) => alive],
  [f('PoliceProtectionEnded', day, { at: '23:50' }), ({ alive }) => alive, inPoliceProtection],
  [f('EmergencyProtectionOrderMade', day, { until: plainDate('2199-01-01') }), ({ alive }) => alive],
  [f('EmergencyProtectionOrderExtended', day, { until: plainDate('2199-01-01') }), ({ alive }) => alive, underOrder],
  [f('EmergencyProtectionOrderEnded', day), ({ alive }) => alive, underOrder],
  [f('ChildVisited', day), ({ alive }) => alive],
  [f('ReferralReceived', day), ({ alive, caseOpen }) => alive && !caseOpen],
  [f('StrategyDiscussionHeld', day, { attended: [] }), ({ alive, caseOpen }) => alive && caseOpen],
  [f('PlanStarted', day), ({ alive, caseOpen, decidedOn, on }) => alive && caseOpen && decidedOn === on],
];

const reasons = { lateReason: 'x', inquorateReason: 'x', withoutEnquiryReason: 'x', attended: [] } as const;

/** Meetings that must say why they are late or lack someone: recorded once they do. */
const meetings: readonly (readonly [ProposedFact, (told: Told) => boolean])[] = [
  [
    f('InitialConferenceHeld', day, reasons),
    ({ alive, caseOpen, planOn }) => alive && caseOpen && planOn === undefined,
  ],
  [f('InitialConferenceHeld', day, { ...reasons, outcome: 'adjourned' }), ({ alive, caseOpen }) => alive && caseOpen],
  [f('ReviewConferenceHeld', day, reasons), ({ alive, planOn, on }) => alive && planOn !== undefined && planOn < on],
];

it('records every protective fact that is lawful in order, in every place, however late, whoever was missing', () => {
  const types = new Set<OrdinaryType>(protective.map(([fact]) => fact.type as OrdinaryType));
  expect([...types].sort()).toEqual(ordinaryTypes.filter((type) => 'protective' in catalogue[type]).sort());
  let recorded = 0;
  for (const [fact, isLawful, already] of [...protective, ...meetings]) {
    let recordedHere = 0;
    for (const place of places) {
      for (const later of [0, 400]) {
        const on = addDays(place.on, later);
        const proposed = { ...dated(fact, on), id: 'proposed' };
        const facts = already === undefined ? place.facts : [...place.facts, dated(already, place.on)];
        const decision = law.decide(facts.map(asRecorded), [proposed], { recordedAt: 99, recordedBy: 'u1' });
        if (isLawful(toldBy(place.facts, on))) {
          if (!decision.ok) throw new Error(heldBack(place, proposed, decision));
          recordedHere += 1;
        } else expect(decision).toMatchObject({ ok: false, because: 'order' });
      }
    }
    expect([fact.type, recordedHere > 0]).toEqual([fact.type, true]);
    recorded += recordedHere;
  }
  expect(recorded).toBeGreaterThanOrEqual(least.recorded);
});

it('asks a meeting for its reasons and for nothing else, where they are all that is missing', () => {
  for (const place of places) {
    for (const [fact, isLawful] of meetings) {
      const on = addDays(place.on, 400);
      const data = { ...fact.data, lateReason: '', inquorateReason: '', withoutEnquiryReason: '' };
      const proposed = { ...dated({ ...fact, data } as ProposedFact, on), id: 'proposed' };
      const decision = law.decide(place.facts.map(asRecorded), [proposed], { recordedAt: 99, recordedBy: 'u1' });
      expect(decision.ok || decision.because).toBe(isLawful(toldBy(place.facts, on)) ? 'reason' : 'order');
    }
  }
});

/** What brings a case to its end, in an order that leaves nothing open. */
const ending: readonly ProposedFact[] = [
  f('AssessmentAuthorised', day, reasons),
  f('AssessmentAuthorised', day, { ...reasons, kind: 'core' }),
  f('Section47Concluded', day, { ...reasons, outcome: 'conference-not-required' }),
  f('InitialConferenceHeld', day, { ...reasons, outcome: 'no-further-action' }),
  f('PlanEnded', day, { reason: 'left-uk' }),
  f('ChildInNeedPlanEnded', day),
  f('CaseClosed', day, reasons),
];

it('can bring every case to its end, the child’s death included', () => {
  for (const { facts, state, on } of places) {
    if (state.value.case !== 'open') continue;
    let history = facts;
    for (const [place, fact] of ending.entries()) {
      // After a death a plan ends on the day of the death; else nothing ends the day it began.
      const ends = fact.type === 'PlanEnded' && state.context.diedOn !== undefined;
      const proposed = ends
        ? { ...dated(f('PlanEnded', day, { reason: 'died' }), state.context.diedOn ?? on), id: `end ${place}` }
        : { ...dated(fact, addDays(on, 1)), id: `end ${place}` };
      const decision = law.decide(history.map(asRecorded), [proposed], { recordedAt: 99, recordedBy: 'u1' });
      if (decision.ok) history = [...history, proposed];
    }
    const { state: after, standing } = law.read(history.map(asRecorded));
    if (after.case !== 'closed') throw new Error(`No way out of: ${standing}\n${told(facts)}`);
  }
});

/** A second reader of the history, by hand: what it says of order, apart from the machine. */
interface Told {
  readonly on: PlainDate;
  readonly alive: boolean;
  readonly caseOpen: boolean;
  /** The day of a conference that decided on a plan which has not started. */
  readonly decidedOn: PlainDate | undefined;
  readonly planOn: PlainDate | undefined;
}

function toldBy(facts: readonly ProposedFact[], on: PlainDate): Told {
  let told: Told = { on, alive: false, caseOpen: false, decidedOn: undefined, planOn: undefined };
  for (const { type, data } of facts) {
    if (type === 'ChildRegistered') told = { ...told, alive: true };
    if (type === 'ChildDied') told = { ...told, alive: false };
    if (type === 'ReferralReceived') told = { ...told, caseOpen: true };
    if (type === 'ReferralDecided' && data.decision === 'no-further-action') told = { ...told, caseOpen: false };
    if (type === 'CaseClosed') told = { ...told, caseOpen: false };
    if (type === 'InitialConferenceHeld' && data.outcome !== 'adjourned' && told.planOn === undefined) {
      told = { ...told, decidedOn: data.outcome === 'plan' ? data.on : undefined };
    }
    if (type === 'PlanStarted') told = { ...told, planOn: data.on, decidedOn: undefined };
    if (type === 'PlanEnded') told = { ...told, planOn: undefined };
  }
  return told;
}

function walk(): readonly Place[] {
  const seen = new Map<string, Place>();
  let front: Place[] = [];
  for (const facts of beginnings) {
    let place: Place = { facts: [], state: start, on: first };
    for (const fact of facts) {
      const next = stepped(place, fact, fact.data as { on: PlainDate });
      if (next === undefined) throw new Error(`The walk cannot begin with ${told(facts)}`);
      place = next;
    }
    seen.set(JSON.stringify(place.state.value), place);
    front.push(place);
  }
  while (front.length > 0) {
    const reached: Place[] = [];
    for (const place of front) {
      for (const fact of steps) {
        for (const later of [0, 1]) {
          const next = stepped(place, fact, { on: addDays(place.on, later) });
          if (next === undefined) continue;
          const key = JSON.stringify(next.state.value);
          if (seen.has(key)) continue;
          seen.set(key, next);
          reached.push(next);
        }
      }
    }
    front = reached;
  }
  return [...seen.values()];
}

function stepped({ facts, state }: Place, fact: ProposedFact, { on }: { readonly on: PlainDate }): Place | undefined {
  const happens = { ...dated(fact, on), id: `f${facts.length}` };
  const recorded = asRecorded(happens, facts.length);
  const effective = { ...recorded, time: '', sources: [happens.id] } as unknown as Effective;
  const arms = armsOf(state, effective);
  if (verdictOf(arms) !== null) return undefined;
  return { facts: [...facts, happens], state: next(state, effective, arms), on };
}

function stages(parts: readonly (readonly ProposedFact[])[]): readonly (readonly ProposedFact[])[] {
  return parts.map((_, place) =>
    parts
      .slice(0, place + 1)
      .flatMap((facts, each) => facts.map((fact) => dated(fact, addDays(first, each > 4 ? each - 1 : each)))),
  );
}

function dated(fact: ProposedFact, on: PlainDate): ProposedFact {
  return { ...fact, data: { ...fact.data, on } } as ProposedFact;
}

function told(facts: readonly ProposedFact[]): string {
  return facts.map(({ type, data }) => `${type} ${JSON.stringify(data)}`).join('\n');
}

function heldBack(place: Place, proposed: ProposedFact, decision: Decision): string {
  return `Held back: ${told([proposed])}\n${JSON.stringify(decision)}\nafter\n${told(place.facts)}`;
}
