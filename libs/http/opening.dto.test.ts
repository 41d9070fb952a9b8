import { plainDate } from '#calendar';
import { factShapes, faultsOf, type Moment } from './index.ts';

const moment: Moment = { now: Date.parse('2026-06-15T11:00:00Z'), today: plainDate('2026-06-15') };

const referral = { on: '2025-11-10', source: '2A', awaitsDecision: false };
const plan = {
  startedOn: '2025-12-08',
  conferenceOn: '2025-12-08',
  initialCategories: ['NEG'],
  latestCategories: ['NEG'],
  previousPlansHere: { count: 1, lastEndedOn: '2024-02-01' },
};
const balance = (more: object) => ({ on: '2026-04-01', referral, ...more });
const faults = (more: object) =>
  faultsOf(factShapes.CaseBroughtForward, balance(more), moment).map(({ pointer, code }) => `${pointer} ${code}`);

describe('the days of an opening balance', () => {
  it.each<[string, object, object, string]>([
    [
      'its referral was received by the day it is brought forward',
      { referral: { ...referral, on: '2026-04-01' } },
      { referral: { ...referral, on: '2026-04-02' } },
      '/referral/on',
    ],
    [
      'an earlier referral came before the one that opened the case',
      { earlierReferralsOn: ['2025-06-02', '2025-11-09'] },
      { earlierReferralsOn: ['2025-06-02', '2025-11-10'] },
      '/earlierReferralsOn/1',
    ],
    [
      'an assessment began in the episode',
      { assessment: { kind: 'single', startedOn: '2025-11-10' } },
      { assessment: { kind: 'single', startedOn: '2025-11-09' } },
      '/assessment/startedOn',
    ],
    [
      'an assessment had begun by then',
      { assessment: { kind: 'single', startedOn: '2026-04-01' } },
      { assessment: { kind: 'single', startedOn: '2026-04-02' } },
      '/assessment/startedOn',
    ],
    [
      'an enquiry began in the episode',
      { enquiry: { startedOn: '2025-11-10' } },
      { enquiry: { startedOn: '2025-11-09' } },
      '/enquiry/startedOn',
    ],
    [
      'an enquiry was concluded on or after the day it began',
      { enquiry: { startedOn: '2026-03-23', concludedOn: '2026-03-23' } },
      { enquiry: { startedOn: '2026-03-23', concludedOn: '2026-03-22' } },
      '/enquiry/concludedOn',
    ],
    [
      'an enquiry beside a plan began on or after its first day',
      { plan, enquiry: { startedOn: '2025-12-08' } },
      { plan, enquiry: { startedOn: '2025-12-07' } },
      '/enquiry/startedOn',
    ],
    [
      'a child in need plan began in the episode',
      { childInNeedPlan: { startedOn: '2025-11-10' } },
      { childInNeedPlan: { startedOn: '2025-11-09' } },
      '/childInNeedPlan/startedOn',
    ],
    [
      'a plan’s conference met in the episode',
      { plan: { ...plan, conferenceOn: '2025-11-10' } },
      { plan: { ...plan, conferenceOn: '2025-11-09' } },
      '/plan/conferenceOn',
    ],
    [
      'a plan started on or after the day of its conference',
      { plan: { ...plan, startedOn: '2025-12-08' } },
      { plan: { ...plan, startedOn: '2025-12-07' } },
      '/plan/startedOn',
    ],
    [
      'a plan was reviewed after the day it started (8841)',
      { plan: { ...plan, lastReviewOn: '2025-12-09' } },
      { plan: { ...plan, lastReviewOn: '2025-12-08' } },
      '/plan/lastReviewOn',
    ],
    [
      'a plan was reviewed by the day it is brought forward',
      { plan: { ...plan, lastReviewOn: '2026-04-01' } },
      { plan: { ...plan, lastReviewOn: '2026-04-02' } },
      '/plan/lastReviewOn',
    ],
    [
      'an earlier plan ended by the day this one started',
      { plan: { ...plan, previousPlansHere: { count: 1, lastEndedOn: '2025-12-08' } } },
      { plan: { ...plan, previousPlansHere: { count: 1, lastEndedOn: '2025-12-09' } } },
      '/plan/previousPlansHere/lastEndedOn',
    ],
  ])('are in order: %s', (_, lawful, faulty, pointer) => {
    expect(faults(lawful)).toEqual([]);
    expect(faults(faulty)).toEqual([`${pointer} contradicts`]);
  });

  it('are not still to come', () => {
    expect(
      faultsOf(factShapes.CaseBroughtForward, { on: '2026-06-16', referral }, moment).map(({ pointer }) => pointer),
    ).toEqual(['/on']);
  });
});

it('has a child on one plan at a time (rule 4001)', () => {
  expect(faults({ plan, childInNeedPlan: { startedOn: '2025-11-20' } })).toEqual(['/childInNeedPlan contradicts']);
});

it('tells every fault at once, each where it is', () => {
  const more = {
    referral: { ...referral, source: '9Z' },
    plan: { ...plan, initialCategories: [] },
    assessment: { kind: 'double', startedOn: '2026-02-30' },
  };
  expect(faults(more).sort()).toEqual([
    '/assessment/kind unknown-code',
    '/assessment/startedOn not-a-date',
    '/plan/initialCategories empty',
    '/referral/source unknown-code',
  ]);
});

describe('a factor by the year it was in use', () => {
  const authorised = (on: string, factors: readonly string[]) =>
    faultsOf(factShapes.AssessmentAuthorised, { on, kind: 'single', factors, outcome: 'close' }, moment).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );

  it.each(['18B', '18C', '19B', '19C'])('%s is in no census up to 31 March 2020, and in the next', (code) => {
    expect(authorised('2020-03-31', ['2A', code])).toEqual(['/factors/1 code-not-in-use']);
    expect(authorised('2020-04-01', ['2A', code])).toEqual([]);
  });
});
