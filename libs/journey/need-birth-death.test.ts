import { plainDate } from '#calendar';
import { corrected, happened, journeyUnder, withdrawn } from '#testing';

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
const ended = happened('PlanEnded', '2026-09-29');
const needed = happened('ChildInNeedPlanStarted', '2026-03-02');
const needReviewed = happened('ChildInNeedPlanReviewed', '2026-04-13');
const needEnded = happened('ChildInNeedPlanEnded', '2026-06-22');

const open = [registered, referred, decided] as const;
const enquiring = [...open, discussed] as const;
const awaiting = [...enquiring, concluded] as const;
const onPlan = [...awaiting, conference, planned] as const;
const over = [...onPlan, review, lastReview, ended] as const;

describe('the child in need plan', () => {
  const assessed = [...open, begun, authorised] as const;

  it('is one at a time, reviewed and ended while open', () => {
    given(...assessed, needed)
      .when(happened('ChildInNeedPlanStarted', '2026-03-09'))
      .thenRefused('child-in-need-plan-open');
    given(...assessed, needed)
      .when(needReviewed, needEnded)
      .thenAccepted();
    given(...assessed)
      .when(needReviewed)
      .thenRefused('no-child-in-need-plan-open');
    given(...assessed, needed, needEnded)
      .when(happened('ChildInNeedPlanEnded', '2026-06-23'))
      .thenRefused('no-child-in-need-plan-open');
  });

  it('never runs beside a protection plan, and may start on its last day', () => {
    given(...onPlan)
      .when(needed)
      .thenRefused('protection-plan-open');
    given(...over)
      .when(happened('ChildInNeedPlanStarted', '2026-09-29'))
      .thenAccepted();
  });

  describe('on the last day of a protection plan', () => {
    const typed = [
      ...onPlan,
      happened('CoreGroupHeld', '2026-02-16'),
      review,
      happened('ReviewConferenceHeld', '2026-09-29', { outcome: 'end', at: '14:00' }),
    ];
    const endedAt = happened('PlanEnded', '2026-09-29', { at: '15:00' }, 'ended');
    const atNine = happened('ChildInNeedPlanStarted', '2026-09-29', { at: '09:00' }, 'needed');

    it('starts whatever the times of day, and in whatever order they are typed', () => {
      given(...typed, endedAt)
        .when(atNine)
        .thenAccepted();
      given(...typed)
        .when(atNine, endedAt)
        .thenAccepted();
      const journey = given(...typed, atNine, endedAt).journey();
      expect(journey.unread).toEqual([]);
      expect(journey.state).toMatchObject({ need: 'onPlan', plan: 'none' });
    });

    it('does not start before anybody says that it was the last day', () => {
      given(...typed)
        .when(atNine)
        .thenRefused('protection-plan-open');
      given(...typed, endedAt)
        .when(happened('ChildInNeedPlanStarted', '2026-09-28'))
        .thenRefused('protection-plan-open');
    });

    it('does not start where the plan’s end that day cannot stand', () => {
      given(...onPlan, review)
        .when(atNine, endedAt)
        .thenRefused('protection-plan-open');
    });

    it('falls with the plan’s end, and stands once that is said again', () => {
      given(...typed, atNine, endedAt)
        .when(withdrawn('ended'))
        .thenFalls('needed');
      given(...typed, atNine, endedAt)
        .when(withdrawn('ended'), happened('PlanEnded', '2026-09-29', { at: '16:00' }, 'again'))
        .thenAccepted();
      given(...typed, atNine, endedAt)
        .when(corrected('ended', happened('PlanEnded', '2026-09-30')))
        .thenRefused('plan-ends-by-review');
    });

    it('is one at a time still', () => {
      given(...typed, atNine, endedAt)
        .when(happened('ChildInNeedPlanStarted', '2026-09-29', { at: '10:00' }, 'another'))
        .thenRefused('child-in-need-plan-open');
    });

    it('may start on the day another protection plan starts, which ends it', () => {
      const again = ['2026-09-29', { at: '16:00', withoutEnquiryReason: 'The father came back.' }] as const;
      const journey = given(
        ...typed,
        endedAt,
        atNine,
        happened('InitialConferenceHeld', ...again, 'second conference'),
        happened('PlanStarted', '2026-09-29', { at: '17:00' }, 'second plan'),
      ).journey();
      expect(journey.unread).toEqual([]);
      expect(journey.state).toMatchObject({ need: 'none', plan: 'onPlan' });
    });
  });

  it('is ended by a protection plan the day that starts', () => {
    const earlier = happened('ChildInNeedPlanStarted', '2026-01-08');
    const journey = given(registered, referred, decided, earlier, ...onPlan.slice(3)).journey();
    expect(journey.unread).toEqual([]);
    expect(journey.state).toMatchObject({ need: 'none', plan: 'onPlan' });
  });

  it.each(['RC8', 'RC9'] as const)('keeps the case from being closed as assessed only (%s)', (reason) => {
    given(...assessed, needed, needEnded)
      .when(happened('CaseClosed', '2026-07-01', { reason }))
      .thenRefused('closure-reason-contradicts-history');
  });
});

