import { corrected, happened, journeyUnder, withdrawn } from '#testing';
import type { ProposedFact } from './index.ts';

const given = journeyUnder();

const registered = happened('ChildRegistered', '2026-01-02', {}, 'registered');
const referred = happened('ReferralReceived', '2026-01-05', {}, 'referred');
const decided = happened('ReferralDecided', '2026-01-06', {}, 'decided');
const begun = happened('AssessmentStarted', '2026-01-07', {}, 'begun');
const authorised = happened('AssessmentAuthorised', '2026-02-02', {}, 'authorised');
const contact = happened('ContactReceived', '2026-02-10', {}, 'contact');
const contactDecided = happened('ContactDecided', '2026-02-11', {}, 'contactDecided');
const discussed = happened('StrategyDiscussionHeld', '2026-01-12', {}, 'discussed');
const concluded = happened('Section47Concluded', '2026-01-26', {}, 'concluded');
const conference = happened('InitialConferenceHeld', '2026-02-02', {}, 'conference');
const planned = happened('PlanStarted', '2026-02-02', {}, 'planned');
const closed = happened('CaseClosed', '2026-03-02', {}, 'closed');

const open = [registered, referred, decided] as const;
const onPlan = [...open, discussed, concluded, conference, planned] as const;

describe('a fact recorded late', () => {
  it('is refused with where the journey stands, not with where it would have stood', () => {
    const early = happened('ReferralDecided', '2026-01-05', { decision: 'no-further-action' }, 'early');
    const journey = given(registered, referred, begun);
    expect(journey.when(early).decision).toMatchObject({
      code: 'contradicts-later-facts',
      standing: journey.journey().standing,
    });
    expect(journey.when(happened('ContactReceived', '2026-01-01')).decision).toMatchObject({
      code: 'child-not-registered',
      standing: journey.journey().standing,
    });
  });

  it('is judged where it happened', () => {
    given(...open, begun, authorised, closed)
      .when(happened('ChildVisited', '2026-01-20'))
      .thenAccepted();
    given(...open, begun, authorised, closed)
      .when(happened('AssessmentStarted', '2026-02-10'))
      .thenFalls('closed');
  });

  it('is refused with every fact that could not have happened if it were so', () => {
    const early = happened('ReferralDecided', '2026-01-05', { decision: 'no-further-action' }, 'early');
    given(registered, referred, begun, authorised, discussed, concluded)
      .when(early)
      .thenFalls('begun', 'discussed', 'concluded', 'authorised');
  });

  it('is named, of several posted together, as the one that makes each of the others fall', () => {
    const visited = happened('ChildVisited', '2026-01-20');
    const ended = happened('ReferralDecided', '2026-01-05', { decision: 'no-further-action' });
    const { decision } = given(registered, referred, begun, authorised).when(visited, ended);
    expect(decision).toMatchObject({
      code: 'contradicts-later-facts',
      fact: 1,
      laterFacts: [
        { id: 'begun', code: 'no-open-case', because: 1 },
        { id: 'authorised', because: 1 },
      ],
    });
  });

  it('is named though another of the same post makes other facts fall', () => {
    const moved = corrected('begun', happened('AssessmentStarted', '2026-02-03'));
    const { decision } = given(...open, begun, authorised, contact, contactDecided).when(moved, withdrawn('contact'));
    expect(decision).toMatchObject({
      code: 'contradicts-later-facts',
      fact: 0,
      laterFacts: [
        { id: 'authorised', code: 'no-assessment-open', because: 0 },
        { id: 'contactDecided', code: 'contact-unknown', because: 1 },
      ],
    });
  });

  it('makes a standing conference late, and says so rather than asking it for a reason', () => {
    const reasoned = happened('InitialConferenceHeld', '2026-02-02', { withoutEnquiryReason: 'Urgent.' }, 'conference');
    given(...open, reasoned, planned)
      .when(happened('StrategyDiscussionHeld', '2026-01-08', {}, 'late'))
      .thenChanged({
        fact: 'conference',
        clock: 'conference',
        before: null,
        after: { state: 'met-late', due: '2026-01-29' },
      });
  });

  it('takes one of two clocks of a duty from the fact that stopped both, and says so', () => {
    const first = happened('PoliceProtectionTaken', '2026-01-05', { at: '21:00' }, 'first');
    const second = happened('PoliceProtectionTaken', '2026-01-10', { at: '22:00' }, 'second');
    const released = happened('PoliceProtectionEnded', '2026-01-11', { at: '10:00' }, 'released');
    given(registered, first, second, released)
      .when(happened('PoliceProtectionEnded', '2026-01-06', { at: '09:00' }, 'late'))
      .thenChanged({
        fact: 'released',
        clock: 'police-protection',
        before: { state: 'met-late', startedOn: '2026-01-05' },
        after: null,
      });
  });

  it('names the conference that is now the late one, when the one before it is withdrawn', () => {
    const first = happened('InitialConferenceHeld', '2026-02-09', { outcome: 'no-further-action' }, 'first');
    const again = happened('InitialConferenceHeld', '2026-03-09', { outcome: 'no-further-action' }, 'again');
    given(...open, discussed, concluded, first, again)
      .when(withdrawn('first'))
      .thenChanged({
        fact: 'again',
        clock: 'conference',
        before: null,
        after: { state: 'met-late', due: '2026-02-02' },
      });
  });

  it('takes over the clock of an enquiry begun earlier than was known', () => {
    given(...open, discussed, concluded, conference)
      .when(happened('StrategyDiscussionHeld', '2026-01-08', {}, 'late'))
      .thenChanged({
        fact: 'conference',
        clock: 'conference',
        before: { state: 'met', due: '2026-02-02' },
        after: { state: 'met-late', due: '2026-01-29' },
      });
  });

  it('changes nothing for others when it only stops a running clock', () => {
    given(...open, discussed, concluded)
      .when(conference)
      .thenChanged();
  });

  it('moves the due day of the review after it', () => {
    const second = happened('ReviewConferenceHeld', '2026-10-20', {}, 'second');
    const late = happened('ReviewConferenceHeld', '2026-10-01', {}, 'late');
    const first = happened('ReviewConferenceHeld', '2026-04-30', {}, 'first');
    given(...onPlan, first, second)
      .when(late)
      .thenChanged({
        fact: 'second',
        before: { due: '2026-10-30' },
        after: { startedOn: '2026-10-01', due: '2027-04-01' },
      });
  });

  it('finds its place by time on the same day, or as typed', () => {
    const at = (time: string) => happened('ReferralReceived', '2026-02-16', { at: time }, 'second');
    const untimed = happened('CaseClosed', '2026-02-16', {}, 'closed');
    const timed = happened('CaseClosed', '2026-02-16', { at: '11:00' }, 'closed');
    given(...open, untimed)
      .when(at('09:00'))
      .thenAccepted();
    given(...open, timed)
      .when(at('09:00'))
      .thenRefused('case-already-open');
    given(...open, timed)
      .when(at('11:00'))
      .thenAccepted();
  });
});

