import { plainDate } from '#calendar';
import { happened, journeyUnder, withdrawn } from '#testing';
import type { ProposedFact } from './journey.law.ts';

const given = journeyUnder();

const registered = happened('ChildRegistered', '2025-12-01');
const notified = happened('TransferInNotified', '2025-12-15', { notifiedOn: plainDate('2025-12-15') });
const referred = happened('ReferralReceived', '2025-12-15', { byTransferIn: true });
const decided = happened('ReferralDecided', '2025-12-16');
const movedIn = [registered, notified, referred, decided] as const;
const discussed = happened('StrategyDiscussionHeld', '2025-12-18');
const held = (on: string, data: Parameters<typeof happened<'InitialConferenceHeld'>>[2] = {}) =>
  happened('InitialConferenceHeld', on, data);

const clockNamed = (journey: { clocks: readonly { duty: string }[] }, duty: string) =>
  journey.clocks.find((clock) => clock.duty === duty);

describe('a transfer in', () => {
  it('starts its conference from the notification, over Christmas and New Year, and no assessment', () => {
    const journey = given(...movedIn).journey();
    // 15 working days from 15 December 2025: 25 and 26 December and 1 January do not count.
    expect(clockNamed(journey, 'transfer-in-conference')).toMatchObject({
      rule: 'T6b@wt-2023',
      startedOn: '2025-12-15',
      due: '2026-01-08',
    });
    expect(clockNamed(journey, 'assessment')).toBeUndefined();
    expect(journey.standing).toContain('transfer in from authority 856, notified on 15 December 2025');
  });

  it('counts from the notification even where it is recorded as of a later day, over Easter', () => {
    const later = happened('TransferInNotified', '2026-03-25', { notifiedOn: plainDate('2026-03-23') });
    // 3 April 2026 is Good Friday, 6 April Easter Monday.
    expect(clockNamed(given(registered, later).journey(), 'transfer-in-conference')).toMatchObject({
      startedOn: '2026-03-23',
      due: '2026-04-15',
    });
  });

  it('is met by a conference on the due day; the day after it must say why', () => {
    given(...movedIn)
      .when(held('2026-01-08'))
      .thenAccepted();
    given(...movedIn)
      .when(held('2026-01-09'))
      .thenOwed({ code: 'late-without-reason', clock: 'transfer-in-conference', due: '2026-01-08', days: 1 });
    given(...movedIn)
      .when(held('2026-01-09', { lateReason: 'The child was in hospital.' }))
      .thenAcceptedLate('transfer-in-conference');
  });

  it('is not stopped by a conference that is adjourned', () => {
    const journey = given(...movedIn, held('2026-01-06', { outcome: 'adjourned' })).journey();
    expect(journey.state).toMatchObject({ transfer: 'awaitingConference' });
    expect(clockNamed(journey, 'transfer-in-conference')).not.toHaveProperty('stoppedOn');
  });

  it('needs no reason for a conference without an enquiry, and leads to a plan', () => {
    given(...movedIn)
      .when(held('2026-01-06'), happened('PlanStarted', '2026-01-06'))
      .thenAccepted();
    given(registered, happened('ReferralReceived', '2025-12-15'), decided)
      .when(held('2026-01-05'))
      .thenRefused('without-enquiry-reason');
    given(...movedIn)
      .when(held('2026-01-06', { kind: 'following-enquiry' }))
      .thenRefused('without-enquiry-reason');
  });

  it('is notified once, and withdrawn whether or not it is known to be awaited', () => {
    given(...movedIn)
      .when(happened('TransferInNotified', '2025-12-17'))
      .thenRefused('transfer-in-already-notified');
    given(registered).when(happened('TransferInWithdrawn', '2025-12-17')).thenAccepted();
    const withdrawn = given(...movedIn, happened('TransferInWithdrawn', '2026-01-05'));
    expect(clockNamed(withdrawn.journey(), 'transfer-in-conference')).toMatchObject({ how: 'cancelled' });
    withdrawn.when(held('2026-01-06', { kind: 'transfer-in' })).thenRefused('without-enquiry-reason');
    withdrawn.when(happened('TransferInNotified', '2026-02-02', {}, 'again')).thenAccepted();
  });

  it('withdrawn once its conference has met, even the same day, changes nothing', () => {
    const day = '2025-12-15';
    const met = [registered, notified, happened('ReferralReceived', day), held(day, { kind: 'transfer-in' })] as const;
    const { clocks } = given(...met).journey();
    expect(clockNamed({ clocks }, 'assessment')).toBeUndefined();
    const withdrawnAfter = given(...met, happened('TransferInWithdrawn', day));
    expect(withdrawnAfter.journey().clocks).toEqual(clocks);
    const fellThrough = given(registered, notified, happened('ReferralReceived', day));
    const { decision } = fellThrough.when(happened('TransferInWithdrawn', day));
    expect(decision.ok && clockNamed(decision.journey, 'assessment')).toMatchObject({ startedOn: day });
  });

  it('needs no open case, and ends with the child’s death', () => {
    expect(given(registered).when(notified).decision.ok).toBe(true);
    const journey = given(...movedIn, happened('ChildDied', '2026-01-05')).journey();
    expect(clockNamed(journey, 'transfer-in-conference')).toMatchObject({ how: 'cancelled' });
    expect(journey.standing).not.toContain('transfer in');
  });

  it.each(['RC8', 'RC9'] as const)('keeps the case from being closed as assessed only (%s)', (reason) => {
    given(...movedIn, held('2026-01-06', { outcome: 'no-further-action' }))
      .when(happened('CaseClosed', '2026-02-02', { reason }))
      .thenRefused('closure-reason-contradicts-history');
  });

  it('starts an assessment’s clock from its own start', () => {
    const journey = given(...movedIn, happened('AssessmentStarted', '2025-12-19')).journey();
    expect(clockNamed(journey, 'assessment')).toMatchObject({ startedOn: '2025-12-19' });
  });
});

