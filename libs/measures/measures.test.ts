import { addDays, addMonths, addWorkingDays, england, latestStartWithMonths, plainDate } from '#calendar';
import { englandTimescales } from '#timescales';
import { correcting, day, dayZero, recorded, told, withdrawing, type Told } from '#testing';
import { count, type Count } from './count.ts';
import { measureOf, measures, type MeasureId } from './measures.ts';
import { questionOf } from './question.ts';
import { stillKnown } from './rows.ts';
import { versions } from './versions.ts';

/** Counts a measure over children, each told as a list of facts. */
function asked(
  id: MeasureId,
  query: Record<string, string>,
  children: readonly (readonly Told[])[],
  knownAt = stillKnown - 1,
): Count {
  const measure = measureOf(id);
  const made = questionOf(measure!, query);
  if ('faults' in made) throw new Error(made.faults.map(({ says }) => says).join(' '));
  const rows = children.map((facts, index) => versions(englandTimescales, recorded(facts, `child${String(index)}`)));
  return count(made.question, rows, knownAt);
}

const figure = ({ numerator, denominator, value, excluded }: Count): unknown => ({
  numerator,
  denominator,
  value,
  excluded,
});

const quarterOne = { from: '2018-04-01', to: '2018-06-30' };
const closed = (on: string): Told => told('CaseClosed', on);
const referred = (on: string, id?: string): Told => told('ReferralReceived', on, {}, id);

describe('re-referrals', () => {
  const after = (first: string, second: string, query = {}): Count =>
    asked('re-referrals', { from: '2010-01-01', to: '2026-12-31', ...query }, [
      [referred(first), closed(first), referred(second)],
    ]);

  it.each([
    ['2017-05-10', '2018-05-10', 1],
    ['2017-05-10', '2018-05-11', 0],
    ['2016-02-29', '2017-02-28', 1],
    ['2016-02-29', '2017-03-01', 0],
    ['2015-02-28', '2016-02-28', 1],
    ['2015-02-28', '2016-02-29', 0],
  ])('referred on %s and again on %s: %i within 12 months', (first, second, within) => {
    expect(after(first, second).numerator).toBe(within);
  });

  it('looks back as many months as it is asked to', () => {
    expect(after('2017-05-10', '2018-05-11', { months: '13' }).numerator).toBe(1);
    expect(after('2017-05-10', '2017-12-11', { months: '6' }).numerator).toBe(0);
  });

  it('counts the first and the last day of the quarter, and looks back before it', () => {
    const children = ['2018-03-31', '2018-04-01', '2018-06-30', '2018-07-01'].map((on) => [
      referred('2018-01-05'),
      closed('2018-01-08'),
      referred(on),
    ]);
    expect(figure(asked('re-referrals', quarterOne, children))).toEqual({
      numerator: 2,
      denominator: 2,
      value: 100,
      excluded: 0,
    });
  });

  it('counts every re-referral of a child, and those with no further action', () => {
    const nfa = (on: string): Told[] => [referred(on), told('ReferralDecided', on, { decision: 'no-further-action' })];
    const child = [...nfa('2018-04-03'), ...nfa('2018-05-03'), ...nfa('2018-06-04')];
    expect(figure(asked('re-referrals', quarterOne, [child]))).toEqual({
      numerator: 2,
      denominator: 3,
      value: 66.7,
      excluded: 0,
    });
    expect(asked('referrals-no-further-action', quarterOne, [child]).value).toBe(100);
  });

  it('counts referrals of one day once, the first recorded, even where a later one is told to be earlier in the day', () => {
    const child = [
      told('ReferralReceived', '2018-05-01', { at: '15:00' }, 'recorded-first'),
      told('CaseClosed', '2018-05-01', { at: '16:00' }),
      told('ReferralReceived', '2018-05-01', { at: '09:00' }, 'recorded-second'),
    ];
    const counted = asked('referrals', quarterOne, [child]);
    expect(figure(counted)).toEqual({ numerator: 1, denominator: null, value: 1, excluded: 1 });
    expect(counted.numeratorRows.map(({ key }) => key)).toEqual(['recorded-first']);
    expect(counted.excludedRows).toMatchObject([{ row: { key: 'recorded-second' }, reason: 'same-day-referral' }]);
    expect(asked('re-referrals', quarterOne, [child]).numerator).toBe(0);
  });

  it('is known as it was: a withdrawal, and then its withdrawal, move the figure from the instant they were recorded', () => {
    const child = [
      referred('2018-01-05', 'a'),
      closed('2018-02-01'),
      referred('2018-05-01', 'b'),
      withdrawing('a'),
      withdrawing('c-3'),
    ];
    const facts = recorded(child, 'c');
    const figures = [2, 3, 4].map((revision) => {
      const made = questionOf(measureOf('re-referrals')!, quarterOne);
      if ('faults' in made) throw new Error('a whole question was asked');
      return count(made.question, [versions(englandTimescales, facts)], dayZero + revision * day).numerator;
    });
    expect(figures).toEqual([1, 0, 1]);
  });
});

