import { plainDate } from '#calendar';
import { happened, journeyUnder } from '#testing';
import { clockState, englandTimescales, explainClock } from '#timescales';
import { registered } from './practice.ts';

const given = journeyUnder();
const taken = (on: string, at: string) => happened('PoliceProtectionTaken', on, { at }, `taken ${on}`);
const released = (on: string, at: string) => happened('PoliceProtectionEnded', on, { at }, `released ${on}`);
const order = (on: string, until: string) =>
  happened('EmergencyProtectionOrderMade', on, { until: plainDate(until) }, `order ${on}`);
const extended = (on: string, until: string) =>
  happened('EmergencyProtectionOrderExtended', on, { until: plainDate(until) }, `extended ${on}`);
const orderEnded = (on: string) => happened('EmergencyProtectionOrderEnded', on, {}, `ended ${on}`);

describe('police protection lasts 72 elapsed hours from the time the child was taken', () => {
  it.each([
    ['in an ordinary week', '2026-01-05', '22:40', '2026-01-08T22:40:00+00:00'],
    ['over Christmas: no hour is left out', '2026-12-24', '09:15', '2026-12-27T09:15:00+00:00'],
    [
      'over the night the clocks go forward: an hour later by the clock',
      '2026-03-27',
      '22:30',
      '2026-03-30T23:30:00+01:00',
    ],
    ['ending in the hour the clocks skip', '2026-03-26', '01:30', '2026-03-29T02:30:00+01:00'],
    [
      'over the night the clocks go back: an hour sooner by the clock',
      '2026-10-24',
      '12:00',
      '2026-10-27T11:00:00+00:00',
    ],
    ['from the hour that comes twice: from its first coming', '2026-10-25', '01:30', '2026-10-28T00:30:00+00:00'],
    ['over the end of February in a leap year', '2024-02-27', '13:00', '2024-03-01T13:00:00+00:00'],
    ['over a month’s end', '2026-04-29', '23:59', '2026-05-02T23:59:00+01:00'],
  ])('%s', (_, on, at, to) => {
    const [clock] = given(registered(on), taken(on, at)).journey().clocks;
    if (clock === undefined) throw new Error('Police protection starts a clock.');
    expect(clock).toMatchObject({ duty: 'police-protection', rule: 's46@ca-1989', due: to.slice(0, 10) });
    expect(explainClock(englandTimescales, clock)).toMatchObject({
      how: 'hours',
      hours: 72,
      to,
      rule: { force: 'statute' },
    });
  });

  it.each([
    ['at the minute it ends', '23:30', []],
    ['a minute after', '23:31', ['late-without-reason']],
  ])('released %s, over the night the clocks go forward', (_, at, codes) => {
    const before = given(registered('2026-03-27'), taken('2026-03-27', '22:30'));
    const { decision } = before.when(released('2026-03-30', at));
    if (!decision.ok) throw new Error('A release is never held back.');
    expect(decision.reasonOwed.map(({ code }) => code)).toEqual(codes);
    expect(decision.missed).toMatchObject(codes.map(() => ({ due: '2026-03-30', dueAt: '2026-03-30T23:30:00+01:00' })));
    const [clock] = decision.journey.clocks;
    expect(clock && clockState(clock, plainDate('2026-04-01'))).toBe(codes.length === 0 ? 'met' : 'met-late');
  });

  it('is overdue from the minute after, for a reader who knows the time, and from the day after for one who does not', () => {
    const [clock] = given(registered('2026-01-05'), taken('2026-01-05', '22:40')).journey().clocks;
    const on = plainDate('2026-01-08');
    expect(clock && clockState(clock, on, Date.parse('2026-01-08T22:40:00Z'))).toBe('due-soon');
    expect(clock && clockState(clock, on, Date.parse('2026-01-08T22:40:01Z'))).toBe('overdue');
    expect(clock && clockState(clock, on)).toBe('due-soon');
    expect(clock && clockState(clock, plainDate('2026-01-09'))).toBe('overdue');
  });

  it('is followed by an emergency protection order, late only where that is certain; its release may still be recorded', () => {
    const before = [registered('2026-01-05'), taken('2026-01-05', '22:40')] as const;
    given(...before, order('2026-01-08', '2026-01-15'))
      .when(released('2026-01-08', '16:00'))
      .thenAccepted();
    given(...before)
      .when(order('2026-01-08', '2026-01-15'))
      .thenAccepted();
    given(...before)
      .when(order('2026-01-09', '2026-01-16'))
      .thenOwed({ clock: 'police-protection', days: 1 });
  });

  it('is shown twice where the child is taken again and no end was recorded: the next is never held back', () => {
    const twice = given(registered('2026-01-05'), taken('2026-01-05', '22:40'), taken('2026-01-07', '09:00'));
    expect(twice.journey().clocks.map(({ due }) => due)).toEqual(['2026-01-08', '2026-01-10']);
    expect(twice.journey().standing).toBe('No case open; in police protection.');
  });
});

