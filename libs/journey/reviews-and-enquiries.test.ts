import { happened, journeyUnder } from '#testing';

const given = journeyUnder();

const open = [
  happened('ChildRegistered', '2025-01-02'),
  happened('ReferralReceived', '2025-01-06'),
  happened('ReferralDecided', '2025-01-07'),
] as const;
const discussed = happened('StrategyDiscussionHeld', '2025-01-13', {}, 'first discussion');
const concluded = happened('Section47Concluded', '2025-01-20');
const conference = happened('InitialConferenceHeld', '2025-01-30', {}, 'conference');
const onPlan = [...open, discussed, concluded, conference, happened('PlanStarted', '2025-01-30')] as const;
const again = happened('StrategyDiscussionHeld', '2025-03-03', {}, 'discussion on the plan');
const reviewed = happened('ReviewConferenceHeld', '2025-03-10', {}, 'review');

const running = (journey: ReturnType<ReturnType<typeof given>['journey']>) =>
  journey.clocks.filter((clock) => !('how' in clock)).map(({ duty }) => duty);

describe('an enquiry about a child on a plan', () => {
  it('has its conference’s clock met by a review held meanwhile, and is over once concluded, whatever it found', () => {
    for (const outcome of ['conference-required', 'already-on-plan', 'conference-not-required'] as const) {
      const end = happened('Section47Concluded', '2025-03-31', { outcome });
      const journey = given(...onPlan, again, reviewed, end).journey();
      expect(journey.state.enquiry).toBe('none');
      expect(running(journey)).toEqual(['assessment', 'core-group', 'later-review']);
      expect(journey.clocks.find(({ startedBy }) => startedBy === again.id)).toMatchObject({ stoppedBy: 'review' });
    }
  });

  it('goes on after that review: a discussion joins it, and starts no clock', () => {
    const joined = happened('StrategyDiscussionHeld', '2025-03-17', {}, 'joins');
    const journey = given(...onPlan, again, reviewed, joined).journey();
    expect(journey.state.enquiry).toBe('reviewed');
    expect(journey.clocks.some(({ startedBy }) => startedBy === 'joins')).toBe(false);
    given(...onPlan, again, reviewed, joined)
      .when(happened('Section47Concluded', '2025-03-20', { outcome: 'already-on-plan' }))
      .thenAccepted();
  });

  it('ends with the child already on a plan, also where no plan is recorded here: it may be older than the records', () => {
    given(...open, discussed)
      .when(happened('Section47Concluded', '2025-01-20', { outcome: 'already-on-plan' }))
      .thenAccepted();
  });

  it('keeps the case from being closed until it is concluded', () => {
    const end = happened('ReviewConferenceHeld', '2025-03-10', { outcome: 'end' });
    given(...onPlan, again, end, happened('PlanEnded', '2025-03-10'))
      .when(happened('CaseClosed', '2025-03-20'))
      .thenRefused('still-open');
  });

  it('is followed by one of its own, timed from its own discussion', () => {
    const end = happened('Section47Concluded', '2025-03-12', { outcome: 'already-on-plan' });
    const anew = happened('StrategyDiscussionHeld', '2025-06-02', {}, 'anew');
    const journey = given(...onPlan, again, reviewed, end, anew).journey();
    expect(journey.clocks.find(({ startedBy }) => startedBy === 'anew')).toMatchObject({ due: '2025-06-23' });
  });
});

describe('an enquiry concluded after the conference was due', () => {
  it('must say why when it finds that none is needed', () => {
    // 15 working days after 13 January 2025.
    given(...open, discussed)
      .when(happened('Section47Concluded', '2025-02-03', { outcome: 'conference-not-required' }))
      .thenAccepted();
    given(...open, discussed)
      .when(happened('Section47Concluded', '2025-02-04', { outcome: 'conference-not-required' }))
      .thenRefused('late-without-reason');
  });

  it('need not when the conference is still to come', () =>
    given(...open, discussed)
      .when(happened('Section47Concluded', '2025-02-04'))
      .thenAccepted());
});

describe('a plan decided and decided against before it started', () => {
  const against = happened('InitialConferenceHeld', '2025-02-06', {
    outcome: 'child-in-need',
    withoutEnquiryReason: 'New facts.',
  });

  it('leaves no review to be due', () =>
    expect(running(given(...open, discussed, concluded, conference, against).journey())).toEqual(['assessment']));

  it('is no such thing once it has started', () =>
    expect(running(given(...onPlan, against).journey())).toEqual(['assessment', 'core-group', 'first-review']));
});

describe('an earlier review typed late', () => {
  it('says that the later one no longer stops the first review’s clock, late or at all', () => {
    const late = happened('ReviewConferenceHeld', '2025-05-20', { lateReason: 'Chair ill.' }, 'later');
    given(...onPlan, late)
      .when(happened('ReviewConferenceHeld', '2025-04-20', {}, 'earlier'))
      .thenChanged(
        { fact: 'later', clock: 'first-review', before: { state: 'met-late', due: '2025-04-30' }, after: null },
        { fact: 'later', clock: 'later-review', before: null, after: { state: 'met', due: '2025-10-20' } },
      );
  });
});

describe('what may come next', () => {
  it('is no second single assessment while one is in progress, and one when it is authorised', () => {
    const started = happened('AssessmentStarted', '2025-01-08');
    expect(given(...open, started).journey().next).not.toContain('AssessmentStarted');
    const authorised = happened('AssessmentAuthorised', '2025-02-03');
    expect(given(...open, started, authorised).journey().next).toContain('AssessmentStarted');
  });
});