describe('the referral of a transfer in, that does not say so', () => {
  const plain = happened('ReferralReceived', '2025-12-15');
  const later = happened('TransferInNotified', '2025-12-17', { notifiedOn: plainDate('2025-12-15') });
  const assessment = happened('AssessmentStarted', '2025-12-16');
  const dutiesOf = (...facts: readonly ProposedFact[]) =>
    given(...facts)
      .journey()
      .clocks.map(({ duty, startedOn }) => `${duty} ${startedOn}`);

  it.each([
    ['typed after the notification', [registered, notified, plain]],
    ['typed before it', [registered, plain, notified]],
    ['of a move that is recorded as of a later day', [registered, plain, later]],
  ] as const)('starts no assessment’s clock, %s', (_, facts) => {
    expect(dutiesOf(...facts).sort()).toEqual(['decision 2025-12-15', 'transfer-in-conference 2025-12-15']);
    expect(dutiesOf(...facts, decided, assessment)).toContain('assessment 2025-12-16');
  });

  it('starts none of an initial assessment’s, before April 2013', () => {
    const old = [
      happened('ChildRegistered', '2012-09-03', { dateOfBirth: plainDate('2005-03-14') }),
      happened('TransferInNotified', '2012-09-10', { notifiedOn: plainDate('2012-09-10') }),
      happened('ReferralReceived', '2012-09-10'),
    ];
    expect(dutiesOf(...old)).not.toContain('initial-assessment 2012-09-10');
  });

  it('starts it where it says that it is no such referral', () => {
    const own = happened('ReferralReceived', '2025-12-15', { byTransferIn: false });
    expect(dutiesOf(registered, notified, own)).toContain('assessment 2025-12-15');
    expect(dutiesOf(registered, own, later)).toContain('assessment 2025-12-15');
  });

  it('starts it on any other day, and where the move fell through the day it was notified', () => {
    const nextDay = happened('ReferralReceived', '2025-12-16');
    expect(dutiesOf(registered, notified, nextDay)).toContain('assessment 2025-12-16');
    const fellThrough = happened('TransferInWithdrawn', '2025-12-15');
    expect(dutiesOf(registered, notified, fellThrough, plain)).toContain('assessment 2025-12-15');
    // Where it fell through later, it was the referral of the move all the same.
    const laterOn = happened('TransferInWithdrawn', '2026-01-05');
    expect(dutiesOf(registered, notified, plain, decided, laterOn)).not.toContain('assessment 2025-12-15');
  });

  it('tells, when the move is typed later, which clock is gone, and has it back when that is withdrawn', () => {
    given(registered, plain)
      .when(later)
      .thenChanged({ fact: plain.id, clock: 'assessment', before: { state: 'running' }, after: null });
    given(registered, plain, later)
      .when(withdrawn(later.id))
      .thenChanged(
        { fact: plain.id, clock: 'assessment', before: null, after: { state: 'running' } },
        { fact: later.id, clock: 'transfer-in-conference', before: { state: 'running' }, after: null },
      );
  });

  it('is so of a case brought forward, too', () => {
    const referral = { on: plainDate('2025-12-15'), source: '2A', awaitsDecision: false } as const;
    const opened = happened('CaseBroughtForward', '2025-12-22', { referral });
    expect(dutiesOf(registered, notified, opened)).toEqual(['transfer-in-conference 2025-12-15']);
    expect(dutiesOf(registered, opened)).toEqual(['assessment 2025-12-15']);
  });
});