describe('a date of birth amended later', () => {
  const turned = happened('PlanEnded', '2026-03-30', { reason: 'turned-18', stepDown: 'none' });
  const child = happened('ChildRegistered', '2026-01-02', { dateOfBirth: plainDate('2008-04-01') });
  const amended = (dateOfBirth: string) =>
    happened('ChildDetailsAmended', '2026-05-11', { dateOfBirth: plainDate(dateOfBirth) });
  const journey = [child, ...onPlan.slice(1)] as const;

  it('decides for what happened before the amendment', () => {
    given(...journey)
      .when(turned)
      .thenRefused('not-yet-18');
    given(...journey, amended('2008-03-30'))
      .when(turned)
      .thenAcceptedLate('core-group');
    given(...journey, amended('2008-03-31'))
      .when(turned)
      .thenRefused('not-yet-18');
    given(...journey)
      .when(turned, amended('2008-03-30'))
      .thenAcceptedLate('core-group');
  });

  it('lets what stood by the old one fall, and is itself undone by its withdrawal', () => {
    const stood = given(...journey, amended('2008-03-30'), turned);
    stood
      .when(happened('ChildDetailsAmended', '2026-06-01', { dateOfBirth: plainDate('2008-03-31') }))
      .thenFalls(turned.id);
    stood
      .when({ id: 'w', type: 'FactWithdrawn', data: { fact: 'ChildDetailsAmended@2026-05-11', why: 'duplicate' } })
      .thenFalls(turned.id);
    expect(stood.journey(plainDate('2026-04-01')).unread).toEqual([]);
  });

  it('leaves an unborn child’s referral to what was expected', () => {
    const early = happened('ChildRegistered', '2025-08-01', { expectedDateOfBirth: plainDate('2026-06-01') });
    const unborn = { ...early, data: { ...early.data, dateOfBirth: undefined } };
    const born = happened('ChildBorn', '2026-06-14', { dateOfBirth: plainDate('2026-06-14') });
    given(unborn, happened('ReferralReceived', '2025-08-25')).when(born).thenAccepted();
    given(unborn, happened('ReferralReceived', '2025-08-25'), born)
      .when(happened('ChildDetailsAmended', '2026-06-20', { dateOfBirth: plainDate('2026-06-13') }))
      .thenAccepted();
  });
});

