import { calendar } from '#calendar';
import { happened, journeyUnder, withQuorum } from '#testing';
import { englandRules, timescales } from '#timescales';

const given = journeyUnder();
const reason = { lateReason: 'The family could not be reached.' } as const;

const registered = happened('ChildRegistered', '2026-01-02');
const referred = happened('ReferralReceived', '2026-01-05');
const decided = happened('ReferralDecided', '2026-01-06');
const begun = happened('AssessmentStarted', '2026-01-07');
const discussed = happened('StrategyDiscussionHeld', '2026-01-12');
const concluded = happened('Section47Concluded', '2026-01-26');
const conference = happened('InitialConferenceHeld', '2026-02-02');
const planned = happened('PlanStarted', '2026-02-02');
const onPlan = [registered, referred, decided, discussed, concluded, conference, planned] as const;

describe('the decision on a referral, due the next working day', () => {
  it('is in time on the due day', () => {
    given(registered, referred).when(happened('ReferralDecided', '2026-01-06')).thenAccepted();
  });

  it('is late the day after, and must say why', () => {
    given(registered, referred)
      .when(happened('ReferralDecided', '2026-01-07'))
      .thenOwed({ code: 'late-without-reason', fact: 0, clock: 'decision', due: '2026-01-06', days: 1 });
  });

  it('is accepted once it does, and counted as missed', () => {
    given(registered, referred)
      .when(happened('ReferralDecided', '2026-01-07', reason))
      .thenAcceptedLate('decision');
  });

  it('is not late over Christmas', () => {
    const eve = happened('ReferralReceived', '2026-12-24');
    given(registered, eve).when(happened('ReferralDecided', '2026-12-29')).thenAccepted();
    given(registered, eve).when(happened('ReferralDecided', '2026-12-30')).thenRefused('late-without-reason');
  });

  it('owes a reason for every clock it stops late', () => {
    given(registered, referred)
      .when(happened('ReferralDecided', '2026-03-10', { decision: 'no-further-action' }))
      .thenOwed({ clock: 'decision' }, { clock: 'assessment', due: '2026-03-09', days: 1 });
  });
});

describe('the assessment, due within 45 working days of the referral', () => {
  const assessing = given(registered, referred, decided, begun);

  it.each([
    ['on the due day', '2026-03-09', true],
    ['the day after', '2026-03-10', false],
  ])('authorised %s', (_, on, inTime) => {
    const answer = assessing.when(happened('AssessmentAuthorised', on));
    if (inTime) answer.thenAccepted();
    else answer.thenRefused('late-without-reason');
  });

  it('is accepted late with a reason', () => {
    assessing.when(happened('AssessmentAuthorised', '2026-03-10', reason)).thenAcceptedLate('assessment');
  });

  it('needs more than a blank reason', () => {
    assessing
      .when(happened('AssessmentAuthorised', '2026-03-10', { lateReason: '  ' }))
      .thenRefused('late-without-reason');
  });

  it('takes a sealed reason for a reason', () => {
    assessing
      .when(happened('AssessmentAuthorised', '2026-03-10', { lateReason: { sealed: 'x', key: 1 } }))
      .thenAcceptedLate('assessment');
  });
});

describe('initial and core assessments before April 2013', () => {
  const child = happened('ChildRegistered', '2012-01-02');
  const open = [child, happened('ReferralReceived', '2012-01-09'), happened('ReferralDecided', '2012-01-10')] as const;
  const initial = happened('AssessmentStarted', '2012-01-10', { kind: 'initial' });
  const core = happened('AssessmentStarted', '2012-01-16', { kind: 'core' }, 'core');

  it.each([
    ['initial', '2012-01-23', true],
    ['initial', '2012-01-24', false],
    ['core', '2012-03-05', true],
    ['core', '2012-03-06', false],
  ] as const)('%s authorised on %s: in time is %p', (kind, on, inTime) => {
    const answer = given(...open, initial, core).when(happened('AssessmentAuthorised', on, { kind }));
    if (inTime) answer.thenAccepted();
    else answer.thenRefused('late-without-reason');
  });

  it('keep their limit when the single assessment comes in under them', () => {
    const crossing = [child, happened('ReferralReceived', '2013-04-12'), happened('ReferralDecided', '2013-04-15')];
    const begunInTime = happened('AssessmentStarted', '2013-04-12', { kind: 'initial' });
    const finish = (on: string) =>
      given(...crossing, begunInTime).when(happened('AssessmentAuthorised', on, { kind: 'initial' }));
    finish('2013-04-26').thenAccepted();
    finish('2013-04-29').thenRefused('late-without-reason');
  });
});

