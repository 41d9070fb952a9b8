import {
  measuresBeside,
  measures,
  namedPeriod,
  published,
  quartersOf,
  questionOf,
  yearWith,
  type Measure,
  type Outgoing,
  type Period,
  type PublishedFigure,
  type Question,
} from '#measures';
import { fault, type Query } from './asked.ts';
import { keyOf, type FiguresKept, type FiguresOfRows, type OfMoment } from './figures-kept.ts';
import type { Fault } from '#http';

/** Whom the figures are for: the service itself, or everyone. */
export type For = 'service' | 'publication';

/** As known when, of which authority, and for whom. */
export interface Telling extends OfMoment {
  readonly kept: FiguresKept;
  readonly for: For;
}

/** Whom figures are asked for: `for=publication` has small counts hidden, and everything that would give them away. */
export function forWhom({ for: whom }: Query, faults: Fault[]): For {
  if (whom === undefined || whom === 'service') return 'service';
  if (whom !== 'publication') faults.push(fault('for', 'unknown-choice', 'Give for as service or publication.'));
  return 'publication';
}

/**
 * The figures of some questions, in their order. For publication they are hidden together with every figure that could
 * give them away: the other measures that count the same rows, in all four quarters and the year, whether they are asked
 * for now or another time. So the same count is hidden, or told, whichever way it is asked for.
 */
export async function tell(telling: Telling, questions: readonly Question[]): Promise<readonly PublishedFigure[]> {
  const counted = await telling.kept.of(telling);
  if (telling.for === 'publication') return counted.told('together', questions, () => toldTogether(counted, questions));
  const figures: PublishedFigure[] = [];
  for (const question of questions) figures.push(await counted.figure(question));
  return figures;
}

async function toldTogether(
  { figure }: FiguresOfRows,
  questions: readonly Question[],
): Promise<readonly PublishedFigure[]> {
  const together = new Map(questions.map((question) => [keyOf(question), question]));
  const besides = new Set<string>();
  for (const question of questions) {
    // Whatever stands beside one stands beside all that stand beside it.
    if (besides.has(keyOf(question))) continue;
    for (const each of beside(question)) {
      const key = keyOf(each);
      besides.add(key);
      if (!together.has(key)) together.set(key, each);
    }
  }
  const outgoing: Outgoing[] = [];
  for (const question of together.values()) outgoing.push({ question, figure: await figure(question) });
  const told = published(outgoing);
  const byKey = new Map([...together.keys()].map((key, index) => [key, told[index]]));
  return questions.map((question) => byKey.get(keyOf(question)) as PublishedFigure);
}

/** Every question whose figure could give this one's away. */
export function beside({ measure, period }: Question): readonly Question[] {
  return measuresBeside(measure, measures).flatMap((each) => periodsBeside(period).map((days) => asked(each, days)));
}

/** A measure asked of a period, with its parameters as they are by default. */
export function asked(measure: Measure, period: Period): Question {
  const made = questionOf(measure, { ...period });
  if ('question' in made) return made.question;
  throw new TypeError(`${measure.id} cannot be asked so: ${made.faults.map(({ says }) => says).join(' ')}`);
}

/** A measure asked of a quarter or a year by its name: a stock of its last day. Undefined of what is no such name. */
export function askedOf(measure: Measure, name: string): Question | undefined {
  const days = namedPeriod(name);
  if (days === undefined) return undefined;
  return asked(measure, measure.asks === 'at' ? { at: days.to } : days);
}

/** What is amiss with a figure that is to be published: of days that no others are published of, or counted another way. */
export function faultsOfPublishing({ measure, period, parameters }: Question): readonly Fault[] {
  const other = Object.entries(measure.parameters).flatMap(([name, { default: usual }]) =>
    parameters[name] === usual
      ? []
      : [
          fault(
            name,
            'not-published',
            `Figures are published with ${name} as it is by default. Leave it out, or leave out for.`,
          ),
        ],
  );
  const isPublished = 'at' in period ? isEndOfQuarter(period.at) : yearWith(period) !== undefined;
  if (isPublished) return other;
  const says =
    'Figures are published of whole quarters and financial years, and stocks of their last days: figures of other days would tell, by the difference, what is hidden.';
  return [...other, fault('at' in period ? 'at' : 'from', 'not-published', says)];
}

function isEndOfQuarter(day: string): boolean {
  return ['03-31', '06-30', '09-30', '12-31'].includes(day.slice(5));
}

/** The quarters and the year that a period is one of: those whose counts add up. Itself alone of a stock. */
export function periodsBeside(period: Period): readonly Period[] {
  if ('at' in period) return [period];
  const year = yearWith(period);
  if (year === undefined) return [period];
  return [...quartersOf(year), year].flatMap((name) => namedPeriod(name) ?? []);
}
