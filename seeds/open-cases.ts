import type { PlainDate } from '#calendar';
import type { Agency, FactType, Facts, Proposed } from '#events';
import { workingDayBy, workingDaysAfter } from './days.ts';
import type { Journey } from './generate.ts';

/** Who has the cases: an invented caseworker and a manager of the development sign-in (libs/http/provider/people.ts). */
const isla = 'W1';
const jonah = 'W5';
const team = 'City Locality';

/**
 * Cases that are open on a day, so that whoever opens their work has some: overdue, due on the day, in time, and gone
 * quiet. They are of Leicester (856), for which no published figure is told: none of those moves. The same day gives the
 * same journeys. Throws `NoWorkingDay` where the calendar of bank holidays does not reach.
 */
export function openCases(today: PlainDate): readonly Journey[] {
  const before = (workingDays: number): PlainDate => workingDaysAfter(workingDayBy(today), -workingDays);
  const told = [
    [registered('Wren Larkrise', before(0), '2016-05-03'), ...contacted(before(0))],
    [registered('Glen Foxmeadow', before(1), '2021-11-19'), ...referred(before(1), isla)],
    [registered('Tansy Underhill', before(3), '2013-08-30'), ...referred(before(3), isla)],
    [registered('Robin Pebblebrook', before(20), '2019-01-24'), ...assessed(before(20), isla)],
    [registered('Ivy Mosswood', before(43), '2012-06-11'), ...assessed(before(43), isla), visited(before(12))],
    [registered('Reed Cloudsley', before(52), '2017-09-05'), ...assessed(before(52), jonah), visited(before(22))],
    [registered('Hazel Dovetree', before(15), '2022-02-28'), ...enquired(before(15), isla)],
    // Brothers and sisters.
    ...['Fern', 'Ash'].map((name, index) => [
      registered(`${name} Silverlea`, before(90), index === 0 ? '2015-03-14' : '2018-10-02'),
      fact('FamilyLinked', { on: before(90), familyId: 'D856-1' }),
      ...onPlan(before(90), isla),
      visited(before(8), 'protection-plan'),
    ]),
    [registered('Linden Nettlefold', before(110), '2011-12-01'), ...onPlan(before(110), jonah)],
    [registered('Marigold Oakenshaw', before(70), '2020-07-07'), ...onNeedPlan(before(70))],
  ];
  return told.map((facts, index) => ({
    authority: '856',
    asOf: today,
    child: `D${String(index + 1).padStart(4, '0')}`,
    facts: facts.toSorted((a, b) => (onOf(a) < onOf(b) ? -1 : onOf(a) > onOf(b) ? 1 : 0)),
  }));
}

function registered(name: string, on: PlainDate, dateOfBirth: string): Proposed {
  return fact('ChildRegistered', {
    on,
    name,
    dateOfBirth: dateOfBirth as PlainDate,
    sex: name.length % 2 === 0 ? 'F' : 'M',
    ethnicity: 'WBRI',
    disabilities: ['NONE'],
    upnUnknownReason: 'UN1',
  });
}

function contacted(on: PlainDate): readonly Proposed[] {
  return [fact('ContactReceived', { on, contactId: 'first', source: '2A' })];
}

function referred(on: PlainDate, worker: string): readonly Proposed[] {
  return [
    fact('ReferralReceived', { on, source: '2A', primaryNeed: 'N1' }),
    fact('WorkerAllocated', { on, worker, team }),
  ];
}

function assessed(on: PlainDate, worker: string): readonly Proposed[] {
  const next = workingDaysAfter(on, 1);
  return [
    ...referred(on, worker),
    fact('ReferralDecided', { on: next, decision: 'assess' }),
    fact('AssessmentStarted', { on: next, kind: 'single' }),
  ];
}

function enquired(on: PlainDate, worker: string): readonly Proposed[] {
  return [
    ...assessed(on, worker),
    fact('StrategyDiscussionHeld', {
      on: workingDaysAfter(on, 2),
      attended: ['social-care', 'police', 'health'],
      decision: 'section-47-joint',
    }),
  ];
}

function onPlan(on: PlainDate, worker: string): readonly Proposed[] {
  const conference = workingDaysAfter(on, 14);
  const came: readonly Agency[] = ['social-care', 'police', 'health', 'education', 'family'];
  return [
    ...enquired(on, worker),
    fact('Section47Concluded', {
      on: workingDaysAfter(on, 9),
      outcome: 'conference-required',
      substantiated: true,
    }),
    fact('InitialConferenceHeld', {
      on: conference,
      invited: came,
      attended: came,
      reportsReceived: ['social-care', 'health'],
      childParticipated: true,
      outcome: 'plan',
    }),
    fact('PlanStarted', { on: conference, categories: ['NEG'] }),
    fact('AssessmentAuthorised', {
      on: workingDaysAfter(on, 30),
      kind: 'single',
      factors: ['3B'],
      primaryNeed: 'N1',
      outcome: 'strategy-discussion',
    }),
    fact('CoreGroupHeld', { on: workingDaysAfter(conference, 7), attended: ['social-care', 'health', 'family'] }),
    visited(workingDaysAfter(conference, 9), 'protection-plan'),
  ];
}

/** Nobody has the case. */
function onNeedPlan(on: PlainDate): readonly Proposed[] {
  const authorised = workingDaysAfter(on, 28);
  return [
    ...assessed(on, isla).filter(({ type }) => type !== 'WorkerAllocated'),
    fact('AssessmentAuthorised', {
      on: authorised,
      kind: 'single',
      factors: ['4B'],
      primaryNeed: 'N1',
      outcome: 'child-in-need',
    }),
    fact('ChildInNeedPlanStarted', { on: authorised }),
    visited(workingDaysAfter(authorised, 5), 'child-in-need'),
  ];
}

function visited(on: PlainDate, purpose: Facts['ChildVisited']['purpose'] = 'assessment'): Proposed {
  return fact('ChildVisited', { on, purpose, seen: true, seenAlone: true });
}

function onOf({ data }: Proposed): string {
  return 'on' in data ? data.on : '';
}

function fact<T extends FactType>(type: T, data: Facts[T]): Proposed {
  return { type, data } as Proposed;
}
