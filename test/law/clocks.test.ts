import type { ProposedFact } from '#journey';
import { journeyUnder } from '#testing';
import { clockState, duties, dutyNames } from '#timescales';
import { plainDate } from '#calendar';
import { clockCases, editionDays, editionOn, type ClockCase, type EditionName } from './clock-cases.ts';
import { dayAfter, dayBefore, isWorkingDay, monthsAfter, workingDaysAfter } from './hand-calendar.ts';

/** Days on which something begins, each chosen for what lies within the count that follows. */
const starts: readonly (readonly [string, string])[] = [
  ...editionDays.flatMap(([edition, from]) => [
    [from, `the first day of ${edition}`] as const,
    ...(edition === 'wt-2006' ? [] : [[dayBefore(from), `the day before ${edition}`] as const]),
  ]),
  ['2010-12-23', 'before the Christmas that fell on a Saturday'],
  ['2011-04-20', 'before Easter and the wedding of 2011'],
  ['2011-04-29', 'on the day of the wedding'],
  ['2012-05-31', 'before the jubilee of 2012'],
  ['2012-06-04', 'on the holiday moved for it'],
  ['2013-04-12', 'on the last Friday of initial assessments only'],
  ['2014-03-31', 'on the last day an authority could make either kind'],
  ['2014-04-01', 'on the first day of single assessments only'],
  ['2016-02-29', 'on 29 February'],
  ['2020-04-27', 'before VE day, with the first Monday of May a working day'],
  ['2020-05-08', 'on VE day'],
  ['2021-12-24', 'before the Christmas that fell on a Saturday again'],
  ['2022-05-31', 'before the jubilee of 2022'],
  ['2022-06-03', 'on the jubilee'],
  ['2022-09-16', 'before the funeral'],
  ['2022-09-19', 'on the day of the funeral'],
  ['2023-05-05', 'before the coronation holiday'],
  ['2023-05-08', 'on the coronation holiday'],
  ['2023-08-31', 'six months before 29 February'],
  ['2023-11-30', 'three months before 29 February'],
  ['2023-12-22', 'before Christmas'],
  ['2024-02-29', 'on 29 February'],
  ['2024-03-28', 'before Good Friday, the clocks going forward on Easter Sunday'],
  ['2025-12-25', 'on Christmas Day'],
  ['2026-01-10', 'on a Saturday'],
  ['2026-01-31', 'on the last day of January'],
  ['2026-03-27', 'before the clocks go forward'],
  ['2026-04-02', 'before Easter'],
  ['2026-08-31', 'on a bank holiday that is a month’s end'],
  ['2026-10-24', 'the night before the clocks go back'],
  ['2026-10-25', 'on the day the clocks go back'],
  ['2026-11-30', 'three months before a short February'],
];

it('the days counted by hand are right where they were counted on paper', () => {
  // Christmas 2010: 27 and 28 December and 3 January are holidays, so 10 days from Thursday 23 December end on 11 January.
  expect(workingDaysAfter('2010-12-23', 10)).toBe('2011-01-11');
  // 26–28 April, 3–6, 9–13, 16–17 May: 22, 25 and 29 April and 2 May are holidays; 21 April counts.
  expect(workingDaysAfter('2011-04-20', 15)).toBe('2011-05-17');
  expect(workingDaysAfter('2012-06-01', 1)).toBe('2012-06-06');
  expect(workingDaysAfter('2020-05-01', 1)).toBe('2020-05-04');
  expect(workingDaysAfter('2020-05-07', 1)).toBe('2020-05-11');
  expect(workingDaysAfter('2022-06-01', 1)).toBe('2022-06-06');
  expect(workingDaysAfter('2022-09-16', 1)).toBe('2022-09-20');
  expect(workingDaysAfter('2023-05-05', 1)).toBe('2023-05-09');
  expect(workingDaysAfter('2026-01-12', 15)).toBe('2026-02-02');
  expect(monthsAfter('2026-01-31', 1)).toBe('2026-02-28');
  expect(monthsAfter('2023-11-30', 3)).toBe('2024-02-29');
  expect(monthsAfter('2024-02-29', 6)).toBe('2024-08-29');
  expect(isWorkingDay('2012-05-28') && isWorkingDay('2020-05-04') && isWorkingDay('2022-05-30')).toBe(true);
});

