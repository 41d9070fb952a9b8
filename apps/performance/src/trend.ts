import { Inject, Injectable } from '@nestjs/common';
import { type Fault, ofOneMoment, SURROUNDINGS, type Surroundings } from '#http';
import { directionOf, namedPeriod, namesAsked, type PublishedFigure, type Question } from '#measures';
import type { ReadModel } from '#readmodel';
import type { Rulebook } from '#timescales';
import { code, instant, lastKnown } from './answered.ts';
import { knownNames, measureNamed, questionAsked, textsOf, type Query } from './asked.ts';
import { FiguresKept } from './figures-kept.ts';
import { numberAsked, periodAsked, periodsBefore } from './periods-asked.ts';
import { READ_MODEL, RULES } from './read-model-here.ts';
import { faultsOfPublishing, forWhom, tell } from './telling.ts';
import type { TrendDto } from './trend.dto.ts';

/** One measure over quarters or years, of one moment. */
@Injectable()
export class Trend {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(FiguresKept) private readonly kept: FiguresKept,
  ) {}

  /** `quarter` or `year` names the last period, `periods` says how many; parameters of the measure by their own names. */
  async trend(authority: string, id: string, query: Query): Promise<TrendDto> {
    const measure = measureNamed(id);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const given = textsOf(query, [...namesAsked(measure), ...ownNames, ...knownNames]);
      const { quarter, year, periods, for: whom, ...rest } = given.texts;
      const amiss = [...given.faults, ...givenDays(rest)];
      const last = periodAsked({ quarter, year }, amiss);
      const many = { name: 'periods', usual: 8, least: 1, most: 40 };
      const count = Math.floor(numberAsked(periods, many, amiss));
      const forWhomAsked = forWhom({ for: whom }, amiss);
      const names = last === undefined ? [] : [...periodsBefore(last, count - 1), last];
      const days = names.flatMap((name) => namedPeriod(name) ?? []);
      // Parameters are read against the last period, and asked of each; where there is none, that is amiss already.
      const lastDays = days.at(-1) ?? { from: '2018-04-01', to: '2018-06-30' };
      const own = measure.asks === 'at' ? { at: lastDays.to } : { ...lastDays };
      const { question, knownAt } = await questionAsked(
        measure,
        { ...rest, ...own },
        snapshot,
        this.surroundings.now(),
        { amiss, check: forWhomAsked === 'publication' ? faultsOfPublishing : undefined },
      );
      const questions = days.map((each): Question => ({
        ...question,
        period: measure.asks === 'at' ? { at: each.to } : each,
      }));
      const figures = await tell({ kept: this.kept, snapshot, authority, knownAt, for: forWhomAsked }, questions);
      const { version, title, unit, polarity } = measure;
      return {
        measure: measure.id,
        version,
        title,
        unit,
        polarity: code(polarity),
        authority,
        for: forWhomAsked,
        parameters: { ...question.parameters },
        knownAt: instant(knownAt),
        lastKnown: lastKnown(snapshot),
        periods: names.map((name, index) => ({
          name,
          period: { ...questions[index]?.period },
          ...pointOf(figures[index]),
          direction: index === 0 ? null : movedBetween(measure, figures[index - 1], figures[index]),
        })),
      };
    });
  }
}

function pointOf(figure: PublishedFigure | undefined): PublishedFigure {
  if (figure === undefined) throw new TypeError('A period of the trend was not counted.');
  return figure;
}

function movedBetween(
  measure: Parameters<typeof directionOf>[0],
  earlier: PublishedFigure | undefined,
  later: PublishedFigure | undefined,
): string | null {
  const [before, now] = [earlier?.value ?? null, later?.value ?? null];
  return now === null || now === 'c' || before === 'c' ? null : directionOf(measure, { now, before });
}

const ownNames = ['quarter', 'year', 'periods', 'for'] as const;

/** The days come of the quarter or the year: others are not asked for here. */
function givenDays(query: Query): readonly Fault[] {
  return ['from', 'to', 'at'].flatMap((name) =>
    query[name] === undefined
      ? []
      : [{ pointer: `/${name}`, code: 'not-asked-for', detail: 'Give quarter or year, the last of the trend.' }],
  );
}