describe('assessments within 45 working days', () => {
  const referredOn = plainDate('2018-04-03');
  const due = addWorkingDays(england, referredOn, 45) as string;
  const child = (authorised: string): Told[] => [
    referred(referredOn),
    told('AssessmentStarted', '2018-04-10'),
    told('AssessmentAuthorised', authorised),
  ];
  const year = { from: '2018-04-01', to: '2019-03-31' };

  it('are in time on the due day and not the day after', () => {
    expect(due).toBe('2018-06-07');
    expect(asked('assessments-in-45-days', year, [child(due)]).numerator).toBe(1);
    expect(asked('assessments-in-45-days', year, [child('2018-06-08')]).numerator).toBe(0);
  });

  it('run from the referral by the one measure and from the start by the other', () => {
    expect(asked('assessments-in-45-days-from-start', year, [child('2018-06-08')]).numerator).toBe(1);
  });

  it('run from their own start when they are not the first of the episode, and from the referral again in the next', () => {
    const again = [
      ...child('2018-05-01'),
      told('AssessmentStarted', '2018-08-01'),
      told('AssessmentAuthorised', '2018-09-03'),
      closed('2018-09-10'),
      referred('2018-10-01'),
      told('AssessmentStarted', '2018-12-10'),
      told('AssessmentAuthorised', '2018-12-17'),
    ];
    const counted = asked('assessments-in-45-days', year, [again]);
    expect(counted.denominatorRows).toMatchObject([
      { clockFrom: referredOn, clockStartedBy: 'referral' },
      { clockFrom: '2018-08-01', clockStartedBy: 'start' },
      { clockFrom: '2018-10-01', clockStartedBy: 'referral' },
    ]);
    expect(figure(counted)).toEqual({ numerator: 2, denominator: 3, value: 66.7, excluded: 0 });
  });

  it('run from the referral for the first single one, whatever initial or core assessment came before it', () => {
    const initial = [
      referred('2013-04-02'),
      told('AssessmentStarted', '2013-04-02', { kind: 'initial' }),
      told('AssessmentAuthorised', '2013-04-09', { kind: 'initial' }),
      told('AssessmentStarted', '2013-04-16', { kind: 'single' }),
      told('AssessmentAuthorised', '2013-05-01', { kind: 'single' }),
    ];
    const counted = asked('assessments-in-45-days', { from: '2013-04-01', to: '2013-06-30' }, [initial]);
    expect(counted.denominatorRows).toMatchObject([{ clockFrom: '2013-04-02', clockStartedBy: 'referral' }]);
  });

  it('that reach beyond the known bank holidays are left out and said to be, never guessed', () => {
    const beyond = [
      referred('2028-12-20'),
      told('AssessmentStarted', '2028-12-21'),
      told('AssessmentAuthorised', '2029-02-01'),
    ];
    const counted = asked('assessments-in-45-days', { from: '2028-01-01', to: '2029-12-31' }, [beyond]);
    expect(figure(counted)).toEqual({ numerator: 0, denominator: 0, value: null, excluded: 1 });
    expect(counted.excludedRows[0]?.reason).toBe('working-days-not-known');
  });

  it('leave out the initial and core assessments of before April 2013', () => {
    const old = [
      referred('2012-05-01'),
      told('AssessmentStarted', '2012-05-01', { kind: 'core' }),
      told('AssessmentAuthorised', '2012-06-01', { kind: 'core' }),
    ];
    expect(asked('assessments-in-45-days', { from: '2012-04-01', to: '2013-03-31' }, [old]).denominator).toBe(0);
  });
});

