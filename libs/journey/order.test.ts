import { plainDate } from '#calendar';
import { happened, journeyUnder } from '#testing';

const given = journeyUnder();

const registered = happened('ChildRegistered', '2026-01-02');
const referred = happened('ReferralReceived', '2026-01-05');
const decided = happened('ReferralDecided', '2026-01-06');
const begun = happened('AssessmentStarted', '2026-01-07');
const authorised = happened('AssessmentAuthorised', '2026-02-27');
const discussed = happened('StrategyDiscussionHeld', '2026-01-12');
const concluded = happened('Section47Concluded', '2026-01-26');
const conference = happened('InitialConferenceHeld', '2026-02-02');
const planned = happened('PlanStarted', '2026-02-02');
const review = happened('ReviewConferenceHeld', '2026-04-30');
const lastReview = happened('ReviewConferenceHeld', '2026-09-29', { outcome: 'end' });
const changed = happened('PlanCategoriesChanged', '2026-05-01');
const ended = happened('PlanEnded', '2026-09-29');
const closed = happened('CaseClosed', '2026-09-30');
const needed = happened('ChildInNeedPlanStarted', '2026-03-02');
const needReviewed = happened('ChildInNeedPlanReviewed', '2026-04-13');
const needEnded = happened('ChildInNeedPlanEnded', '2026-06-22');

const open = [registered, referred, decided] as const;
const enquiring = [...open, discussed] as const;
const awaiting = [...enquiring, concluded] as const;
const onPlan = [...awaiting, conference, planned] as const;
const over = [...onPlan, review, lastReview, ended] as const;

describe('a whole journey', () => {
  it('is lawful, and stands closed at its end', () => {
    const contact = [happened('ContactReceived', '2026-01-05'), happened('ContactDecided', '2026-01-05')];
    const coreGroup = happened('CoreGroupHeld', '2026-02-16');
    const journey = given(registered, ...contact, ...over.slice(1), begun, authorised, coreGroup, closed).journey();
    expect(journey.unread).toEqual([]);
    expect(journey.standing).toBe('Case closed on 30 September 2026.');
    expect(journey.clocks.map(({ duty, due }) => [duty, due])).toEqual([
      ['decision', '2026-01-06'],
      ['conference', '2026-02-02'],
      ['core-group', '2026-02-16'],
      ['assessment', '2026-03-09'],
      ['assessment-from-start', '2026-03-11'],
      ['first-review', '2026-05-02'],
      ['later-review', '2026-10-30'],
    ]);
    expect(journey.clocks.every((clock) => 'how' in clock && clock.how === 'met')).toBe(true);
  });

  it('tells its standing in a sentence', () => {
    expect(given().journey().standing).toBe('The child is not registered.');
    expect(given(registered).journey().standing).toBe('No case open.');
    expect(given(registered, referred).journey().standing).toBe(
      'Case open since 5 January 2026; referral not yet decided.',
    );
    expect(given(...onPlan, begun).journey().standing).toBe(
      'Case open since 5 January 2026; assessment in progress; on a child protection plan since 2 February 2026.',
    );
  });

  it('tells what may come next', () => {
    expect(given().journey().next).toEqual(['ChildRegistered']);
    expect(given(registered).journey().next).toEqual([
      'ChildDetailsAmended',
      'ChildDied',
      'WorkerAllocated',
      'FamilyLinked',
      'BecameLookedAfter',
      'ContactReceived',
      'ReferralReceived',
      'TransferInNotified',
      'TransferOutNotified',
      'OtherAuthorityPlanNoted',
      'ChildVisited',
      'PoliceProtectionTaken',
      'EmergencyProtectionOrderMade',
    ]);
    expect(given(...over).journey().next).toEqual([
      'ChildDetailsAmended',
      'ChildDied',
      'WorkerAllocated',
      'FamilyLinked',
      'BecameLookedAfter',
      'ContactReceived',
      'CaseClosed',
      'TransferInNotified',
      'TransferOutNotified',
      'OtherAuthorityPlanNoted',
      'AssessmentStarted',
      'StrategyDiscussionHeld',
      'InitialConferenceBooked',
      'ChildVisited',
      'PoliceProtectionTaken',
      'EmergencyProtectionOrderMade',
      'ChildInNeedPlanStarted',
    ]);
    expect(given(...onPlan).journey().next).toContain('PlanEnded');
    expect(given(...onPlan).journey().next).not.toContain('CaseClosed');
  });

  it('can be read as it had happened by a day', () => {
    expect(given(...onPlan).journey(discussed.data.on).standing).toBe(
      'Case open since 5 January 2026; section 47 enquiry under way.',
    );
  });
});

