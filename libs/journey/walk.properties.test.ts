import { addDays, plainDate, type PlainDate } from '#calendar';
import { catalogue, ordinaryTypes, type OrdinaryType } from '#events';
import type { Effective, Recorded } from '#history';
import { asRecorded, happened } from '#testing';
import { localDuties, rulebook } from '#timescales';
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

/** As strict an authority as there could be: every duty of its own falls due the next day, and its quorum asks for all. */
const ofItsOwn = { inForce: { from: plainDate('2000-01-01'), to: null }, source: 'local procedures' } as const;
const timescales = rulebook([
  {
    authority: '855',
    rules: localDuties.map((duty) => ({ ...ofItsOwn, duty, limit: { days: 1 } })),
    conferenceQuorum: [{ ...ofItsOwn, present: ['social-care', 'police', 'health'], others: 1 }],
  },
]).of('855');
const law = journeyLaw(timescales);
const { reading } = machinesFor(timescales);
const { start, armsOf, next } = stepperOf(reading, timescales);

interface Place {
  readonly facts: readonly ProposedFact[];
  readonly recorded: readonly Recorded[];
  readonly state: State;
  readonly on: PlainDate;
}

const first = plainDate('2026-01-05');
const f = happened;
const day = '2026-01-05';

/**
 * Facts on any day; the walk sets theirs. One for each thing the order of the journey tells apart, but for contacts,
 * initial and core assessments and circumstances, which stand beside what protects a child and have no part in it.
 */
const steps: readonly ProposedFact[] = [
  f('ChildDied', day),
  f('ReferralReceived', day),
  f('ReferralDecided', day),
  f('ReferralDecided', day, { decision: 'no-further-action' }),
  f('AssessmentStarted', day),
  f('AssessmentAuthorised', day),
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
  f('TransferInNotified', day),
  f('TransferInWithdrawn', day),
  f('InitialConferenceHeld', day, { kind: 'transfer-in' }),
  f('InitialConferenceHeld', day, { kind: 'following-enquiry' }),
  f('CaseClosed', day),
];

const broughtPlan = {
  startedOn: plainDate('2025-11-24'),
  conferenceOn: plainDate('2025-11-24'),
  initialCategories: ['NEG'],
  latestCategories: ['NEG'],
  previousPlansHere: { count: 0 },
} as const;

/** Where the walk sets out from: the stages of a journey, without emergency powers and under them. */
const beginnings: readonly (readonly ProposedFact[])[] = [
  ...stages([]),
  ...stages([f('PoliceProtectionTaken', day), f('EmergencyProtectionOrderMade', day)]),
];

function stages(emergency: readonly ProposedFact[]): readonly (readonly ProposedFact[])[] {
  const parts = [
    [f('ChildRegistered', day, { dateOfBirth: plainDate('2018-03-14') }), ...emergency],
    [f('ReferralReceived', day), f('ReferralDecided', day)],
    [f('StrategyDiscussionHeld', day)],
    [f('Section47Concluded', day)],
    [f('InitialConferenceHeld', day)],
    [f('PlanStarted', day)],
    [f('StrategyDiscussionHeld', day)],
  ];
  // Each stage a day after the one before, but the plan, which starts on the day of its conference.
  const days = [0, 1, 2, 3, 4, 4, 5];
  return parts.map((_, place) =>
    parts
      .slice(0, place + 1)
      .flatMap((facts, each) => facts.map((fact) => dated(fact, addDays(first, days[each] ?? each)))),
  );
}

/** Cases taken over mid-way, which remember what no fact here told. */
const openings: readonly (readonly ProposedFact[])[] = [
  {},
  { plan: { ...broughtPlan, lastReviewOn: plainDate('2025-12-15') } },
  { plan: broughtPlan, enquiry: { startedOn: plainDate('2025-12-22') } },
  { enquiry: { startedOn: plainDate('2025-12-22'), concludedOn: plainDate('2025-12-29') } },
  {
    childInNeedPlan: { startedOn: plainDate('2025-12-22') },
    assessment: { kind: 'single', startedOn: first },
  } as const,
].map((open) => [f('ChildRegistered', day), f('CaseBroughtForward', day, open)]);