describe('birth and death', () => {
  const registration = happened('ChildRegistered', '2026-01-02', { expectedDateOfBirth: plainDate('2026-06-01') });
  const unknown = { ...registration, data: { ...registration.data, dateOfBirth: undefined } };
  const born = happened('ChildBorn', '2026-05-20', { dateOfBirth: plainDate('2026-05-20') });
  const died = happened('ChildDied', '2026-02-20');

  it('opens no case over 40 weeks before the birth is expected', () => {
    const early = happened('ChildRegistered', '2025-08-01', { expectedDateOfBirth: plainDate('2026-06-01') });
    const data = { ...early.data, dateOfBirth: undefined };
    given({ ...early, data })
      .when(happened('ReferralReceived', '2025-08-24'))
      .thenRefused('over-40-weeks-before-birth');
    given({ ...early, data })
      .when(happened('ReferralReceived', '2025-08-25'))
      .thenAccepted();
  });

  it('is of a child not yet born: no second birth, and none of a child registered with a date of birth', () => {
    given(unknown).when(born).thenAccepted();
    given(unknown, born)
      .when(happened('ChildBorn', '2026-05-21', {}, 'again'))
      .thenRefused('already-born');
    given(happened('ChildRegistered', '2026-01-02')).when(born).thenRefused('already-born');
    expect(given(unknown).journey().next).toContain('ChildBorn');
    expect(given(unknown, born).journey().next).not.toContain('ChildBorn');
  });

  it('dates the 18th birthday from the birth once it is known', () => {
    const journey = [unknown, referred, decided, discussed, concluded, conference, planned] as const;
    const turned = (on: string) => happened('PlanEnded', on, { reason: 'turned-18' });
    given(...journey, born)
      .when(turned('2044-05-19'))
      .thenRefused('not-yet-18');
    given(...journey, born)
      .when(turned('2044-05-20'))
      .thenAcceptedLate('core-group', 'first-review');
    given(...journey)
      .when(turned('2044-05-31'))
      .thenRefused('not-yet-18');
  });

  it.each(
    [
      happened('ChildBorn', '2026-02-23'),
      happened('ChildDied', '2026-02-23', {}, 'again'),
      happened('ReferralReceived', '2026-02-23', {}, 'again'),
      happened('ReferralDecided', '2026-02-23', {}, 'again'),
      happened('AssessmentStarted', '2026-02-23', {}, 'again'),
      happened('StrategyDiscussionHeld', '2026-02-23', {}, 'again'),
      happened('InitialConferenceHeld', '2026-02-23', {}, 'again'),
      happened('PlanStarted', '2026-02-23', {}, 'again'),
      happened('PlanCategoriesChanged', '2026-02-23'),
      happened('ReviewConferenceHeld', '2026-02-23'),
      happened('ChildVisited', '2026-02-23'),
      happened('ChildInNeedPlanStarted', '2026-02-23'),
      happened('ChildInNeedPlanReviewed', '2026-02-23'),
    ].map((fact) => [fact.type, fact] as const),
  )('is followed by no %s', (_, fact) => {
    given(...onPlan, begun, died)
      .when(fact)
      .thenRefused('after-death');
  });

  it('lets what was begun be finished, the plan on the day of death', () => {
    given(...onPlan, begun, died)
      .when(happened('PlanEnded', '2026-02-21', { reason: 'died', stepDown: 'none' }))
      .thenRefused('plan-ends-on-death');
    given(...onPlan, begun, died)
      .when(
        happened('PlanEnded', '2026-02-20', { reason: 'died', stepDown: 'none' }),
        happened('AssessmentAuthorised', '2026-04-20', { outcome: 'close' }),
        happened('ContactReceived', '2026-03-02'),
        happened('ContactDecided', '2026-03-02', { outcome: 'open-case' }),
        happened('ChildDetailsAmended', '2026-03-03', { ethnicity: 'MWBC' }),
        happened('CaseClosed', '2026-04-21', { reason: 'RC2' }),
      )
      .thenAccepted();
    given(...enquiring, happened('ChildInNeedPlanStarted', '2026-01-14'), died)
      .when(
        happened('Section47Concluded', '2026-02-24', { outcome: 'conference-not-required' }),
        happened('ChildInNeedPlanEnded', '2026-02-24'),
      )
      .thenAcceptedLate();
  });

  it.each([
    ['a conference was awaited', awaiting, []],
    ['a plan was decided and had not started', [...awaiting, conference], []],
    [
      'an enquiry was concluded after it, a conference required',
      enquiring,
      [happened('Section47Concluded', '2026-02-24')],
    ],
  ] as const)('lets the case be closed where %s', (_, history, finished) => {
    given(...history, died)
      .when(...finished, happened('CaseClosed', '2026-03-02', { reason: 'RC2' }))
      .thenAccepted();
  });

  it('stops every clock, and the standing says so', () => {
    const journey = given(...onPlan, died).journey();
    expect(journey.clocks.filter((clock) => !('how' in clock))).toEqual([]);
    expect(journey.standing).toBe(
      'Case open since 5 January 2026; on a child protection plan since 2 February 2026; the child died on 20 February 2026.',
    );
  });

  it('never leaves a plan without its end', () => {
    given(...over)
      .when(happened('ChildDied', '2026-09-28'))
      .thenFalls('ReviewConferenceHeld@2026-09-29', 'PlanEnded@2026-09-29');
  });
});