describe('the child', () => {
  it('must be registered first, whatever is recorded', () => {
    given().when(happened('ContactReceived', '2026-01-05')).thenRefused('child-not-registered');
    given().when(registered, happened('ContactReceived', '2026-01-05')).thenAccepted();
    given(registered).when(happened('ContactReceived', '2026-01-01')).thenRefused('child-not-registered');
  });

  it('is registered once', () => {
    given(registered)
      .when(happened('ChildRegistered', '2026-01-09', {}, 'again'))
      .thenRefused('child-already-registered');
  });

  it('needs no open case to be amended, visited or contacted about', () => {
    given(registered)
      .when(
        happened('ChildDetailsAmended', '2026-01-05'),
        happened('ChildVisited', '2026-01-05'),
        happened('ContactReceived', '2026-01-05'),
        happened('ContactDecided', '2026-01-05', { outcome: 'no-further-action' }),
      )
      .thenAccepted();
  });
});

describe('contacts', () => {
  const first = happened('ContactReceived', '2026-01-05', { contactId: 'C1' });
  const second = happened('ContactReceived', '2026-01-05', { contactId: 'C2' }, 'second');
  const decide = (contactId: string) => happened('ContactDecided', '2026-01-06', { contactId }, `decided ${contactId}`);

  it('are received once', () => {
    given(registered, first)
      .when(happened('ContactReceived', '2026-01-08', { contactId: 'C1' }))
      .thenRefused('contact-already-received');
  });

  it('are decided once each, in any order', () => {
    given(registered, first, second).when(decide('C2'), decide('C1')).thenAccepted();
    given(registered, first, second, decide('C2'))
      .when(happened('ContactDecided', '2026-01-07', { contactId: 'C2' }))
      .thenRefused('contact-already-decided');
    given(registered, first, decide('C1'))
      .when(happened('ContactDecided', '2026-01-07', { contactId: 'C1' }))
      .thenRefused('contact-already-decided');
  });

  it.each(['C9', 'constructor', '__proto__'])('must have been received: %s was not', (contactId) => {
    given(registered, first).when(decide(contactId)).thenRefused('contact-unknown');
    given(registered).when(decide(contactId)).thenRefused('contact-unknown');
  });

  it('await a decision in the standing', () => {
    expect(given(registered, first, second).journey().standing).toBe('No case open; 2 contacts await a decision.');
    expect(given(registered, first, second).journey().next).toContain('ContactDecided');
    expect(given(registered, first, decide('C1')).journey().next).not.toContain('ContactDecided');
  });
});

describe('the case', () => {
  const inNeed = [needed, needReviewed, needEnded];
  const needACase = [
    ...inNeed,

    decided,
    begun,
    authorised,
    discussed,
    concluded,
    conference,
    planned,
    changed,
    review,
    ended,
    closed,
  ];

  it.each(needACase.map((fact) => [fact.type, fact] as const))('must be open for %s', (_, fact) => {
    given(registered).when(fact).thenRefused('no-open-case');
  });

  it.each(needACase.map((fact) => [fact.type, fact] as const))(
    'is not open yet for %s before the referral',
    (_, fact) => {
      given(registered, happened('ReferralReceived', '2026-10-01')).when(fact).thenRefused('before-referral');
    },
  );

  it('is not open for what happens after it closed', () => {
    given(...over, closed)
      .when(happened('AssessmentStarted', '2026-10-05'))
      .thenRefused('no-open-case');
  });

  it('is opened by a referral once', () => {
    given(...open)
      .when(happened('ReferralReceived', '2026-01-20'))
      .thenRefused('case-already-open');
  });

  it('opens again after it closed', () => {
    given(...over, closed)
      .when(happened('ReferralReceived', '2026-09-30', {}, 'again'))
      .thenAccepted();
  });

  it.each([
    ['an assessment', [...open, begun]],
    ['an enquiry', enquiring],
    ['a conference awaited', awaiting],
    ['a plan decided and not started', [...awaiting, conference]],
    ['a plan', onPlan],
    ['a child in need plan', [...open, happened('ChildInNeedPlanStarted', '2026-02-02')]],
  ])('does not close with %s open', (_, history) => {
    given(...history)
      .when(happened('CaseClosed', '2026-02-20'))
      .thenRefused('still-open');
  });

  it('says what is still open', () => {
    expect(given(...onPlan, begun).when(happened('CaseClosed', '2026-02-20')).decision).toMatchObject({
      open: ['assessment in progress', 'on a child protection plan since 2 February 2026'],
    });
  });

  it.each(['RC8', 'RC9'] as const)('does not close after assessment (%s) when the episode had an enquiry', (reason) => {
    const notRequired = happened('Section47Concluded', '2026-01-26', { outcome: 'conference-not-required' });
    const rc = happened('CaseClosed', '2026-03-02', { reason });
    given(...enquiring, notRequired)
      .when(rc)
      .thenRefused('closure-reason-contradicts-history');
    given(...open)
      .when(rc)
      .thenAcceptedLate();
    const again = happened('ReferralReceived', '2026-10-05', {}, 'again');
    given(...over, closed, again)
      .when(happened('CaseClosed', '2026-10-06', { reason }))
      .thenAccepted();
  });
});