describe('a withdrawal', () => {
  it('is refused with all that would fall, and accepted together with them', () => {
    given(...onPlan)
      .when(withdrawn('conference'))
      .thenFalls('planned');
    given(...onPlan)
      .when(withdrawn('conference'), withdrawn('planned'))
      .thenAccepted();
  });

  it('restores nothing it did not take away, and can itself be withdrawn', () => {
    const mistaken = withdrawn('begun', 'mistaken');
    expect(given(...open, begun, mistaken).journey().state.assessment.single).toBe('none');
    given(...open, begun, mistaken)
      .when(withdrawn('mistaken'))
      .thenAccepted();
    expect(given(...open, begun, mistaken, withdrawn('mistaken')).journey().state.assessment.single).toBe('inProgress');
  });

  it('withdrawn, is judged as the fact recorded late', () => {
    const mistaken = withdrawn('begun', 'mistaken');
    const other = happened('AssessmentStarted', '2026-01-09', {}, 'other');
    given(...open, begun, mistaken, other)
      .when(withdrawn('mistaken'))
      .thenFalls('other');
    const earlier = happened('AssessmentStarted', '2026-01-06', {}, 'earlier');
    given(...open, begun, mistaken, earlier)
      .when(withdrawn('mistaken'))
      .thenRefused('assessment-already-open');
  });

  it('asks no reason of the fact it restores, and tells what that missed and owes', () => {
    const late = happened('InitialConferenceHeld', '2026-02-10', { lateReason: '' }, 'late');
    const restored = given(...open, discussed, concluded, late, withdrawn('late', 'mistaken')).when(
      withdrawn('mistaken'),
    );
    restored.thenAcceptedLate('conference');
    restored.thenOwed({ code: 'late-without-reason', fact: 0, clock: 'conference', due: '2026-02-02', days: 8 });
  });

  it('tells what a late fact it restores missed, its reason having been given', () => {
    const late = happened('ReferralDecided', '2026-01-09', { lateReason: 'Nobody answered.' }, 'late');
    const restored = given(registered, referred, late, withdrawn('late', 'mistaken')).when(withdrawn('mistaken'));
    restored.thenAcceptedLate('decision');
    expect(restored.decision).toMatchObject({
      missed: [{ due: '2026-01-06', stoppedOn: '2026-01-09' }],
      reasonOwed: [],
    });
  });

  it('of the correction that made a fact in time tells that it is late again', () => {
    const late = happened('ReferralDecided', '2026-01-09', { lateReason: 'Nobody answered.' }, 'late');
    const inTime = corrected('late', happened('ReferralDecided', '2026-01-06'), 'made in time');
    given(registered, referred, late, inTime).when(withdrawn('made in time')).thenAcceptedLate('decision');
    given(registered, referred, late, inTime).when(withdrawn('late')).thenAccepted();
  });

  it('changes the clocks it leaves without their end', () => {
    given(...open, discussed, concluded, conference)
      .when(withdrawn('conference'))
      .thenChanged(
        { fact: 'discussed', clock: 'conference', before: { state: 'met' }, after: { state: 'running' } },
        { fact: 'conference', clock: 'core-group', before: { state: 'running' }, after: null },
        { fact: 'conference', clock: 'first-review', before: { state: 'running' }, after: null },
      );
  });

  it('takes away the clock its fact started, and gives it back when it is itself withdrawn', () => {
    given(...open, begun)
      .when(withdrawn('begun'))
      .thenChanged({
        fact: 'begun',
        clock: 'assessment-from-start',
        before: { state: 'running', startedOn: '2026-01-07' },
        after: null,
      });
    given(...open, begun, withdrawn('begun', 'mistaken'))
      .when(withdrawn('mistaken'))
      .thenChanged({ fact: 'begun', clock: 'assessment-from-start', before: null, after: { state: 'running' } });
  });

  it('tells once of a clock whose end is restored', () => {
    given(registered, referred, decided, withdrawn('decided', 'mistaken'))
      .when(withdrawn('mistaken'))
      .thenChanged({ fact: 'decided', clock: 'decision', before: { state: 'running' }, after: { state: 'met' } });
  });

  it('names an earlier fact of the child that still stands', () => {
    given(...open)
      .when(withdrawn('nobody'))
      .thenRefused('fact-unknown');
    given(...open, begun, withdrawn('begun'))
      .when(withdrawn('begun', 'again'))
      .thenRefused('fact-already-withdrawn');
    given(...open)
      .when(withdrawn('begun'), begun)
      .thenRefused('fact-unknown');
    given(...open)
      .when(begun, withdrawn('begun'))
      .thenAccepted();
  });
});