describe('plans', () => {
  const plan = (from: string, to?: string): Told[] => [
    told('PlanStarted', from),
    ...(to === undefined ? [] : [told('PlanEnded', to)]),
  ];
  const year = { from: '2017-04-01', to: '2018-03-31' };

  it('that end on the day are not open on it', () => {
    const children = [
      plan('2017-01-05', '2018-03-31'),
      plan('2017-01-05', '2018-04-01'),
      plan('2018-03-31'),
      plan('2018-04-01'),
    ];
    expect(asked('plans-open', { at: '2018-03-31' }, children).value).toBe(2);
    expect(asked('plans-ended', year, children).value).toBe(1);
    expect(asked('plans-started', year, children).value).toBe(1);
  });

  it.each([
    ['2016-03-30', 1],
    ['2016-03-31', 1],
    ['2016-04-01', 0],
  ])('started on %s and open on 31 March 2018: %i open two years', (from, over) => {
    expect(asked('plans-open-over-two-years', { at: '2018-03-31' }, [plan(from)]).numerator).toBe(over);
  });

  it('started on 29 February have lasted two years on 28 February', () => {
    expect(asked('plans-open-over-two-years', { at: '2018-02-28' }, [plan('2016-02-29')]).numerator).toBe(1);
    expect(asked('plans-open-over-two-years', { at: '2018-02-27' }, [plan('2016-02-29')]).numerator).toBe(0);
    expect(asked('plans-ended-after-two-years', year, [plan('2016-02-29', '2018-02-28')]).numerator).toBe(1);
  });

  it.each([
    ['2018-01-10', 1],
    ['2018-01-09', 0],
  ])('from 10 January 2016 to %s: %i ended after two years', (to, over) => {
    expect(asked('plans-ended-after-two-years', year, [plan('2016-01-10', to)]).numerator).toBe(over);
  });

  it('are repeat plans after any earlier plan here, recorded or told of, and never after one elsewhere', () => {
    const children = [
      [...plan('2004-01-05', '2004-06-01'), ...plan('2017-06-01')],
      [told('PlanStarted', '2017-06-01', { previousPlansHere: { count: 1 } })],
      [told('PlanStarted', '2017-06-01', { previousPlansElsewhere: { count: 3 } })],
      [told('PlanStarted', '2017-06-01', { previousPlansHere: { count: 0 } })],
    ];
    expect(figure(asked('repeat-plans', year, children))).toEqual({
      numerator: 2,
      denominator: 4,
      value: 50,
      excluded: 0,
    });
  });

  it('of one child starting twice in the year count twice, and the second is the repeat', () => {
    const child = [...plan('2017-05-01', '2017-09-01'), ...plan('2018-01-10')];
    expect(figure(asked('repeat-plans', year, [child]))).toEqual({
      numerator: 1,
      denominator: 2,
      value: 50,
      excluded: 0,
    });
  });

  it('tell of the same earlier plans at each start without counting them twice', () => {
    const told2 = { previousPlansHere: { count: 2 } };
    const child = [
      told('PlanStarted', '2017-05-01', told2),
      told('PlanEnded', '2017-09-01'),
      told('PlanStarted', '2018-01-10', told2),
    ];
    expect(asked('repeat-plans', year, [child]).denominatorRows).toMatchObject([
      { earlierPlans: 2 },
      { earlierPlans: 3 },
    ]);
  });

  it('repeat within two years of the earlier plan’s end, and are left out where that day is not known', () => {
    const children = [
      [...plan('2015-01-05', '2015-06-01'), ...plan('2017-06-01')],
      [...plan('2015-01-05', '2015-05-31'), ...plan('2017-06-01')],
      [told('PlanStarted', '2017-06-01', { previousPlansHere: { count: 1, lastEndedOn: plainDate('2016-01-01') } })],
      [told('PlanStarted', '2017-06-01', { previousPlansHere: { count: 1 } })],
      plan('2017-06-01'),
    ];
    expect(figure(asked('repeat-plans-within-two-years', year, children))).toEqual({
      numerator: 2,
      denominator: 4,
      value: 50,
      excluded: 1,
    });
  });
});

