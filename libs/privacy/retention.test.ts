import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { addDays, plainDate, type PlainDate } from '#calendar';
import type { Ordinary } from '#events';
import { retained, retentionFrom, RetentionUnusable, stillKept, type RetentionSchedule } from './index.ts';

const example = new URL('../../docs/examples/retention.example.json', import.meta.url).pathname;
const schedule = retentionFrom(example, ['855'], (file) => readFileSync(file, 'utf8')).get('855') as RetentionSchedule;

const day = plainDate;
const born = (on: string, dateOfBirth?: string): Ordinary => ({
  type: 'ChildRegistered',
  data: { on: day(on), sex: 'F', ...(dateOfBirth !== undefined && { dateOfBirth: day(dateOfBirth) }) },
});
const lookedAfter = { type: 'BecameLookedAfter', data: { on: day('2019-05-01') } } as Ordinary;
const died = (on: string): Ordinary => ({ type: 'ChildDied', data: { on: day(on) } });

function untilBy(history: readonly Ordinary[]): Readonly<Record<string, string>> {
  return Object.fromEntries(retained(schedule, history).map(({ rule, until }) => [rule.name, until]));
}

describe('the example of a schedule', () => {
  it('keeps a record six years from its last fact', () => {
    expect(untilBy([born('2018-01-05', '2010-03-14')])).toEqual({ 'Every record': '2024-01-05' });
  });

  it('keeps one of a child who was looked after for 75 years from birth, 29 February counted to the 28th', () => {
    expect(untilBy([born('2018-01-05', '2008-02-29'), lookedAfter])).toEqual({
      'Looked after': '2083-02-28',
      'Every record': '2025-05-01',
    });
  });

  it('keeps one of a child who died for 15 years from then, and no longer as looked after', () => {
    expect(untilBy([born('2018-01-05', '2010-03-14'), lookedAfter, died('2020-07-01')])).toEqual({
      Died: '2035-07-01',
      'Every record': '2026-07-01',
    });
  });

  it('keeps one for as long as the day it counts from is not recorded', () => {
    const kept = retained(schedule, [born('2018-01-05'), lookedAfter]);
    expect(kept[0]).toMatchObject({ rule: { name: 'Looked after' }, until: 'unknown' });
    expect(stillKept(kept, day('2199-12-31')).map(({ rule }) => rule.name)).toEqual(['Looked after']);
  });

  it('keeps a record through the last day, and never after it', () => {
    const history = [born('2018-01-05', '2010-03-14')];
    const last: PlainDate = day('2024-01-05');
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), (away) => {
        expect(stillKept(retained(schedule, history), addDays(last, away)).length > 0).toBe(away <= 0);
      }),
    );
  });
});

describe('a file of schedules', () => {
  const read = (text: string) => () => retentionFrom('r.json', ['855', '857'], () => text);

  it('that is not named is none', () => {
    expect(retentionFrom('', ['855'], () => '').size).toBe(0);
  });

  it.each([
    ['is no JSON', '{', 'not JSON'],
    ['gives a name twice', '{"authorities":[],"authorities":[]}', '"/authorities" is given twice. Give it once.'],
    ['is of an authority not served', { authority: '999' }, '999 is not served here'],
    ['has a slip in a name', { rules: [{ unles: 'died' }] }, '/authorities/0/rules/0/unles: there is no such field'],
    ['has no rule for every child', { rules: [] }, 'no rule is for every child'],
    ['has years that are no number', { rules: [{ years: '6' }] }, '/authorities/0/rules/0/years: give whole years'],
    ['knows no such case', { rules: [{ when: 'adopted' }] }, '/authorities/0/rules/0/when: give one of always'],
    ['counts from a death of children who live', { rules: [{ from: 'death' }] }, 'for children who died'],
  ])('that %s is refused, and the message says where', (_how, change, says) => {
    const rule = { name: 'Every record', when: 'always', years: 6, from: 'last-fact', source: 'Board' };
    const whole = { authority: '855', name: 'S', rules: [rule] };
    const text =
      typeof change === 'string'
        ? change
        : JSON.stringify({
            authorities: [
              {
                ...whole,
                ...change,
                ...('rules' in change && { rules: change.rules.map((each) => ({ ...rule, ...each })) }),
              },
            ],
          });
    expect(read(text)).toThrow(RetentionUnusable);
    expect(read(text)).toThrow(says);
  });

  it('that names an authority twice is refused', () => {
    const rule = { name: 'Every record', when: 'always', years: 6, from: 'last-fact', source: 'Board' };
    const one = { authority: '855', name: 'S', rules: [rule] };
    expect(read(JSON.stringify({ authorities: [one, one] }))).toThrow('is there twice');
  });
});