describe('a correction', () => {
  const to = (on: string) => happened('AssessmentStarted', on);

  it('moves a fact, and is judged where it moves it to', () => {
    given(...open, begun, authorised)
      .when(corrected('begun', to('2026-01-12')))
      .thenAccepted();
    given(...open, begun, authorised)
      .when(corrected('begun', to('2026-02-03')))
      .thenFalls('authorised');
    given(...open, begun, authorised)
      .when(corrected('begun', to('2026-01-03')))
      .thenRefused('before-referral');
  });

  it('moves the clock its fact started, which is told of', () => {
    given(...open, discussed)
      .when(corrected('discussed', happened('StrategyDiscussionHeld', '2026-01-09')))
      .thenChanged({
        fact: 'discussed',
        clock: 'conference',
        before: { state: 'running', startedOn: '2026-01-12', due: '2026-02-02' },
        after: { state: 'running', startedOn: '2026-01-09', due: '2026-01-30' },
      });
  });

  it('that brings its own fact into time tells how the clock is stopped now', () => {
    const late = happened('ReferralDecided', '2026-01-07', { lateReason: 'Typed wrongly.' }, 'late');
    given(registered, referred, late)
      .when(corrected('late', decided))
      .thenChanged({ fact: 'late', clock: 'decision', before: { state: 'met-late' }, after: { state: 'met' } });
  });

  it('asks for a reason where the corrected fact is late', () => {
    const later = happened('InitialConferenceHeld', '2026-02-03', { outcome: 'no-further-action' });
    const held = happened('InitialConferenceHeld', '2026-02-02', { outcome: 'no-further-action' }, 'held');
    given(...open, discussed, concluded, held)
      .when(corrected('held', later))
      .thenOwed({ code: 'late-without-reason', fact: 0, clock: 'conference', days: 1 });
  });

  it('never holds back a protective fact for a reason', () => {
    given(...open, discussed)
      .when(corrected('discussed', happened('StrategyDiscussionHeld', '2026-01-13', { attended: ['health'] })))
      .thenOwed({ code: 'inquorate-without-reason' });
    expect(
      given(...open, discussed).when(
        corrected('discussed', happened('StrategyDiscussionHeld', '2026-01-13', { attended: ['health'] })),
      ).decision.ok,
    ).toBe(true);
  });

  it('that moves a start across an edition’s first day changes the rule', () => {
    const child = happened('ChildRegistered', '2010-03-01', {}, 'child');
    const before = happened('ReferralReceived', '2010-03-16', {}, 'before');
    const after = happened('ReferralReceived', '2014-04-01');
    const rules = (...facts: readonly ProposedFact[]) =>
      given(...facts)
        .journey()
        .clocks.map(({ rule }) => rule);
    expect(rules(child, before)).toEqual(['T2a@wt-2006']);
    expect(rules(child, before, corrected('before', after))).toEqual(['T1@wt-2013', 'T2c@wt-2013']);
  });

  it('names an ordinary fact that stands, and keeps its type', () => {
    const changed = corrected('begun', to('2026-01-08'), 'changed');
    given(...open, begun)
      .when(corrected('nobody', to('2026-01-08')))
      .thenRefused('fact-unknown');
    given(...open, begun, withdrawn('begun'))
      .when(corrected('begun', to('2026-01-08')))
      .thenRefused('fact-already-withdrawn');
    given(...open, begun, changed)
      .when(corrected('changed', to('2026-01-09')))
      .thenRefused('correction-of-correction');
    given(...open, begun)
      .when(corrected('begun', authorised))
      .thenRefused('correction-changes-type');
    given(...open, begun)
      .when(corrected('begun', registered))
      .thenRefused('correction-changes-type');
    given(...open, begun, changed)
      .when(corrected('begun', to('2026-01-09'), 'again'))
      .thenAccepted();
  });

  it('and what it makes room for may come in one post', () => {
    given(...open, closed)
      .when(corrected('closed', happened('CaseClosed', '2026-03-09')), happened('AssessmentStarted', '2026-03-04'))
      .thenRefused('still-open');
    given(...open, closed)
      .when(
        corrected('closed', happened('CaseClosed', '2026-03-09')),
        happened('AssessmentStarted', '2026-03-04'),
        happened('AssessmentAuthorised', '2026-03-06'),
      )
      .thenAccepted();
  });
});