describe('the decision on a referral', () => {
  it('is made once for each referral', () => {
    given(...open)
      .when(happened('ReferralDecided', '2026-01-07'))
      .thenRefused('already-decided');
    given(registered, referred, happened('ReferralDecided', '2026-01-06', { decision: 'early-help' }))
      .when(happened('ReferralReceived', '2026-02-02'), happened('ReferralDecided', '2026-02-03'))
      .thenAccepted();
  });

  it.each(['no-further-action', 'early-help'] as const)('closes the case when it is %s', (decision) => {
    const nothingMore = happened('ReferralDecided', '2026-01-06', { decision });
    expect(given(registered, referred, nothingMore).journey().standing).toBe('Case closed on 6 January 2026.');
    given(registered, referred, nothingMore).when(begun).thenRefused('no-open-case');
  });

  it.each([
    ['an assessment', [begun]],
    ['an enquiry', [discussed]],
    ['a plan', [discussed, concluded, conference, planned]],
    ['a child in need plan', [happened('ChildInNeedPlanStarted', '2026-01-12')]],
    [
      'a conference',
      [happened('InitialConferenceHeld', '2026-01-20', { outcome: 'child-in-need', withoutEnquiryReason: 'x' })],
    ],
  ])('cannot be no further action after %s', (_, activity) => {
    const nothingMore = { decision: 'no-further-action', lateReason: 'Not decided at the time.' } as const;
    given(registered, referred, ...activity)
      .when(happened('ReferralDecided', '2026-02-03', nothingMore))
      .thenRefused('nfa-contradicts-activity');
  });
});

describe('assessments', () => {
  it('are open one at a time', () => {
    given(...open, begun)
      .when(happened('AssessmentStarted', '2026-01-20'))
      .thenRefused('assessment-already-open');
  });

  it('are begun before they are authorised', () => {
    given(...open)
      .when(authorised)
      .thenRefused('no-assessment-open');
  });

  it('may be made again in the same episode', () => {
    given(...open, begun, authorised)
      .when(happened('AssessmentStarted', '2026-03-10'))
      .thenAccepted();
  });

  it('initial and core may overlap', () => {
    const before = [happened('ChildRegistered', '2012-01-02'), happened('ReferralReceived', '2012-01-09')];
    const initial = happened('AssessmentStarted', '2012-01-10', { kind: 'initial' }, 'initial');
    const core = happened('AssessmentStarted', '2012-01-16', { kind: 'core' }, 'core');
    given(...before, initial)
      .when(core)
      .thenAccepted();
    given(...before, initial, core)
      .when(happened('AssessmentAuthorised', '2012-01-20', { kind: 'initial' }))
      .thenAccepted();
    given(...before, initial)
      .when(happened('AssessmentAuthorised', '2012-01-20', { kind: 'core' }))
      .thenRefused('no-assessment-open');
  });
});