describe('reviews in timescale (NI 67)', () => {
  const at = '2018-03-31';
  const review = (on: string, outcome: 'continue' | 'end' | 'adjourned' = 'continue'): Told =>
    told('ReviewConferenceHeld', on, { outcome });
  const judged = (facts: Told[], query = {}): Count => asked('reviews-in-timescale', { at, ...query }, [facts]);

  it.each([
    ['2017-12-30', 1, 0],
    ['2017-12-31', 0, 1],
    ['2018-01-01', 0, 1],
  ])('a plan started on %s: %i judged, %i left out as of three months or less', (on, denominator, excluded) => {
    expect(judged([told('PlanStarted', on), review('2018-03-20')])).toMatchObject({ denominator, excluded });
  });

  it('is met by a first review on its due day and missed the day after', () => {
    expect(judged([told('PlanStarted', '2017-11-10'), review('2018-02-10')]).numerator).toBe(1);
    expect(judged([told('PlanStarted', '2017-11-10'), review('2018-02-11')]).numerator).toBe(0);
  });

  it('is met while a review falls due on the day itself, and missed once it is a day past', () => {
    const facts = [told('PlanStarted', '2017-06-30'), review('2017-09-30')];
    expect(judged(facts, { at: '2018-03-30' }).numerator).toBe(1);
    expect(judged(facts, { at: '2018-03-31' }).numerator).toBe(0);
    expect(judged([...facts, review('2018-03-30')], { at: '2018-03-31' }).numerator).toBe(1);
  });

  it('is missed where no review was ever held, and an adjourned one holds nothing', () => {
    expect(judged([told('PlanStarted', '2017-11-10')]).numerator).toBe(0);
    expect(judged([told('PlanStarted', '2017-11-10'), review('2018-02-09', 'adjourned')]).numerator).toBe(0);
  });

  it('is missed six months after a review that decided to end a plan which nobody recorded as ended', () => {
    const facts = [told('PlanStarted', '2016-06-01'), review('2016-08-01'), review('2017-01-10', 'end')];
    expect(judged(facts, { at: '2017-07-10' }).numerator).toBe(1);
    expect(judged(facts, { at: '2017-07-11' }).numerator).toBe(0);
    const next = [told('PlanEnded', '2017-01-10'), told('PlanStarted', '2017-11-10'), review('2018-02-10')];
    expect(judged([...facts, ...next])).toMatchObject({ numerator: 1, denominator: 1 });
  });

  it('judges a plan from before the first edition that has a rule by the same three and six months', () => {
    const plan = told('PlanStarted', '2009-06-01');
    const last = [review('2009-09-01'), review('2010-03-01')];
    expect(judged([plan], { at: '2009-09-02' }).numerator).toBe(0);
    expect(judged([plan, ...last], { at: '2010-03-31' }).numerator).toBe(1);
    expect(judged([plan, ...last], { at: '2010-09-02' }).numerator).toBe(0);
  });

  it('judges twelve months: a review held late before them is forgiven, one held late within them is not', () => {
    const withFirst = (on: string): Told[] => [
      told('PlanStarted', '2016-12-01'),
      review(on),
      review('2017-09-15'),
      review('2018-03-10'),
    ];
    expect(judged(withFirst('2017-03-31')).numerator).toBe(1);
    expect(judged(withFirst('2017-04-01')).numerator).toBe(0);
  });

  it('uses the last review of the year before for a plan open at its start', () => {
    expect(
      judged([
        told('PlanStarted', '2016-06-01'),
        review('2016-09-01'),
        review('2017-03-01'),
        review('2017-09-02'),
        review('2018-03-01'),
      ]).numerator,
    ).toBe(0);
  });

  it('counts 91 and 183 days where it is asked to', () => {
    const facts = [told('PlanStarted', '2017-07-31'), review('2017-10-31'), review('2018-03-01')];
    expect(judged(facts).numerator).toBe(1);
    expect(judged(facts, { counted: 'days' }).numerator).toBe(0);
  });

  it('judges the plan that is open, not an earlier one', () => {
    const facts = [
      told('PlanStarted', '2017-05-01'),
      told('PlanEnded', '2017-10-01'),
      told('PlanStarted', '2017-11-10'),
      review('2018-02-10'),
    ];
    expect(figure(judged(facts))).toEqual({ numerator: 1, denominator: 1, value: 100, excluded: 0 });
  });

  it('moves when the review is corrected to the day it was really held', () => {
    const facts = [
      told('PlanStarted', '2017-11-10'),
      told('ReviewConferenceHeld', '2018-02-20', {}, 'review'),
      correcting('review', review('2018-02-09')),
    ];
    expect(asked('reviews-in-timescale', { at }, [facts], dayZero + day).numerator).toBe(0);
    expect(asked('reviews-in-timescale', { at }, [facts], dayZero + 2 * day).numerator).toBe(1);
  });
});

