import { addDays, plainDate, type PlainDate } from '#calendar';
import { count, countGroups, groupingsOf, measureOf, measures, questionOf, stillKnown, versions } from '#measures';
import type { Measure, Question } from '#measures';
import { englandTimescales, nationalRules } from '#timescales';
import { dayZero, decoded, inEachDatabase, recorded, storedFacts, told, type OfChild, type Told } from '#testing';
import { openReadModel } from './read-model.ts';
import { openReadModelWriter } from './writer.ts';

/** The day on which everything falls that falls on a day. */
const theDay = '2018-03-01';
const knownAt = stillKnown - 1;

/** Facts of children of whom each is told on a day, or the day before or after it. */
const journeys: readonly (readonly Told[])[] = ['2000', '2002', '2008', '2013', '2017', '2018'].flatMap((year) =>
  [-1, 0, 1].flatMap((off): Told[][] => {
    const on = (day: string): PlainDate => addDays(plainDate(day), off);
    const known = [
      told('ChildRegistered', '2014-01-01', { sex: 'M', dateOfBirth: plainDate(`${year}-03-01`), ethnicity: 'WBRI' }),
      told('WorkerAllocated', '2014-01-02', { worker: 'W1', team: 'T1' }),
      told('FamilyLinked', '2014-01-02', { familyId: 'F1' }),
      told('FamilyLinked', on('2018-03-01'), { familyId: 'F2' }),
      told('WorkerAllocated', on('2018-03-01'), { worker: 'W2', team: 'T2' }),
    ];
    const earlier = [
      told('ReferralReceived', on('2014-02-03')),
      told('StrategyDiscussionHeld', on('2014-02-03')),
      told('Section47Concluded', '2014-02-10'),
      told('InitialConferenceHeld', on('2014-02-20')),
      told('PlanStarted', on('2014-02-20'), { categories: ['NEG', 'EMO'] }),
      // Late, and forgiven once a year has passed.
      told('ReviewConferenceHeld', on('2014-05-25')),
      told('ReviewConferenceHeld', '2014-11-20'),
      told('ReviewConferenceHeld', '2015-05-01'),
      told('PlanEnded', on('2016-03-01')),
      told('CaseClosed', on('2017-03-01')),
    ];
    const now = [
      told('ReferralReceived', theDay),
      told('AssessmentStarted', theDay),
      told('AssessmentAuthorised', on('2018-05-08')),
      told('StrategyDiscussionHeld', '2018-03-01'),
      told('Section47Concluded', '2018-03-08'),
      told('InitialConferenceHeld', on('2018-03-22')),
      told('PlanStarted', on('2018-03-22')),
      told('BecameLookedAfter', on('2018-06-22')),
      told('ReviewConferenceHeld', on('2018-06-22')),
      told('ReviewConferenceHeld', on('2018-12-22')),
    ];
    const again = [
      told('WorkerUnallocated', on('2018-03-01')),
      told('ReferralReceived', on('2017-03-01')),
      told('CaseClosed', on('2017-04-03')),
    ];
    return [
      [...known, ...earlier, ...now],
      [...known.slice(0, 4), ...again, ...now.slice(0, 3)],
    ];
  }),
);

const days = [
  '2014-02-20',
  '2015-05-25',
  '2016-03-01',
  '2017-03-01',
  theDay,
  '2018-03-22',
  '2018-05-08',
  '2018-06-22',
  '2019-06-22',
];

const children = journeys.map((facts, index): OfChild => {
  const child = `C${String(index)}`;
  return { authority: '855', child, facts: recorded(facts, child) };
});

function asked(measure: Measure, day: string): Question {
  const made = questionOf(measure, measure.asks === 'at' ? { at: day } : { from: day, to: day });
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  return made.question;
}

async function written(url: string, all: readonly OfChild[]): Promise<void> {
  const writer = openReadModelWriter({ url, rules: nationalRules, now: () => dayZero });
  await writer.adopt('store-1');
  const events = storedFacts([...all]);
  await writer.apply(decoded(events), events.at(-1)?.position ?? 0);
  await writer.close();
}

inEachDatabase('on the day that decides, the day before and the day after', ({ kind, fresh }) => {
  it('every figure and every group is in the database what it is in memory', async () => {
    const url = fresh();
    await written(url, children);
    const model = openReadModel({ url });
    const rows = children.map(({ facts }) => versions(englandTimescales, facts));
    const told = new Set<string>();
    for (const day of days) {
      for (const measure of measures) {
        const question = asked(measure, day);
        const { numerator, denominator, value, excluded } = count(question, rows, knownAt);
        if (numerator + (denominator ?? 0) + excluded === 0) continue;
        const of = { question, authority: '855', knownAt };
        told.add(measure.id);
        expect([measure.id, day, await model.at((at) => at.figure(of))]).toEqual([
          measure.id,
          day,
          { numerator, denominator, value, excluded },
        ]);
        for (const [name, grouping] of Object.entries(groupingsOf(measure))) {
          if (kind === 'PostgreSQL' && !['age-band', 'team', 'duration-band'].includes(name)) continue;
          const groups = countGroups(question, grouping, rows, knownAt);
          expect([measure.id, day, name, await model.at((at) => at.groups(of, grouping))]).toEqual([
            measure.id,
            day,
            name,
            groups,
          ]);
        }
      }
    }
    await model.close();
    expect(told.size).toBeGreaterThan(20);
  });

  it('a child is of the older band on the birthday itself, and unborn until the day of the birth', async () => {
    const born = ['2000', '2002', '2008', '2013', '2017', '2018'].flatMap((year) =>
      [-1, 0, 1].map((off): OfChild => {
        const child = `B${year}${String(off + 1)}`;
        const dateOfBirth = addDays(plainDate(`${year}-03-01`), -off);
        const facts = [told('ChildRegistered', theDay, { sex: 'F', dateOfBirth }), told('ReferralReceived', theDay)];
        return { authority: '855', child, facts: recorded(facts, child) };
      }),
    );
    const url = fresh();
    await written(url, born);
    const model = openReadModel({ url });
    const bands = async (id: string, by: string): Promise<object> => {
      const measure = measureOf(id) as Measure;
      const grouping = groupingsOf(measure)[by];
      if (grouping === undefined) throw new Error(`${id} is not told apart by ${by}`);
      const of = { question: asked(measure, theDay), authority: '855', knownAt };
      const found = await model.at((at) => at.groups(of, grouping));
      return Object.fromEntries(found.map(({ group, numerator }) => [group, numerator]));
    };
    // Of each three: the day before the birthday, the birthday, and the day after.
    const dfe = { unborn: 1, 'under-1': 2 + 1, '1-4': 2 + 1, '5-9': 2 + 1, '10-15': 2 + 1, '16-and-over': 2 + 3 };
    const local = { unborn: 1, '0-4': 2 + 3 + 1, '5-9': 2 + 1, '10-15': 2 + 1, '16-17': 2 + 1, '18-and-over': 2 };
    for (const id of ['referrals', 'children-in-need']) {
      expect(await bands(id, 'age-band')).toEqual({ ...dfe, 'not-known': 0 });
      expect(await bands(id, 'age-band-local')).toEqual({ ...local, 'not-known': 0 });
      expect(await bands(id, 'sex')).toEqual({ unborn: 1, F: 17, M: 0, 'not-known': 0 });
    }
    await model.close();
  });
});
