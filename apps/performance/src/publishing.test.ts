import { figureOf, measureOf, namedPeriod, quartersOf, questionOf, type GroupFigure, type Question } from '#measures';
import { publishedWhole } from './publishing.ts';

/** Plans that started in each quarter of 2018, of girls and of boys. */
const started: Readonly<Record<string, readonly [girls: number, boys: number]>> = {
  '2018-Q1': [3, 20],
  '2018-Q2': [10, 11],
  '2018-Q3': [20, 30],
  '2018-Q4': [20, 19],
};

const plansStarted = (period: string): Question => {
  const measure = measureOf('plans-started');
  const made = measure && questionOf(measure, { ...namedPeriod(period) });
  if (made === undefined || 'faults' in made) throw new Error(`No question of ${period}.`);
  return made.question;
};

function counts({ period }: Question): readonly [girls: number, boys: number] {
  const quarters = quartersOf('2018').filter((name) => {
    const days = namedPeriod(name);
    return days !== undefined && 'from' in period && period.from <= days.from && days.to <= period.to;
  });
  const sum = (of: 0 | 1): number => quarters.reduce((total, name) => total + Number(started[name]?.[of]), 0);
  return [sum(0), sum(1)];
}

const counted = (question: Question, all: number): ReturnType<typeof figureOf> =>
  figureOf(question.measure, { counted: all, numerator: 0, excluded: 0 });

it('a group that is small in one quarter is told in none, nor in the year: their difference would tell it', async () => {
  const asked = async (period: string): Promise<unknown> => {
    const { figure, groups } = await publishedWhole(plansStarted(period), {
      figure: async (question) => counted(question, counts(question)[0] + counts(question)[1]),
      groups: {
        by: 'sex',
        figures: async (question) =>
          ['F', 'M', 'not-known'].map((group, index): GroupFigure => ({
            group,
            label: group,
            ...counted(question, counts(question)[index] ?? 0),
          })),
      },
    });
    return [figure.numerator, ...groups.map(({ numerator }) => numerator)];
  };
  const told = [];
  for (const period of [...quartersOf('2018'), '2018']) told.push(await asked(period));
  expect(told).toEqual([
    [23, 'c', 'c', 0],
    [21, 'c', 'c', 0],
    [50, 'c', 'c', 0],
    [39, 'c', 'c', 0],
    [133, 'c', 'c', 0],
  ]);
});
