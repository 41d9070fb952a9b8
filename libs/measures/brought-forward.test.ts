import { plainDate } from '#calendar';
import { recorded, told, type Told } from '#testing';
import { englandTimescales } from '#timescales';
import { count } from './count.ts';
import { measureOf, type MeasureId } from './measures.ts';
import { questionOf } from './question.ts';
import { stillKnown } from './rows.ts';
import { versions } from './versions.ts';

const opening = told('CaseBroughtForward', '2018-04-01', {
  referral: { on: plainDate('2017-06-05'), source: '2A', awaitsDecision: false },
  earlierReferralsOn: [plainDate('2017-04-10')],
  authorised: ['single'],
  plan: {
    startedOn: plainDate('2017-09-04'),
    conferenceOn: plainDate('2017-09-04'),
    initialCategories: ['NEG'],
    latestCategories: ['NEG', 'EMO'],
    previousPlansHere: { count: 1, lastEndedOn: plainDate('2014-02-03') },
    lastReviewOn: plainDate('2018-02-05'),
  },
});

function asked(id: MeasureId, query: Record<string, string>, ...facts: readonly Told[]) {
  const measure = measureOf(id);
  const made = questionOf(measure!, query);
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  const rows = [versions(englandTimescales, recorded([opening, ...facts]))];
  const { numerator, denominator, excludedRows } = count(made.question, rows, stillKnown - 1);
  return { numerator, denominator, excluded: excludedRows.map(({ reason }) => reason) };
}

const year = { from: '2017-04-01', to: '2018-03-31' };

describe('a case brought forward', () => {
  it('counts no referral, which another record counted', () => {
    expect(asked('referrals', year)).toEqual({ numerator: 0, denominator: null, excluded: ['brought-forward'] });
  });

  it('makes a later referral a re-referral by the last day it tells of', () => {
    const closed = [told('PlanEnded', '2018-05-01'), told('CaseClosed', '2018-05-02')];
    const within = { from: '2018-04-01', to: '2019-03-31' };
    expect(asked('re-referrals', within, ...closed, told('ReferralReceived', '2018-06-05')).numerator).toBe(1);
    expect(asked('re-referrals', within, ...closed, told('ReferralReceived', '2018-06-06')).numerator).toBe(0);
  });

  it('is on its plan from the day it tells, with the plans before it', () => {
    expect(asked('plans-open', { at: '2018-04-30' }).numerator).toBe(1);
    expect(asked('plans-started', year)).toMatchObject({ numerator: 1 });
    expect(asked('repeat-plans', year)).toMatchObject({ numerator: 1, denominator: 1 });
    expect(asked('initial-conferences', year)).toMatchObject({ numerator: 0 });
  });

  it('is judged by its reviews once a year of them is told here, and left out before', () => {
    const reviews = ['2018-08-05', '2019-02-05'].map((on) => told('ReviewConferenceHeld', on));
    expect(asked('reviews-in-timescale', { at: '2019-03-31' }, ...reviews)).toEqual({
      numerator: 0,
      denominator: 0,
      excluded: ['brought-forward'],
    });
    expect(asked('reviews-in-timescale', { at: '2019-04-01' }, ...reviews)).toEqual({
      numerator: 1,
      denominator: 1,
      excluded: [],
    });
    // The first review here was due six months from the last one told of.
    const late = [told('ReviewConferenceHeld', '2018-08-06'), told('ReviewConferenceHeld', '2019-02-06')];
    expect(asked('reviews-in-timescale', { at: '2019-04-01' }, ...late)).toMatchObject({
      numerator: 0,
      denominator: 1,
    });
  });

  it('times a conference from the enquiry it tells of', () => {
    const enquiring = told('CaseBroughtForward', '2018-04-01', {
      referral: { on: plainDate('2018-03-05'), source: '2A', awaitsDecision: false },
      enquiry: { startedOn: plainDate('2018-03-26'), concludedOn: plainDate('2018-03-29') },
    });
    const made = questionOf(measureOf('conferences-in-15-days')!, { from: '2018-04-01', to: '2018-06-30' });
    if ('faults' in made) throw new Error(JSON.stringify(made.faults));
    // Over Easter 2018: 30 March and 2 April do not count, so 18 April is due.
    const inTime = (on: string) =>
      count(
        made.question,
        [versions(englandTimescales, recorded([enquiring, told('InitialConferenceHeld', on)]))],
        stillKnown - 1,
      );
    expect(inTime('2018-04-18').numerator).toBe(1);
    expect(inTime('2018-04-19').numerator).toBe(0);
  });
});
