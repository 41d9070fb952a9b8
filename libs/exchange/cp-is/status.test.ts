import { plainDate } from '#calendar';
import { recorded, told, withdrawing, wholeJourney as journey } from '#testing';
import { statusChanges, statusesOf, statusHeading, statusJson, statusLine } from './status.ts';

const facts = recorded(journey);

it('tells of every plan and every time of being looked after, and never of another authority’s plan', () => {
  expect(statusesOf('855', 'L1', facts)).toEqual([
    {
      id: 'p1',
      child: 'L1',
      nhsNumber: '9434765919',
      planType: 'CPP',
      start: '2025-05-29',
      end: '2026-02-10',
      authority: '855',
    },
    { id: 'care', child: 'L1', nhsNumber: '9434765919', planType: 'LAC', start: '2026-03-12', authority: '855' },
  ]);
});

it('tells of the plan of an unborn child as such, until it is born', () => {
  const unborn = [
    told('ChildRegistered', '2026-01-05', { expectedDateOfBirth: plainDate('2026-05-20'), sex: 'U' }),
    told('ReferralReceived', '2026-01-05'),
    told('PlanStarted', '2026-02-02', {}, 'p'),
  ];
  const born = told('ChildBorn', '2026-05-14', { dateOfBirth: plainDate('2026-05-14'), sex: 'M' });
  expect(statusesOf('855', 'L1', recorded(unborn))).toMatchObject([{ planType: 'unborn-CPP', start: '2026-02-02' }]);
  expect(statusChanges('855', 'L1', recorded(unborn), recorded([...unborn, born]))).toMatchObject([
    { id: 'p', planType: 'CPP', change: 'changed' },
  ]);
});

it('tells that being looked after ended when the child died: nothing later can tell so', () => {
  const dead = recorded([
    told('ChildRegistered', '2026-01-05'),
    told('BecameLookedAfter', '2026-01-06', {}, 'care'),
    told('ChildDied', '2026-01-09'),
  ]);
  expect(statusesOf('855', 'L1', dead)).toMatchObject([{ id: 'care', planType: 'LAC', end: '2026-01-09' }]);
});

it('tells changes: new, changed, and withdrawn with nothing but the id', () => {
  const later = recorded([
    ...journey,
    told('CeasedToBeLookedAfter', '2026-03-20'),
    told('PlanStarted', '2026-03-21', {}, 'p2'),
    withdrawing('p1x'),
    withdrawing('p1'),
  ]);
  const changes = statusChanges('855', 'L1', facts, later);
  expect(changes).toMatchObject([
    { id: 'p2', change: 'new' },
    { id: 'care', end: '2026-03-20', change: 'changed' },
    { id: 'p1', change: 'withdrawn' },
  ]);
  expect(Object.keys(changes[2] ?? {})).toEqual(['id', 'child', 'authority', 'change']);
  expect(statusChanges('855', 'L1', facts, facts)).toEqual([]);
});

it('is written as CSV and as JSON under the same names', () => {
  const [plan] = statusesOf('855', 'L1', facts);
  expect(statusHeading).toBe('id,child,nhs_number,plan_type,start_date,end_date,authority,change\r\n');
  expect(plan && statusLine(plan)).toBe('p1,L1,9434765919,CPP,2025-05-29,2026-02-10,855,\r\n');
  expect(plan && statusJson(plan)).toEqual({
    id: 'p1',
    child: 'L1',
    nhs_number: '9434765919',
    plan_type: 'CPP',
    start_date: '2025-05-29',
    end_date: '2026-02-10',
    authority: '855',
  });
  expect(statusLine({ id: 'p1', child: 'L1', authority: '855', change: 'withdrawn' })).toBe(
    'p1,L1,,,,,855,withdrawn\r\n',
  );
});
