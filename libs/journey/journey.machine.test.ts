import fc from 'fast-check';
import { transition } from 'xstate';
import { ordinaryTypes } from '#events';
import { effectiveHistory } from '#history';
import { anyHistory, anyLawfulJourney, asRecorded } from '#testing';
import { englandTimescales } from '#timescales';
import { journeyMachine, refusals } from './index.ts';
import { machinesFor, type State } from './machines.ts';
import { stepperOf } from './stepper.ts';
import { verdictOf } from './verdict.ts';

const { reading, judging } = machinesFor(englandTimescales);

/** Every state a lawful journey comes to, and the facts that led there. */
const statesSeen = new Map<string, State>();

const { start, armsOf, next: nextOf } = stepperOf(reading, englandTimescales);

it('holds no timers and starts nothing', () => {
  expect(JSON.stringify(journeyMachine.config)).not.toMatch(/"(after|invoke|delay|spawn|always|raise|entry|exit)"/);
});

it('knows every ordinary fact of the catalogue, and no other', () => {
  const [record] = nodesOf(journeyMachine.root).filter(({ key }) => key === 'record');
  expect([...(record?.transitions.keys() ?? [])].sort()).toEqual([...ordinaryTypes].sort());
  expect(journeyMachine.events.filter((type) => type !== '*').sort()).toEqual([...ordinaryTypes].sort());
});

it('acts only to remember, and only in the region that carries no order', () => {
  for (const node of nodesOf(journeyMachine.root)) {
    for (const arm of [...node.transitions.values()].flat()) {
      expect(arm.actions.length).toBe(node.key === 'record' ? 1 : 0);
    }
  }
});

it('refuses without going anywhere, and with a documented code', () => {
  let refusing = 0;
  for (const node of nodesOf(journeyMachine.root)) {
    for (const { meta, target } of [...node.transitions.values()].flat()) {
      if (meta === undefined) continue;
      refusing += 1;
      expect(target).toBeUndefined();
      expect(Object.keys(refusals)).toContain(meta.refusal);
    }
  }
  expect(refusing).toBeGreaterThan(40);
});

it('steps as the public transition() does, whatever the facts and their order', () => {
  fc.assert(
    fc.property(fc.oneof(anyHistory(), anyLawfulJourney()), (facts) => {
      let mine = start;
      for (const fact of effectiveHistory(facts.map(asRecorded))) {
        const [theirs] = transition(reading, mine, fact);
        const arms = armsOf(mine, fact);
        const next = nextOf(mine, fact, arms);
        expect(next.toJSON()).toEqual(theirs.toJSON());
        const selected = reading.getTransitionData(mine, fact);
        expect(arms.length === selected.length && arms.every((arm, place) => arm === selected[place])).toBe(true);
        if (verdictOf(arms) === null) mine = next;
        statesSeen.set(JSON.stringify(mine.value), mine);
      }
    }),
    { numRuns: 60 },
  );
});

it('has an answer to every fact in every state: it accepts it, or refuses it with a reason of order', () => {
  expect(statesSeen.size).toBeGreaterThan(30);
  const facts = fc
    .sample(anyHistory(60), { numRuns: 20, seed: 7 })
    .flatMap((each) => effectiveHistory(each.map(asRecorded)));
  for (const state of statesSeen.values()) {
    const unanswered = facts.filter((fact) => verdictOf(reading.getTransitionData(state, fact)) === 'out-of-order');
    expect(unanswered).toEqual([]);
  }
});

it('refuses for a reason only when judging, and then only where it would otherwise accept', () => {
  fc.assert(
    fc.property(anyLawfulJourney(), (facts) => {
      let state = start;
      for (const given of effectiveHistory(facts.map(asRecorded))) {
        const fact = { ...given, data: { ...given.data, lateReason: '', withoutEnquiryReason: ' ' } } as typeof given;
        const verdict = verdictOf(reading.getTransitionData(state, fact));
        const judged = verdictOf(judging.getTransitionData(judging.resolveState(state), fact));
        if (verdict !== null) expect(judged).not.toBeNull();
        if (judged !== verdict) expect(['late-without-reason', 'without-enquiry-reason']).toContain(judged);
        if (verdict === null) state = nextOf(state, fact, armsOf(state, fact));
      }
    }),
    { numRuns: 40 },
  );
});

type Node = typeof journeyMachine.root;

function nodesOf(node: Node): Node[] {
  return [node, ...Object.values(node.states).flatMap((child) => nodesOf(child))];
}