it('every clock that people see has its practice written down here', () => {
  const shown = dutyNames.filter((duty) => duties[duty].shown && duties[duty].local !== true);
  // Those that end at an instant, or on a day that an order names, are in emergency.test.ts; those of authorities in local-clocks.test.ts.
  const told = [
    ...clockCases.map(({ duty }) => duty),
    'police-protection',
    'emergency-order',
    'emergency-order-extended',
  ];
  expect([...new Set(told)].sort()).toEqual([...shown].sort());
});

describe.each(clockCases.map((clock) => [clock.practice, clock] as const))('%s', (_, clock) => {
  const given = journeyUnder();

  it.each(starts)('begun %s, %s', (start) => {
    const edition = (clock.editionOn ?? editionOn)(start);
    const due = clock.due(start, edition as EditionName);
    const journey = given(...clock.begun(start));
    const running = journey.journey().clocks.filter((each) => each.duty === clock.duty && !('how' in each));
    if (due === undefined) {
      expect(running).toEqual([]);
      return;
    }
    expect(running).toMatchObject([{ startedOn: start, due, rule: `${clock.timescale}@${edition}` }]);
    metInTime(clock, journey, due);
    metLate(clock, journey, due);
    cancelled(clock, journey, due);
  });
});

type Given = ReturnType<ReturnType<typeof journeyUnder>>;

function metInTime(clock: ClockCase, journey: Given, due: string): void {
  const onDueDay = journey.when(clock.met(due)).decision;
  expect(onDueDay).toMatchObject({ ok: true, missed: [], reasonOwed: [] });
  expect(stateOf(clock, onDueDay, due)).toBe('met');
}

function metLate(clock: ClockCase, journey: Given, due: string): void {
  const late = dayAfter(due);
  const unexplained = journey.when(clock.met(late)).decision;
  const asked = { code: 'late-without-reason', fact: 0, clock: clock.duty, due, days: 1 };
  if (clock.reason === 'none') expect(unexplained).toMatchObject({ ok: true, reasonOwed: [] });
  else expect(unexplained).toMatchObject({ ok: false, because: 'reason', owed: expect.arrayContaining([asked]) });
  const explained = journey.when(withReason(clock.met(late))).decision;
  const missed = expect.arrayContaining([{ clock: clock.duty, due, stoppedOn: late }]) as unknown;
  expect(explained).toMatchObject({ ok: true, reasonOwed: [], missed });
  expect(stateOf(clock, explained, late)).toBe('met-late');
}

function cancelled(clock: ClockCase, journey: Given, due: string): void {
  expect(stateOf(clock, journey.when(withReason(clock.cancelled(due))).decision, due)).toBe('cancelled');
  const late = dayAfter(due);
  expect(stateOf(clock, journey.when(withReason(clock.cancelled(late))).decision, late)).toBe('missed');
}

function withReason(fact: ProposedFact): ProposedFact {
  return { ...fact, data: { ...fact.data, lateReason: 'The family was away.' } } as ProposedFact;
}

/** How the clock that was running stands on a day, once a fact was accepted. */
function stateOf({ duty }: ClockCase, decision: ReturnType<Given['when']>['decision'], on: string): string {
  if (!decision.ok) throw new Error(`Refused: ${JSON.stringify(decision)}`);
  const clock = decision.journey.clocks.filter((each) => each.duty === duty && 'how' in each).at(-1);
  if (clock === undefined) throw new Error(`No ${duty} clock was stopped.`);
  return clockState(clock, plainDate(on));
}
