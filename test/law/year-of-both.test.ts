import { plainDate } from '#calendar';
import type { ProposedFact } from '#journey';
import { happened, journeyUnder, withdrawn } from '#testing';
import { clockState, rulebook } from '#timescales';
import { open } from './practice.ts';

/**
 * From 15 April 2013 to an authority's own day for single assessments, a referral could lead to either kind (ADR 14).
 * Days were counted on paper, with 6 and 27 May and 26 August 2013, and Easter, 5 and 26 May 2014, as holidays.
 */
const given = journeyUnder();

const assessments = ['initial-assessment', 'assessment'];

/** The clocks of initial and single assessments, each as 'initial-assessment from 2013-06-03 due 2013-06-17: running'. */
function clocksOf(facts: readonly ProposedFact[], under = given): readonly string[] {
  const { clocks } = under(...facts).journey();
  return clocks
    .filter(({ duty }) => assessments.includes(duty))
    .map((clock) => {
      const state = 'how' in clock ? clockState(clock, plainDate('2026-01-05')) : 'running';
      return `${clock.duty} from ${clock.startedOn} due ${String(clock.due)}: ${state}`;
    })
    .sort();
}

function authorityFrom(day: string) {
  const own = { authority: '855', singleAssessmentsFrom: plainDate(day), rules: [], conferenceQuorum: [] };
  return journeyUnder(rulebook([own]).of('855'));
}

describe('a referral begins', () => {
  const dues: Readonly<Record<string, readonly [initial: string, single: string]>> = {
    '2013-04-12': ['2013-04-26', ''],
    '2013-04-14': ['2013-04-26', ''],
    '2013-04-15': ['2013-04-29', '2013-06-19'],
    '2013-08-30': ['2013-09-13', '2013-11-01'],
    '2013-09-02': ['2013-09-16', '2013-11-04'],
    '2014-03-31': ['2014-04-14', '2014-06-06'],
    '2014-04-01': ['', '2014-06-09'],
  };

  it.each([
    ['no day of the authority’s own', given, '2013-04-12', 'initial'],
    ['no day of the authority’s own', given, '2013-04-14', 'initial'],
    ['no day of the authority’s own', given, '2013-04-15', 'both'],
    ['no day of the authority’s own', given, '2014-03-31', 'both'],
    ['no day of the authority’s own', given, '2014-04-01', 'single'],
    ['single ones from 2 September 2013', authorityFrom('2013-09-02'), '2013-04-12', 'initial'],
    ['single ones from 2 September 2013', authorityFrom('2013-09-02'), '2013-04-14', 'initial'],
    ['single ones from 2 September 2013', authorityFrom('2013-09-02'), '2013-04-15', 'both'],
    ['single ones from 2 September 2013', authorityFrom('2013-09-02'), '2013-08-30', 'both'],
    ['single ones from 2 September 2013', authorityFrom('2013-09-02'), '2013-09-02', 'single'],
    ['single ones from 2 September 2013', authorityFrom('2013-09-02'), '2014-03-31', 'single'],
    ['single ones from 2 September 2013', authorityFrom('2013-09-02'), '2014-04-01', 'single'],
    ['single ones from the first', authorityFrom('2013-04-15'), '2013-04-12', 'initial'],
    ['single ones from the first', authorityFrom('2013-04-15'), '2013-04-14', 'initial'],
    ['single ones from the first', authorityFrom('2013-04-15'), '2013-04-15', 'single'],
    ['single ones from the first', authorityFrom('2013-04-15'), '2014-03-31', 'single'],
  ] as const)('with %s (%#), on %s: %s', (_, under, on, begun) => {
    const [initial, single] = dues[on] ?? [];
    expect(clocksOf(open(on), under)).toEqual([
      ...(begun === 'initial' ? [] : [`assessment from ${on} due ${String(single)}: running`]),
      ...(begun === 'single' ? [] : [`initial-assessment from ${on} due ${String(initial)}: running`]),
    ]);
  });
});