it('a conference said to be on a transfer in that nobody notified owes a reason, and leaves an enquiry its own', () => {
  const unknown = held('2026-01-06', { kind: 'transfer-in' });
  const enquired = given(registered, referred, decided, discussed);
  enquired.when(unknown).thenOwed({ code: 'without-enquiry-reason' });
  const reason = { kind: 'transfer-in', withoutEnquiryReason: 'Notified to the authority before.' } as const;
  enquired.when(held('2026-01-06', reason)).thenAccepted();
  const journey = given(registered, referred, decided, discussed, held('2026-01-06', reason)).journey();
  expect(journey.state).toMatchObject({ enquiry: 'enquiring', transfer: 'none' });
  expect(clockNamed(journey, 'conference')).not.toHaveProperty('how');
});

describe('a conference while both an enquiry and a transfer in await one', () => {
  const both = [...movedIn, discussed] as const;

  it('must say which it is for', () => {
    given(...both)
      .when(held('2026-01-06'))
      .thenRefused('conference-kind-needed');
  });

  it('meets that clock, and leaves the other', () => {
    const forTransfer = given(...both, held('2026-01-06', { kind: 'transfer-in' })).journey();
    expect(forTransfer.state).toMatchObject({ transfer: 'none', enquiry: 'enquiring' });
    expect(clockNamed(forTransfer, 'transfer-in-conference')).toMatchObject({ how: 'met' });
    expect(clockNamed(forTransfer, 'conference')).not.toHaveProperty('how');

    const forEnquiry = given(...both, held('2026-01-06', { kind: 'following-enquiry' })).journey();
    expect(forEnquiry.state).toMatchObject({ transfer: 'awaitingConference', enquiry: 'none' });
    expect(clockNamed(forEnquiry, 'conference')).toMatchObject({ how: 'met' });
    expect(clockNamed(forEnquiry, 'transfer-in-conference')).not.toHaveProperty('how');
  });

  it('owes a reason for the clock it stops late, and only for that', () => {
    given(...both)
      .when(held('2026-01-09', { kind: 'transfer-in' }))
      .thenOwed({ code: 'late-without-reason', clock: 'transfer-in-conference' });
    given(...both)
      .when(held('2026-01-09', { kind: 'following-enquiry' }))
      .thenAccepted();
  });

  it('stands as the enquiry’s when the transfer in is typed later, so that typing it is never refused', () => {
    const typed = given(registered, referred, decided, discussed, held('2026-01-06')).when(notified);
    expect(typed.decision.ok).toBe(true);
  });
});

describe('a move out', () => {
  const onPlan = [
    registered,
    happened('ReferralReceived', '2025-12-15'),
    decided,
    discussed,
    held('2026-01-06'),
    happened('PlanStarted', '2026-01-06'),
    happened('CoreGroupHeld', '2026-01-15'),
    happened('TransferOutNotified', '2026-02-02'),
  ] as const;
  const moved = (data: object) =>
    happened('PlanEnded', '2026-02-16', { reason: 'moved-permanently', receivingAuthority: '857', ...data });

  it('ends the plan once the receiving authority’s conference has met, that day or before', () => {
    given(...onPlan)
      .when(moved({ receivingConferenceOn: plainDate('2026-02-16') }))
      .thenAccepted();
  });

  it.each([['later', { receivingConferenceOn: plainDate('2026-02-17') }] as const, ['never said', {}] as const])(
    'owes a reason where that conference met %s',
    (_, data) => {
      given(...onPlan)
        .when(moved(data))
        .thenOwed({ code: 'before-conference-without-reason' });
      given(...onPlan)
        .when(moved({ ...data, beforeConferenceReason: 'They would not wait.' }))
        .thenAccepted();
      given(...onPlan)
        .when(moved({ ...data, note: 'They would not wait.' }))
        .thenAccepted();
      given(...onPlan)
        .when(moved({ ...data, note: ' ' }))
        .thenOwed({ code: 'before-conference-without-reason' });
    },
  );
});