describe('the initial conference, due within 15 working days of the strategy discussion', () => {
  const awaiting = [registered, referred, decided, discussed, concluded] as const;

  it('is in time on the due day and late the day after', () => {
    given(...awaiting)
      .when(happened('InitialConferenceHeld', '2026-02-02'))
      .thenAccepted();
    given(...awaiting)
      .when(happened('InitialConferenceHeld', '2026-02-03'))
      .thenRefused('late-without-reason');
    given(...awaiting)
      .when(happened('InitialConferenceHeld', '2026-02-03', reason))
      .thenAcceptedLate('conference');
  });

  it('is timed from the discussion that began the enquiry, not from a later one', () => {
    given(...awaiting.slice(0, 4), happened('StrategyDiscussionHeld', '2026-01-19', {}, 'later'), concluded)
      .when(happened('InitialConferenceHeld', '2026-02-03'))
      .thenOwed({ clock: 'conference', due: '2026-02-02', days: 1 });
  });

  it('owes nothing when it is adjourned, and then is late when it meets too late', () => {
    const adjourned = happened('InitialConferenceHeld', '2026-02-03', { outcome: 'adjourned' });
    given(...awaiting)
      .when(adjourned)
      .thenAccepted();
    given(...awaiting, adjourned)
      .when(happened('InitialConferenceHeld', '2026-02-10'))
      .thenOwed({ clock: 'conference', days: 8 });
  });

  it('says why it met when no enquiry led to it', () => {
    const open = [registered, referred, decided] as const;
    given(...open)
      .when(conference)
      .thenOwed({ code: 'without-enquiry-reason', fact: 0 });
    given(...open)
      .when(happened('InitialConferenceHeld', '2026-02-02', { withoutEnquiryReason: 'Sibling’s enquiry.' }))
      .thenAccepted();
  });

  it('counts no day that is a holiday in its calendar', () => {
    const extra = timescales(calendar('test', '2020-01-01', '2030-12-31', [['2026-01-26', 'a holiday']]), englandRules);
    journeyUnder(extra)(...awaiting)
      .when(happened('InitialConferenceHeld', '2026-02-03'))
      .thenAccepted();
  });

  it('is never late where the due day is unknown', () => {
    const far = [
      happened('ChildRegistered', '2028-12-01'),
      happened('ReferralReceived', '2028-12-18'),
      happened('ReferralDecided', '2028-12-19'),
      happened('StrategyDiscussionHeld', '2028-12-20'),
    ];
    given(...far)
      .when(happened('InitialConferenceHeld', '2029-06-01'))
      .thenAccepted();
  });
});

describe('reviews, due within three months of the conference and then every six', () => {
  const first = happened('ReviewConferenceHeld', '2026-04-30', {}, 'first');

  it.each([
    ['2026-05-02', true],
    ['2026-05-03', false],
  ])('first on %s: in time is %p', (on, inTime) => {
    const answer = given(...onPlan).when(happened('ReviewConferenceHeld', on));
    if (inTime) answer.thenAccepted();
    else answer.thenOwed({ clock: 'first-review', due: '2026-05-02' });
  });

  it.each([
    ['2026-10-30', true],
    ['2026-10-31', false],
  ])('second on %s: in time is %p', (on, inTime) => {
    const answer = given(...onPlan, first).when(happened('ReviewConferenceHeld', on));
    if (inTime) answer.thenAccepted();
    else answer.thenOwed({ clock: 'later-review', due: '2026-10-30' });
  });

  it('owe reasons for the conference they stand in for as well', () => {
    const again = happened('StrategyDiscussionHeld', '2026-04-01', {}, 'again');
    const required = happened('Section47Concluded', '2026-04-10', {}, 'required');
    given(...onPlan, again, required)
      .when(happened('ReviewConferenceHeld', '2026-05-05'))
      .thenOwed({ clock: 'first-review', days: 3 }, { clock: 'conference', due: '2026-04-24', days: 11 });
  });

  it('missed when the plan ends instead, which needs no reason', () => {
    given(...onPlan)
      .when(happened('PlanEnded', '2026-06-01', { reason: 'looked-after' }))
      .thenAcceptedLate('core-group', 'first-review');
  });
});

describe('quorum', () => {
  const open = [registered, referred, decided] as const;

  it.each([
    [['social-care', 'police'], ['health']],
    [
      ['health', 'family'],
      ['social-care', 'police'],
    ],
    [[], ['social-care', 'police', 'health']],
  ] as const)('a strategy discussion between %p is recorded, and owes a reason', (attended, missing) => {
    const answer = given(...open).when(happened('StrategyDiscussionHeld', '2026-01-12', { attended }));
    answer.thenOwed({ code: 'inquorate-without-reason', fact: 0, missing });
    expect(answer.decision.ok).toBe(true);
  });

  it('owes nothing once the reason is given', () => {
    given(...open)
      .when(happened('StrategyDiscussionHeld', '2026-01-12', { attended: ['police'], inquorateReason: 'At night.' }))
      .thenAccepted();
  });

  const enquired = [...open, discussed, concluded] as const;
  const attended = ['social-care', 'health', 'family'] as const;

  it('of a conference is nobody’s rule by default', () => {
    given(...enquired)
      .when(happened('InitialConferenceHeld', '2026-02-02', { attended: [] }))
      .thenAccepted();
  });

  it('of a conference is asked for where the authority sets one, the family being no agency', () => {
    const under = journeyUnder(withQuorum({ present: ['social-care'], others: 2 }));
    under(...enquired)
      .when(happened('InitialConferenceHeld', '2026-02-02', { attended }))
      .thenRefused('inquorate-without-reason');
    under(...enquired)
      .when(happened('InitialConferenceHeld', '2026-02-02', { attended: [...attended, 'education'] }))
      .thenAccepted();
    under(...onPlan)
      .when(happened('ReviewConferenceHeld', '2026-05-03', { attended }))
      .thenOwed({ code: 'late-without-reason' }, { code: 'inquorate-without-reason', missing: [] });
  });
});

describe('a post of several facts', () => {
  it('lists every reason owed by any of them', () => {
    given(registered, referred)
      .when(
        happened('ReferralDecided', '2026-01-08'),
        happened('StrategyDiscussionHeld', '2026-01-12', { attended: ['police'] }),
        happened('InitialConferenceHeld', '2026-02-10', { outcome: 'no-further-action' }),
      )
      .thenOwed({ fact: 0, clock: 'decision', days: 2 }, { fact: 2, clock: 'conference', days: 8 });
  });
});