const places = [...walk(), ...openings.map(placeAfter)];

it(`comes to at least ${least.places} different places`, () => {
  expect(places.length).toBeGreaterThanOrEqual(least.places);
  const visited = (region: keyof State['value'], name: string) =>
    places.some(({ state }) => JSON.stringify(state.value[region]).includes(name));
  expect(visited('child', 'died')).toBe(true);
  for (const name of ['enquiring', 'reviewed', 'awaitingConference']) expect(visited('enquiry', name)).toBe(true);
  for (const name of ['decided', 'onPlan']) expect(visited('plan', name)).toBe(true);
});

/** A fact that protects a child, given no reason and nobody’s attendance, and when it is lawful in order. */
const protective: readonly (readonly [ProposedFact, (told: Told) => boolean])[] = [
  [f('PoliceProtectionTaken', day, { at: '23:50' }), ({ alive }) => alive],
  [f('PoliceProtectionEnded', day, { at: '23:50' }), ({ alive }) => alive],
  [f('EmergencyProtectionOrderMade', day, { until: plainDate('2199-01-01') }), ({ alive }) => alive],
  [f('EmergencyProtectionOrderExtended', day, { until: plainDate('2199-01-01') }), ({ alive }) => alive],
  [f('EmergencyProtectionOrderEnded', day), ({ alive }) => alive],
  [f('ChildVisited', day), ({ alive }) => alive],
  [f('ReferralReceived', day), ({ alive, caseOpen }) => alive && !caseOpen],
  [f('StrategyDiscussionHeld', day, { attended: [] }), ({ alive, caseOpen }) => alive && caseOpen],
  [f('PlanStarted', day), ({ alive, caseOpen, decidedOn, on }) => alive && caseOpen && decidedOn === on],
];

const given = { lateReason: 'x', inquorateReason: 'x', withoutEnquiryReason: 'x' } as const;
const reasons = { ...given, attended: [], kind: 'following-enquiry' } as const;

/** Meetings that must say why they are late or lack someone: recorded once they do. */
const meetings: readonly (readonly [ProposedFact, (told: Told) => boolean])[] = [
  [
    f('InitialConferenceHeld', day, reasons),
    ({ alive, caseOpen, planOn }) => alive && caseOpen && planOn === undefined,
  ],
  [f('InitialConferenceHeld', day, { ...reasons, outcome: 'adjourned' }), ({ alive, caseOpen }) => alive && caseOpen],
  [
    f('InitialConferenceHeld', day, { ...reasons, kind: 'transfer-in', outcome: 'no-further-action' }),
    ({ alive, caseOpen }) => alive && caseOpen,
  ],
  [
    f('ReviewConferenceHeld', day, { ...given, attended: [] }),
    ({ alive, planOn, on }) => alive && planOn !== undefined && planOn < on,
  ],
];