describe('a referral of 3 June 2013, which could lead to either', () => {
  const referral = open('2013-06-03');
  const begun = (kind: 'initial' | 'core' | 'single', on: string) =>
    happened('AssessmentStarted', on, { kind }, `${kind} begun`);
  const made = (kind: 'initial' | 'single', on: string) =>
    happened('AssessmentAuthorised', on, { kind }, `${kind} authorised`);
  const single = (state: string) => `assessment from 2013-06-03 due 2013-08-05: ${state}`;
  const initial = (state: string) => `initial-assessment from 2013-06-03 due 2013-06-17: ${state}`;

  it.each(['initial', 'core'] as const)('is settled by an %s assessment, even after the other’s due day', (kind) => {
    for (const on of ['2013-06-10', '2013-08-05', '2013-08-06']) {
      const settled = given(...referral).when(begun(kind, on)).decision;
      expect(settled).toMatchObject({ ok: true, missed: [], reasonOwed: [] });
      expect(clocksOf([...referral, begun(kind, on)])).toEqual([single('cancelled'), initial('running')]);
    }
  });

  it('asks an initial assessment for its own reason only, and calls nothing else late', () => {
    const underway = given(...referral, begun('initial', '2013-06-10'));
    underway.when(made('initial', '2013-06-17')).thenAccepted();
    underway.when(made('initial', '2013-06-18')).thenOwed({ clock: 'initial-assessment', due: '2013-06-17', days: 1 });
    const facts = [...referral, begun('initial', '2013-06-10'), made('initial', '2013-06-17')];
    expect(clocksOf(facts)).toEqual([single('cancelled'), initial('met')]);
  });

  it.each(['2013-06-10', '2013-06-17', '2013-06-18', '2013-08-05'])('is settled by a single one begun on %s', (on) => {
    const settled = given(...referral).when(begun('single', on)).decision;
    expect(settled).toMatchObject({ ok: true, missed: [], reasonOwed: [] });
    const facts = [...referral, begun('single', on)];
    expect(clocksOf(facts)).toEqual([single('running'), initial('cancelled')]);
    given(...facts)
      .when(made('single', '2013-08-06'))
      .thenOwed({ clock: 'assessment', due: '2013-08-05', days: 1 });
    expect(clocksOf([...facts, made('single', '2013-08-05')])).toEqual([single('met'), initial('cancelled')]);
  });

  it('counts a single assessment after an initial one from the referral, and a second single one from its start', () => {
    const facts = [
      ...referral,
      begun('initial', '2013-06-10'),
      made('initial', '2013-06-14'),
      begun('single', '2013-07-01'),
    ];
    expect(clocksOf(facts)).toEqual([single('cancelled'), single('running'), initial('met')]);
    const second = happened('AssessmentStarted', '2013-09-02', {}, 'second');
    expect(clocksOf([...facts, made('single', '2013-08-05'), second])).toEqual([
      single('cancelled'),
      single('met'),
      'assessment from 2013-09-02 due 2013-11-04: running',
      initial('met'),
    ]);
  });

  it('has missed an initial assessment that was begun, and was overdue when a single one took its place', () => {
    const underway = [...referral, begun('initial', '2013-06-10')];
    expect(clocksOf([...underway, begun('single', '2013-06-17')])).toContain(initial('cancelled'));
    expect(clocksOf([...underway, begun('single', '2013-06-18')])).toContain(initial('missed'));
  });

  it('has missed what was past its day when the case closed with nothing begun', () => {
    const closed = happened('CaseClosed', '2013-06-18', { reason: 'RC8' });
    expect(clocksOf([...referral, closed])).toEqual([single('cancelled'), initial('missed')]);
  });

  it('keeps the clock of a single assessment under way when an initial one begins beside it', () => {
    const beside = [...referral, begun('single', '2013-06-05'), begun('initial', '2013-06-10')];
    const own = (state: string) => `initial-assessment from 2013-06-10 due 2013-06-24: ${state}`;
    expect(clocksOf(beside)).toEqual([single('running'), initial('cancelled'), own('running')]);
    const bothMade = [...beside, made('single', '2013-06-20'), made('initial', '2013-06-24')];
    expect(clocksOf(bothMade)).toEqual([single('met'), initial('cancelled'), own('met')]);
  });

  it('is unsettled again once the assessment that settled it is withdrawn', () => {
    const undone = [...referral, begun('initial', '2013-06-10'), withdrawn('initial begun')];
    expect(clocksOf(undone)).toEqual([single('running'), initial('running')]);
  });

  it('is settled by what an opening balance tells', () => {
    const [registered] = referral;
    if (registered === undefined) throw new Error('The case has a child.');
    const told = { on: plainDate('2013-06-03'), source: '2A', awaitsDecision: false } as const;
    const balance = (data: object) => [
      registered,
      happened('CaseBroughtForward', '2013-07-01', { referral: told, ...data }),
    ];
    const underway = { kind: 'single', startedOn: plainDate('2013-06-24') } as const;
    expect(clocksOf(balance({}))).toEqual([single('running'), initial('running')]);
    expect(clocksOf(balance({ authorised: ['initial'] }))).toEqual([]);
    expect(clocksOf(balance({ authorised: ['single'] }))).toEqual([]);
    expect(clocksOf(balance({ authorised: ['initial'], assessment: underway }))).toEqual([single('running')]);
  });
});

it('a referral before 15 April 2013 has no other clock to be settled: its initial assessment can be missed', () => {
  const old = [...open('2013-04-12'), happened('AssessmentStarted', '2013-04-29', { kind: 'single' })];
  expect(clocksOf(old)).toEqual([
    'assessment from 2013-04-29 due 2013-07-03: running',
    'initial-assessment from 2013-04-12 due 2013-04-26: missed',
  ]);
});

it('a referral from the authority’s day on keeps its clock, whatever kind is recorded', () => {
  const initial = happened('AssessmentStarted', '2014-04-02', { kind: 'initial' });
  expect(clocksOf([...open('2014-04-01'), initial])).toEqual(['assessment from 2014-04-01 due 2014-06-09: running']);
});
