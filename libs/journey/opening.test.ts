import { plainDate } from '#calendar';
import type { OrdinaryFacts } from '#events';
import { happened, journeyUnder } from '#testing';

const given = journeyUnder();
const registered = happened('ChildRegistered', '2025-11-10');
const referral = { on: plainDate('2025-11-10'), source: '2A', awaitsDecision: false } as const;
const opened = (data: Partial<Omit<OrdinaryFacts['CaseBroughtForward'], 'on'>> = {}) =>
  happened('CaseBroughtForward', '2026-04-01', { referral, ...data }, 'opening');
const plan = {
  startedOn: plainDate('2025-12-08'),
  conferenceOn: plainDate('2025-12-08'),
  initialCategories: ['NEG'],
  latestCategories: ['EMO', 'NEG'],
  previousPlansHere: { count: 1 },
} as const;
const clocksOf = (...data: Parameters<typeof opened>) =>
  given(registered, opened(...data))
    .journey()
    .clocks.map(({ duty, startedOn, due, rule }) => [duty, startedOn, due, rule]);

describe('a case brought forward', () => {
  it('is open since its referral, with the assessment’s clock running from it unless one was authorised', () => {
    const journey = given(registered, opened()).journey();
    expect(journey.standing).toBe('Case open since 10 November 2025.');
    expect(clocksOf()).toEqual([['assessment', '2025-11-10', '2026-01-15', 'T2c@wt-2023']]);
    expect(clocksOf({ authorised: ['single'] })).toEqual([]);
    const again = { kind: 'single', startedOn: plainDate('2026-03-02') } as const;
    expect(clocksOf({ authorised: ['single'], assessment: again })).toEqual([
      ['assessment', '2026-03-02', '2026-05-07', 'T2c@practice'],
      ['assessment-from-start', '2026-03-02', '2026-05-07', 'T2c-start@cin-rules'],
    ]);
  });

  it('keeps the edition of the day each clock began', () => {
    const older = { on: plainDate('2023-12-14'), source: '2A', awaitsDecision: true } as const;
    expect(clocksOf({ referral: older })).toEqual([
      ['decision', '2023-12-14', '2023-12-15', 'T1@wt-2018'],
      ['assessment', '2023-12-14', '2024-02-20', 'T2c@wt-2018'],
    ]);
  });

  it('awaits the conference of its enquiry, from the strategy discussion', () => {
    const enquiry = { startedOn: plainDate('2026-03-23') };
    const journey = given(registered, opened({ authorised: ['single'], enquiry })).journey();
    expect(journey.state).toMatchObject({ enquiry: 'enquiring' });
    // Over Easter: 3 and 6 April do not count.
    expect(journey.clocks).toMatchObject([{ duty: 'conference', startedOn: '2026-03-23', due: '2026-04-15' }]);
    const concluded = { ...enquiry, concludedOn: plainDate('2026-03-27') };
    const awaiting = given(registered, opened({ authorised: ['single'], enquiry: concluded }));
    expect(awaiting.journey().state).toMatchObject({ enquiry: 'awaitingConference' });
    awaiting.when(happened('InitialConferenceHeld', '2026-04-15')).thenAccepted();
    awaiting
      .when(happened('InitialConferenceHeld', '2026-04-16'))
      .thenOwed({ code: 'late-without-reason', clock: 'conference', due: '2026-04-15', days: 1 });
  });

  it('is on its plan, reviewed from the conference or the last review', () => {
    const never = given(registered, opened({ authorised: ['single'], plan }));
    expect(never.journey().standing).toContain('on a child protection plan since 8 December 2025');
    expect(never.journey().clocks).toMatchObject([
      { duty: 'first-review', startedOn: '2025-12-08', due: '2026-03-08' },
    ]);
    const reviewed = given(
      registered,
      opened({ authorised: ['single'], plan: { ...plan, lastReviewOn: plainDate('2026-03-02') } }),
    );
    expect(reviewed.journey().clocks).toMatchObject([
      { duty: 'later-review', startedOn: '2026-03-02', due: '2026-09-02' },
    ]);
    reviewed.when(happened('ReviewConferenceHeld', '2026-09-02')).thenAccepted();
    reviewed.when(happened('ReviewConferenceHeld', '2026-09-03')).thenRefused('late-without-reason');
    reviewed.when(happened('PlanStarted', '2026-04-02')).thenRefused('plan-already-open');
  });

  it('has its child in need plan, which a protection plan here takes the place of', () => {
    const needed = given(registered, opened({ childInNeedPlan: { startedOn: plainDate('2026-01-12') } }));
    expect(needed.journey().state).toMatchObject({ need: 'onPlan' });
    needed.when(happened('ChildInNeedPlanStarted', '2026-04-02')).thenRefused('child-in-need-plan-open');
    needed.when(happened('ChildInNeedPlanEnded', '2026-04-02')).thenAccepted();
  });

  it('remembers that the episode had a plan, and so was not closed after assessment', () => {
    given(registered, opened({ plan }), happened('PlanEnded', '2026-05-11', { reason: 'left-uk' }))
      .when(happened('CaseClosed', '2026-06-01', { reason: 'RC8' }))
      .thenRefused('closure-reason-contradicts-history');
  });

  it('comes first: nothing of a case may be recorded before it, nor a balance after a case', () => {
    given(registered, opened()).when(happened('AssessmentStarted', '2026-03-30')).thenRefused('before-brought-forward');
    given(registered, opened()).when(happened('ChildVisited', '2026-03-30')).thenAccepted();
    given(registered, opened())
      .when(happened('ReferralReceived', '2026-03-30', {}, 'earlier'))
      .thenFalls('opening');
    given(registered, opened())
      .when(happened('CaseBroughtForward', '2026-04-02', {}, 'again'))
      .thenRefused('opening-not-first');
    given(registered, happened('ChildDied', '2026-03-02')).when(opened()).thenRefused('after-death');
  });
});

describe('what an import leaves unknown', () => {
  it('awaits no core group where none is told of', () => {
    const open = [registered, happened('ReferralReceived', '2025-11-10'), happened('ReferralDecided', '2025-11-10')];
    const held = happened('InitialConferenceHeld', '2025-12-08', { coreGroup: 'not-known', withoutEnquiryReason: 'x' });
    const { clocks } = given(...open, held, happened('PlanStarted', '2025-12-08')).journey();
    expect(clocks.map(({ duty }) => duty)).not.toContain('core-group');
  });

  it('awaits no decision where none is told, and misses none', () => {
    const imported = given(registered, happened('ReferralReceived', '2025-11-10', { decision: 'not-known' }));
    expect(imported.journey().clocks.map(({ duty }) => duty)).toEqual(['assessment']);
    imported.when(happened('ReferralDecided', '2025-11-12')).thenRefused('already-decided');
    imported.when(happened('ReferralDecided', '2025-11-12', { decision: 'no-further-action' })).thenAccepted();
  });

  it('asks no quorum of a meeting whose attendance is not known', () => {
    const open = [registered, happened('ReferralReceived', '2025-11-10'), happened('ReferralDecided', '2025-11-10')];
    given(...open)
      .when(happened('StrategyDiscussionHeld', '2025-11-12', { attended: 'not-known' }))
      .thenAccepted();
  });
});