describe('an emergency protection order runs to the day it names', () => {
  const made = [registered('2026-01-05'), order('2026-01-05', '2026-01-12')] as const;

  it('has that day for its due day, whatever day it is', () => {
    expect(given(...made).journey()).toMatchObject({
      standing: 'No case open; emergency protection order until 12 January 2026.',
      clocks: [{ duty: 'emergency-order', due: '2026-01-12', rule: 's45@ca-1989' }],
    });
    given(...made)
      .when(orderEnded('2026-01-12'))
      .thenAccepted();
    given(...made)
      .when(orderEnded('2026-01-13'))
      .thenOwed({ code: 'late-without-reason', days: 1 });
  });

  it.each([
    ['8 days', '2026-01-13', []],
    ['9 days', '2026-01-14', [{ code: 'longer-without-reason', due: '2026-01-13', days: 1 }]],
  ])('is told of, and recorded, when longer than is recalled: %s', (_, until, owed) => {
    given(registered('2026-01-05'))
      .when(order('2026-01-05', until))
      .thenOwed(...owed);
  });

  it('is extended once, by at most 7 days, as recalled: beyond that it is told of', () => {
    given(...made)
      .when(extended('2026-01-12', '2026-01-19'))
      .thenAccepted();
    given(...made)
      .when(extended('2026-01-12', '2026-01-20'))
      .thenOwed({ clock: 'emergency-order-extended', days: 1 });
    const again = given(...made, extended('2026-01-12', '2026-01-15'));
    again.when(extended('2026-01-15', '2026-01-18')).thenOwed({ code: 'longer-without-reason' });
    expect(again.journey().clocks).toMatchObject([
      { duty: 'emergency-order', how: 'cancelled' },
      { duty: 'emergency-order-extended', due: '2026-01-15' },
    ]);
  });

  it('is extended for the first time where it was made after an extended one that nobody recorded the end of', () => {
    given(...made, extended('2026-01-12', '2026-01-19'), order('2026-01-20', '2026-01-27'))
      .when(extended('2026-01-27', '2026-02-03'))
      .thenOwed({ code: 'late-without-reason', clock: 'emergency-order-extended', days: 8 });
  });

  it('gives its reason, and nothing is owed', () => {
    const why = { until: plainDate('2026-01-20'), longerReason: 'The court sat on a holiday.' };
    given(registered('2026-01-05'))
      .when(happened('EmergencyProtectionOrderMade', '2026-01-05', why))
      .thenAccepted();
  });
});

it('a conference booked for a day to come starts and stops nothing', () => {
  const booked = happened('InitialConferenceBooked', '2026-01-06', { for: plainDate('2026-02-02') });
  const open = given(registered('2026-01-05'), happened('ReferralReceived', '2026-01-05'));
  const { decision } = open.when(booked);
  if (!decision.ok) throw new Error('A conference may be booked while a case is open.');
  expect(decision.journey.clocks).toEqual(open.journey().clocks);
  given(registered('2026-01-05')).when(booked).thenRefused('no-open-case');
});