describe('enquiries and conferences', () => {
  const enquired = told('StrategyDiscussionHeld', '2018-04-09');
  const conferred = (on: string): Told => told('InitialConferenceHeld', on);
  const due = addWorkingDays(england, plainDate('2018-04-09'), 15) as string;

  it('meet in time on the due day, late the day after, and an adjourned one is left out', () => {
    expect(asked('conferences-in-15-days', quarterOne, [[enquired, conferred(due)]]).value).toBe(100);
    expect(asked('conferences-in-15-days', quarterOne, [[enquired, conferred(addDays(plainDate(due), 1))]]).value).toBe(
      0,
    );
    const adjourned = [enquired, told('InitialConferenceHeld', '2018-04-16', { outcome: 'adjourned' }), conferred(due)];
    expect(figure(asked('conferences-in-15-days', quarterOne, [adjourned]))).toEqual({
      numerator: 1,
      denominator: 1,
      value: 100,
      excluded: 1,
    });
  });

  it('count the enquiry from the discussion that began it, and a further one joins it', () => {
    const child = [enquired, told('StrategyDiscussionHeld', '2018-04-20'), conferred(due)];
    expect(asked('section-47-enquiries', quarterOne, [child]).value).toBe(1);
    expect(asked('conferences-in-15-days', quarterOne, [child]).value).toBe(100);
    expect(asked('initial-conferences', quarterOne, [[conferred(due)]]).value).toBe(1);
  });

  it('count the enquiries of a child from one day once, the first recorded', () => {
    const over = told('Section47Concluded', '2018-04-09', { outcome: 'conference-not-required' });
    const child = [told('StrategyDiscussionHeld', '2018-04-09', {}, 'first'), over];
    const again = [told('StrategyDiscussionHeld', '2018-04-09', {}, 'again'), over];
    const nextDay = told('StrategyDiscussionHeld', '2018-04-10', {}, 'next-day');
    const counted = asked('section-47-enquiries', quarterOne, [[...child, ...again, nextDay]]);
    expect(counted.numeratorRows.map(({ key }) => key)).toEqual(['first', 'next-day']);
    expect(counted.excludedRows).toMatchObject([{ row: { key: 'again' }, reason: 'same-day-enquiry' }]);
  });

  describe('while on a plan', () => {
    const year = { from: '2018-01-01', to: '2018-12-31' };
    const onPlan = [
      told('StrategyDiscussionHeld', '2018-01-03'),
      conferred('2018-01-10'),
      told('PlanStarted', '2018-01-10'),
    ];
    const discussed = (on: string): Told => told('StrategyDiscussionHeld', on);
    const concluded = (on: string): Told => told('Section47Concluded', on);
    const review = (on: string, outcome: 'continue' | 'end' | 'adjourned'): Told =>
      told('ReviewConferenceHeld', on, { outcome });
    const inSeptember = [discussed('2018-09-03'), concluded('2018-09-10'), conferred('2018-09-17')];
    const figures = (facts: Told[]): unknown => {
      const { numerator, denominator } = asked('conferences-in-15-days', year, [[...onPlan, ...facts]]);
      return [asked('section-47-enquiries', year, [[...onPlan, ...facts]]).value, numerator, denominator];
    };

    it('end at a review that takes the conference’s place, so that the next discussion begins another', () => {
      const ended = [review('2018-03-20', 'end'), told('PlanEnded', '2018-03-20')];
      expect(figures([discussed('2018-03-05'), concluded('2018-03-12'), ...ended, ...inSeptember])).toEqual([3, 2, 2]);
    });

    it('end with their conclusion where a review was held before it', () => {
      const facts = [discussed('2018-03-05'), review('2018-03-07', 'continue'), concluded('2018-03-12')];
      expect(figures([...facts, told('PlanEnded', '2018-03-20'), ...inSeptember])).toEqual([3, 2, 2]);
    });

    it('go on after a review that was adjourned', () => {
      const adjourned = [discussed('2018-03-05'), concluded('2018-03-12'), review('2018-03-20', 'adjourned')];
      expect(figures([...adjourned, ...inSeptember])).toEqual([2, 1, 2]);
    });
  });
});