describe('the section 47 enquiry', () => {
  it('is concluded only while under way', () => {
    given(...open)
      .when(concluded)
      .thenRefused('no-enquiry-open');
    given(...awaiting)
      .when(happened('Section47Concluded', '2026-01-27'))
      .thenRefused('no-enquiry-open');
    const none = happened('StrategyDiscussionHeld', '2026-01-12', { decision: 'no-section-47' });
    given(...open, none)
      .when(concluded)
      .thenRefused('no-enquiry-open');
  });

  it.each([
    ['while it is under way', enquiring],
    ['while its conference is awaited', awaiting],
    ['on a plan', onPlan],
  ])('never refuses a further strategy discussion %s', (_, history) => {
    given(...history)
      .when(happened('StrategyDiscussionHeld', '2026-02-10'))
      .thenAccepted();
  });

  it('is ended by its conference, and goes on when that is adjourned', () => {
    const adjourned = happened('InitialConferenceHeld', '2026-01-30', { outcome: 'adjourned' });
    expect(given(...awaiting, adjourned).journey().state.enquiry).toBe('awaitingConference');
    expect(given(...awaiting, conference).journey().state.enquiry).toBe('none');
    expect(given(...enquiring, conference).journey().state.enquiry).toBe('none');
  });

  it('has its wait ended by a review where the child is on a plan', () => {
    const again = happened('StrategyDiscussionHeld', '2026-04-13', {}, 'again');
    const required = happened('Section47Concluded', '2026-04-20', {}, 'required');
    expect(given(...onPlan, again, required, review).journey().state).toMatchObject({
      enquiry: 'none',
      plan: 'onPlan',
    });
  });
});

describe('the child protection plan', () => {
  it('starts on the day of a conference that decided on it', () => {
    given(...awaiting)
      .when(conference, planned)
      .thenAccepted();
    given(...awaiting, conference)
      .when(happened('PlanStarted', '2026-02-03'))
      .thenRefused('plan-not-from-conference');
    given(...awaiting)
      .when(planned)
      .thenRefused('plan-not-from-conference');
    given(...awaiting, happened('InitialConferenceHeld', '2026-02-02', { outcome: 'child-in-need' }))
      .when(planned)
      .thenRefused('plan-not-from-conference');
  });

  it('is one at a time', () => {
    given(...onPlan)
      .when(happened('PlanStarted', '2026-02-02', {}, 'twice'))
      .thenRefused('plan-already-open');
    given(...onPlan)
      .when(happened('InitialConferenceHeld', '2026-03-02'))
      .thenRefused('plan-already-open');
  });

  it.each([
    ['PlanCategoriesChanged', '2026-05-01'],
    ['ReviewConferenceHeld', '2026-05-01'],
    ['PlanEnded', '2026-05-01'],
  ] as const)('must be open for %s', (type, on) => {
    given(...open)
      .when(happened(type, on))
      .thenRefused('no-plan-open');
    given(...awaiting, conference)
      .when(happened(type, on))
      .thenRefused('no-plan-open');
  });

  it('lasts a day at least, unless the child died or the pregnancy ended', () => {
    const sameDay = (reason: 'looked-after' | 'died' | 'pregnancy-ended') =>
      given(...onPlan).when(happened('PlanEnded', '2026-02-02', { reason }));
    sameDay('looked-after').thenRefused('plan-of-no-days');
    sameDay('died').thenAccepted();
    sameDay('pregnancy-ended').thenAccepted();
    given(...onPlan)
      .when(happened('PlanEnded', '2026-02-03', { reason: 'looked-after' }))
      .thenAccepted();
  });

  it('is reviewed after the day it started', () => {
    given(...onPlan)
      .when(happened('ReviewConferenceHeld', '2026-02-02'))
      .thenRefused('review-before-plan');
    given(...onPlan)
      .when(happened('ReviewConferenceHeld', '2026-01-28'))
      .thenRefused('review-before-plan');
    given(...onPlan)
      .when(happened('ReviewConferenceHeld', '2026-02-03'))
      .thenAccepted();
  });

  it('is ended by a review only on the day of one that decided so', () => {
    given(...onPlan, review)
      .when(happened('PlanEnded', '2026-04-30'))
      .thenRefused('plan-ends-by-review');
    given(...onPlan)
      .when(ended)
      .thenRefused('plan-ends-by-review');
    given(...onPlan, review, lastReview)
      .when(happened('PlanEnded', '2026-09-30'))
      .thenRefused('plan-ends-by-review');
    given(...onPlan, review, happened('CoreGroupHeld', '2026-02-16'))
      .when(lastReview, ended)
      .thenAccepted();
  });

  it('ends with the 18th birthday on that day and not before', () => {
    const born = happened('ChildRegistered', '2026-01-02', { dateOfBirth: plainDate('2008-05-10') });
    const on = (day: string) =>
      given(born, ...onPlan.slice(1)).when(happened('PlanEnded', day, { reason: 'turned-18' }));
    on('2026-05-09').thenRefused('not-yet-18');
    on('2026-05-10').thenAcceptedLate('core-group', 'first-review');
    on('2026-05-02').thenRefused('not-yet-18');
  });
});