it('records every protective fact that is lawful in order, in every place, however late, whoever was missing', () => {
  const types = new Set<OrdinaryType>(protective.map(([fact]) => fact.type as OrdinaryType));
  expect([...types].sort()).toEqual(ordinaryTypes.filter((type) => 'protective' in catalogue[type]).sort());
  let recorded = 0;
  for (const [fact, isLawful] of [...protective, ...meetings]) {
    let recordedHere = 0;
    for (const place of places) {
      for (const later of [0, 400]) {
        const on = addDays(place.on, later);
        const proposed = { ...dated(fact, on), id: 'proposed' };
        const decision = law.decide(place.recorded, [proposed], { recordedAt: 99, recordedBy: 'u1' });
        if (isLawful(toldBy(place, on))) {
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
      const decision = law.decide(place.recorded, [proposed], { recordedAt: 99, recordedBy: 'u1' });
      expect(decision.ok || decision.because).toBe(isLawful(toldBy(place, on)) ? 'reason' : 'order');
    }
  }
});

it('says of no fact that it could come next where it could not, whatever it said', () => {
  const could = new Map<OrdinaryType, number>();
  for (const { recorded, on } of places) {
    for (const type of law.read(recorded).next) {
      const said = [
        f(type, day),
        ...[...steps, ...meetings.map(([fact]) => fact)].filter((step) => step.type === type),
      ];
      const days = [on, addDays(on, 1)];
      const isAccepted = days.some((each) =>
        said.some((fact) => {
          const proposed = {
            ...dated({ ...fact, data: { ...fact.data, ...given } } as ProposedFact, each),
            id: 'proposed',
          };
          return law.decide(recorded, [proposed], { recordedAt: 99, recordedBy: 'u1' }).ok;
        }),
      );
      if (!isAccepted) could.set(type, (could.get(type) ?? 0) + 1);
    }
  }
  expect([...could]).toEqual([]);
});

/** What brings a case to its end, in an order that leaves nothing open. */
const ending: readonly ProposedFact[] = [
  f('AssessmentAuthorised', day, given),
  f('Section47Concluded', day, { ...given, outcome: 'conference-not-required' }),
  f('InitialConferenceHeld', day, { ...reasons, outcome: 'no-further-action' }),
  f('PlanEnded', day, { reason: 'left-uk' }),
  f('ChildInNeedPlanEnded', day),
  f('CaseClosed', day, given),
];

it('can bring every case to its end, the child’s death included', () => {
  for (const { facts, recorded, state, on } of places) {
    if (state.value.case !== 'open') continue;
    let history = recorded;
    for (const [place, fact] of ending.entries()) {
      // After a death a plan ends on the day of the death; else nothing ends the day it began.
      const ends = fact.type === 'PlanEnded' && state.context.diedOn !== undefined;
      const proposed = ends
        ? { ...dated(f('PlanEnded', day, { reason: 'died' }), state.context.diedOn ?? on), id: `end ${place}` }
        : { ...dated(fact, addDays(on, 1)), id: `end ${place}` };
      const decision = law.decide(history, [proposed], { recordedAt: 99, recordedBy: 'u1' });
      if (decision.ok) history = withFact(history, proposed);
    }
    const { state: after, standing } = law.read(history);
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

function toldBy({ facts }: Place, on: PlainDate): Told {
  let told: Told = { on, alive: false, caseOpen: false, decidedOn: undefined, planOn: undefined };
  for (const { type, data } of facts) {
    if (type === 'ChildRegistered') told = { ...told, alive: true };
    if (type === 'ChildDied') told = { ...told, alive: false };
    if (type === 'ReferralReceived') told = { ...told, caseOpen: true };
    if (type === 'ReferralDecided' && data.decision === 'no-further-action') told = { ...told, caseOpen: false };
    if (type === 'CaseBroughtForward') told = { ...told, caseOpen: true, planOn: data.plan?.startedOn };
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
    const place = placeAfter(facts);
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

function placeAfter(facts: readonly ProposedFact[]): Place {
  let place: Place = { facts: [], recorded: [], state: start, on: first };
  for (const fact of facts) {
    const reached = stepped(place, fact, fact.data as { on: PlainDate });
    if (reached === undefined) throw new Error(`The walk cannot begin with ${told(facts)}`);
    place = reached;
  }
  return place;
}

function stepped(from: Place, fact: ProposedFact, { on }: { readonly on: PlainDate }): Place | undefined {
  const happens = { ...dated(fact, on), id: `f${from.facts.length}` };
  const recorded = asRecorded(happens, from.facts.length);
  const effective = { ...recorded, time: '', sources: [happens.id] } as unknown as Effective;
  const arms = armsOf(from.state, effective);
  if (verdictOf(arms) !== null) return undefined;
  const state = next(from.state, effective, arms);
  return { facts: [...from.facts, happens], recorded: [...from.recorded, recorded], state, on };
}

function withFact(recorded: readonly Recorded[], fact: ProposedFact): readonly Recorded[] {
  return [...recorded, asRecorded(fact, recorded.length)];
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
