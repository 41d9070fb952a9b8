import fc from 'fast-check';
import { plainDate } from '#calendar';
import { anyHistory, anyLawfulJourney, asRecorded, corrected, happened } from '#testing';
import { englandTimescales } from '#timescales';
import { journeyLaw, type ProposedFact } from './index.ts';

const law = journeyLaw(englandTimescales);
const replayed = (...facts: readonly ProposedFact[]) => law.replay(facts.map(asRecorded));

const registered = happened('ChildRegistered', '2026-01-02', {}, 'registered');
const referred = happened('ReferralReceived', '2026-01-05', {}, 'referred');
const decided = happened('ReferralDecided', '2026-01-07', { lateReason: 'The office was flooded.' }, 'decided');

it('tells of each fact where the journey stood before it and after, and the clocks it started, met and missed', () => {
  const [, second, third] = replayed(registered, referred, decided);
  expect(second).toMatchObject({
    fact: { id: 'referred' },
    standingBefore: 'No case open.',
    standingAfter: 'Case open since 5 January 2026; referral not yet decided.',
    started: [
      { duty: 'decision', due: '2026-01-06' },
      { duty: 'assessment', due: '2026-03-09' },
    ],
    stopped: [],
    missed: [],
  });
  expect(third).toMatchObject({
    standingBefore: 'Case open since 5 January 2026; referral not yet decided.',
    standingAfter: 'Case open since 5 January 2026.',
    started: [],
    stopped: [{ duty: 'decision', how: 'met', stoppedOn: '2026-01-07' }],
    missed: [{ duty: 'decision' }],
  });
});

it('tells, in the order recorded, what each recording changed: a correction too', () => {
  const later = { ...corrected('referred', happened('ReferralReceived', '2026-01-06'), 'later'), id: 'later' };
  const told = law.recorded([registered, decided, referred, later].map(asRecorded));
  expect(told.map(({ fact }) => fact.id)).toEqual(['registered', 'decided', 'referred', 'later']);
  expect(told[1]).toMatchObject({ standingAfter: 'No case open.', turned: [], unread: [{ id: 'decided' }] });
  expect(told[2]).toMatchObject({
    standingAfter: 'Case open since 5 January 2026.',
    unread: [],
    turned: [
      { clock: 'decision', before: null, after: { state: 'met-late', due: '2026-01-06' } },
      { clock: 'assessment', before: null, after: { state: 'running', due: '2026-03-09' } },
    ],
  });
  expect(told[3]).toMatchObject({
    standingBefore: 'Case open since 5 January 2026.',
    standingAfter: 'Case open since 6 January 2026.',
    turned: [
      { clock: 'decision', before: { state: 'met-late' }, after: { state: 'met', due: '2026-01-07' } },
      { clock: 'assessment', after: { due: '2026-03-10' } },
    ],
  });
});

it('goes by what happened, not by what was typed first, and up to a day', () => {
  const ids = (day?: string) =>
    law
      .replay([registered, decided, referred].map(asRecorded), day === undefined ? undefined : plainDate(day))
      .map(({ fact }) => fact.id);
  expect(ids()).toEqual(['registered', 'referred', 'decided']);
  expect(ids('2026-01-06')).toEqual(['registered', 'referred']);
});

it('names a fact that today’s law would not accept, and lets it change nothing', () => {
  const orphan = happened('PlanEnded', '2026-01-06', { reason: 'looked-after' }, 'orphan');
  const [, , step, next] = replayed(registered, referred, orphan, decided);
  expect(step).toMatchObject({ fact: { id: 'orphan' }, unread: 'no-plan-open', started: [], stopped: [] });
  expect(step?.standingAfter).toBe(step?.standingBefore);
  expect(next?.standingBefore).toBe(step?.standingAfter);
});

it('comes to what reading the journey comes to', () => {
  fc.assert(
    fc.property(fc.oneof(anyHistory(), anyLawfulJourney()), (facts) => {
      const recorded = facts.map(asRecorded);
      const journey = law.read(recorded);
      const steps = law.replay(recorded);
      const stopped = steps.flatMap((step) => step.stopped);
      const gone = new Set(stopped.map(({ duty, startedBy }) => `${duty} ${startedBy}`));
      const running = steps
        .flatMap((step) => step.started)
        .filter(({ duty, startedBy }) => !gone.has(`${duty} ${startedBy}`));
      const inOrder = (clocks: readonly object[]) => clocks.map((clock) => JSON.stringify(clock)).sort();
      expect(inOrder([...stopped, ...running])).toEqual(inOrder(journey.clocks));
      expect(steps.at(-1)?.standingAfter ?? journey.standing).toBe(journey.standing);
      expect(
        steps.flatMap(({ fact, unread }) => (unread === undefined ? [] : [{ id: fact.id, code: unread }])),
      ).toEqual(journey.unread);
      steps.slice(1).forEach((step, place) => expect(step.standingBefore).toBe(steps[place]?.standingAfter));
    }),
    { numRuns: 200 },
  );
});
