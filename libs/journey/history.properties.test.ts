import fc from 'fast-check';
import { addDays } from '#calendar';
import type { OrdinaryFacts, OrdinaryType } from '#events';
import type { Recorded } from '#history';
import { anyFact, anyLawfulJourney, asRecorded, corrected, happened, withdrawn } from '#testing';
import { englandTimescales } from '#timescales';
import { journeyLaw, type Journey, type ProposedFact, type RefusalCode } from './index.ts';

const law = journeyLaw(englandTimescales);
const by = { recordedAt: 1000, recordedBy: 'u1' };
const read = (facts: readonly ProposedFact[]) => law.read(facts.map(asRecorded));

/** What a journey comes to: its state, its clocks and what may come next. */
const outcome = ({ standing, state, clocks, unread, next }: Journey) => ({ standing, state, clocks, unread, next });

it('is tried on histories that reach deep: plans, their reviews and ends, second episodes', () => {
  const journeys = fc.sample(anyLawfulJourney(), { numRuns: 200, seed: 4 });
  const share = (type: OrdinaryType, times = 1) =>
    journeys.filter((facts) => facts.filter((fact) => fact.type === type).length >= times).length / journeys.length;
  expect(share('StrategyDiscussionHeld')).toBeGreaterThan(0.5);
  expect(share('PlanStarted')).toBeGreaterThan(0.4);
  expect(share('ReviewConferenceHeld')).toBeGreaterThan(0.2);
  expect(share('PlanEnded')).toBeGreaterThan(0.15);
  expect(share('ReferralReceived', 2)).toBeGreaterThan(0.1);
  expect(share('PlanStarted', 2)).toBeGreaterThan(0.02);
});

it('comes to the same after a restart, read from what was written by a law made anew', () => {
  fc.assert(
    fc.property(anyLawfulJourney(), (facts) => {
      const written = JSON.parse(JSON.stringify(facts.map(asRecorded))) as Recorded[];
      expect(journeyLaw(englandTimescales).read(written)).toEqual(read(facts));
    }),
    { numRuns: 60 },
  );
});

it('is as before once any fact is withdrawn and its withdrawal withdrawn, whether or not others would fall', () => {
  fc.assert(
    fc.property(anyLawfulJourney(), fc.nat(), (facts, place) => {
      const named = facts[place % facts.length]?.id ?? '';
      const undone = [...facts, withdrawn(named, 'mistake'), withdrawn('mistake', 'undone')];
      expect(outcome(read(undone))).toEqual(outcome(read(facts)));
      const redone = [...undone, withdrawn('undone', 'redone')];
      expect(outcome(read(redone))).toEqual(outcome(read([...facts, withdrawn(named, 'mistake')])));
    }),
    { numRuns: 60 },
  );
});

it('reads a corrected fact by its last correction that stands, whatever was corrected and withdrawn between', () => {
  const undo = fc.record({ kind: fc.constantFrom('correct', 'withdraw'), of: fc.nat(20), days: fc.nat(9) });
  let moved = 0;
  fc.assert(
    fc.property(anyLawfulJourney(12), fc.nat(), fc.array(undo, { maxLength: 8 }), (facts, place, undoings) => {
      const fact = facts[place % facts.length] ?? happened('ChildRegistered', '2026-01-01');
      const told: Undoing[] = [];
      const history = [...facts];
      for (const { kind, of, days } of undoings) {
        const id = `u${told.length}`;
        // Names the fact itself, or one of the undoings before; only the fact can be corrected.
        const target = kind === 'correct' ? fact.id : [fact.id, ...told.map((each) => each.id)][of % (told.length + 1)];
        const data = { ...fact.data, on: addDays((fact.data as OrdinaryFacts['ChildVisited']).on, days) };
        told.push({ id, target: target ?? fact.id, data: kind === 'correct' ? data : undefined });
        const as = { ...fact, data } as ProposedFact;
        history.push(kind === 'correct' ? corrected(fact.id, as, id) : withdrawn(target ?? fact.id, id));
      }
      const stands = read(history).history.find(({ id }) => id === fact.id);
      const isGone = told.some(
        (each, at) => each.data === undefined && each.target === fact.id && isStanding(told, at),
      );
      const last = told.filter((each, at) => each.data !== undefined && isStanding(told, at)).at(-1);
      expect(stands?.data).toEqual(isGone ? undefined : (last?.data ?? fact.data));
      if (!isGone && last !== undefined) moved += 1;
    }),
    { numRuns: 200 },
  );
  expect(moved).toBeGreaterThan(30);
});

it('accepts a post of facts, withdrawals and corrections exactly when nothing in the history falls, read anew', () => {
  const kind = fc.constantFrom('record', 'record', 'withdraw', 'correct');
  const anyPost = fc.array(fc.record({ fact: anyFact(90), kind, place: fc.nat() }), { minLength: 1, maxLength: 4 });
  const answered = { accepted: 0, refused: 0, fallen: 0 };
  fc.assert(
    fc.property(anyLawfulJourney(), anyPost, (facts, post) => {
      const history = [...facts];
      for (const each of post) {
        const named = history[each.place % history.length] ?? each.fact;
        const id = `post ${history.length - facts.length}`;
        const moved = { ...named, data: { ...named.data, on: (each.fact.data as { on: string }).on } } as ProposedFact;
        if (each.kind === 'record') history.push({ ...each.fact, id });
        else history.push(each.kind === 'withdraw' ? withdrawn(named.id, id) : corrected(named.id, moved, id));
      }
      const decision = law.decide(facts.map(asRecorded), history.slice(facts.length), by);
      if (!decision.ok && faults.includes(decision.code)) return;
      const { unread } = journeyLaw(englandTimescales).read(history.map(asRecorded));
      expect(decision.ok).toBe(unread.length === 0);
      if (decision.ok) expect(outcome(decision.journey)).toEqual(outcome(read(history)));
      if (decision.ok) answered.accepted += 1;
      else if (decision.code === 'contradicts-later-facts') answered.fallen += 1;
      else answered.refused += 1;
    }),
    { numRuns: 200 },
  );
  expect(Math.min(...Object.values(answered))).toBeGreaterThan(10);
});

/** A correction that cannot be made whatever the order of things. */
const faults: readonly RefusalCode[] = ['fact-unknown', 'fact-already-withdrawn', 'correction-of-correction'];

/** A correction or withdrawal, in the order recorded. */
interface Undoing {
  readonly id: string;
  readonly target: string;
  readonly data: object | undefined;
}

/** It stands unless something later that stands withdraws it. */
function isStanding(told: readonly Undoing[], at: number): boolean {
  return !told.some((each, later) => later > at && each.target === told[at]?.id && isStanding(told, later));
}