describe('a further discussion of a child on a plan', () => {
  it('tells of its own running clock when it turns out to have been before the conference, which then met late', () => {
    const further = happened('StrategyDiscussionHeld', '2026-03-03', {}, 'further');
    given(...onPlan, further)
      .when(corrected('further', happened('StrategyDiscussionHeld', '2026-01-07')))
      .thenChanged(
        {
          fact: 'conference',
          clock: 'conference',
          before: { state: 'met', startedOn: '2026-01-12', due: '2026-02-02' },
          after: { state: 'met-late', startedOn: '2026-01-07', due: '2026-01-28' },
        },
        {
          fact: 'further',
          clock: 'conference',
          before: { state: 'running', startedOn: '2026-03-03', due: '2026-03-24' },
          after: { state: 'met-late', startedOn: '2026-01-07', due: '2026-01-28' },
        },
      );
  });
});

describe('a stored fact that today’s law would not accept', () => {
  it('is marked unread and skipped, and the rest is read', () => {
    const orphan = happened('PlanEnded', '2026-01-20', { reason: 'looked-after' }, 'orphan');
    const journey = given(...open, orphan, begun).journey();
    expect(journey.unread).toEqual([{ id: 'orphan', code: 'no-plan-open' }]);
    expect(journey.state.assessment.single).toBe('inProgress');
  });

  it('is read once what it lacked is recorded', () => {
    expect(given(...open, authorised).journey().unread).toEqual([{ id: 'authorised', code: 'no-assessment-open' }]);
    given(...open, authorised)
      .when(begun)
      .thenAccepted();
    expect(given(...open, authorised, begun).journey().unread).toEqual([]);
  });

  it('holds back no later fact', () => {
    const orphan = happened('PlanEnded', '2026-01-20', { reason: 'looked-after' }, 'orphan');
    given(...open, orphan)
      .when(happened('ChildVisited', '2026-01-10'))
      .thenAccepted();
    given(...open, orphan)
      .when(withdrawn('orphan'))
      .thenAccepted();
  });
});