describe('definitions', () => {
  it('name parameters that exist, and every parameter is used', () => {
    for (const measure of measures) {
      const phrases = JSON.stringify([measure.population.where, measure.exclusions, measure.numerator]);
      const used = new Set([...phrases.matchAll(/"parameter":"([^"]+)"/g)].map(([, name]) => name));
      expect([measure.id, [...used].sort()]).toEqual([measure.id, Object.keys(measure.parameters).sort()]);
    }
  });

  it('of a share say what its numerator is, with percent as its unit, and a count neither', () => {
    for (const { id, unit, numerator } of measures) expect([id, unit === 'percent']).toEqual([id, numerator !== null]);
  });

  it('have no value where there is nothing to divide by', () => {
    for (const measure of measures) {
      const query = measure.asks === 'at' ? { at: '2018-03-31' } : quarterOne;
      const { numerator, denominator, value } = asked(measure.id, query, []);
      expect({ numerator, denominator, value }).toEqual(
        measure.numerator === null && measure.among === undefined
          ? { numerator: 0, denominator: null, value: 0 }
          : { numerator: 0, denominator: 0, value: null },
      );
    }
  });

  it('are answered of the first and the last days there are: nothing is older, and nothing falls due later', () => {
    const child = [told('PlanStarted', '1900-01-01'), told('PlanEnded', '1901-12-31')];
    const last = [told('PlanStarted', '2199-12-01'), told('ReviewConferenceHeld', '2199-12-15')];
    for (const measure of measures.filter(({ asks }) => asks === 'at')) {
      for (const at of ['1900-01-01', '1900-06-30', '2199-12-31']) {
        expect([measure.id, at, asked(measure.id, { at }, [child, last]).numerator]).toEqual([
          measure.id,
          at,
          measure.id === 'plans-open' ? 1 : 0,
        ]);
      }
    }
    expect(asked('plans-open-over-two-years', { at: '1901-12-30', months: '23' }, [child]).numerator).toBe(1);
  });

  it('speak of boundary days that agree with the anniversaries they stand for', () => {
    const at = plainDate('2018-02-28');
    const last = latestStartWithMonths(at, 24);
    expect([addMonths(last, 24) <= at, addMonths(addDays(last, 1), 24) <= at]).toEqual([true, false]);
  });
});
