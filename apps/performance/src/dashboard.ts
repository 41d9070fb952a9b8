import { Inject, Injectable } from '@nestjs/common';
import { type Caller, type Fault, ofOneMoment, SURROUNDINGS, type Surroundings } from '#http';
import {
  headlineMeasures,
  namedPeriod,
  similarByDefault,
  type Measure,
  type PublishedFigure,
  type Similar,
} from '#measures';
import type { ReadModel } from '#readmodel';
import type { Rulebook } from '#timescales';
import { code, instant, lastKnown, period } from './answered.ts';
import { instantKnown, knownNames, measureNamed, refused, textsOf, type Query } from './asked.ts';
import { COMPARATORS, type Comparators } from './comparators/comparators.ts';
import type { DashboardDto, DashboardFigureDto } from './dashboard.dto.ts';
import { FiguresKept } from './figures-kept.ts';
import { Judgements, type JudgedRags } from './judgements.ts';
import { numberAsked, periodAsked, periodsBefore } from './periods-asked.ts';
import { READ_MODEL, RULES } from './read-model-here.ts';
import { standingOf } from './standing.ts';
import { askedOf, forWhom, tell, type For, type Telling } from './telling.ts';

/** The quarter or the year at a glance, of one moment, and beside it what it was before and how it is elsewhere. */
@Injectable()
export class Dashboard {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(COMPARATORS) private readonly comparators: Comparators,
    @Inject(Judgements) private readonly judgements: Judgements,
    @Inject(FiguresKept) private readonly kept: FiguresKept,
  ) {}

  async dashboard(authority: string, query: Query, by: Pick<Caller, 'roles'>): Promise<DashboardDto> {
    const judged = await this.judgements.of(authority, by);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const asked = dashboardAsked(query);
      const knownAt = await instantKnown(asked.texts, snapshot, this.surroundings.now(), asked.faults);
      const days = namedPeriod(asked.name ?? '');
      if (asked.faults.length > 0 || asked.name === undefined || days === undefined) throw refused(asked.faults);
      const { name, similar } = asked;
      const telling = { kept: this.kept, snapshot, authority, knownAt, for: asked.for };
      const measures: DashboardFigureDto[] = [];
      const shown = { name, similar, earlier: periodsBefore(name, asked.trend), judged };
      for (const series of await seriesOf(telling, [...shown.earlier, name])) {
        measures.push(this.shown(telling, shown, series));
      }
      return {
        authority,
        ...(name.includes('-') ? { quarter: name } : { year: name }),
        ...days,
        for: asked.for,
        similar: { ...similar },
        knownAt: instant(knownAt),
        lastKnown: lastKnown(snapshot),
        judgementsKnown: judged.isCurrent,
        measures,
      };
    });
  }

  private shown(
    telling: Telling,
    { name, similar, earlier, judged }: Shown,
    { measure, figures }: Series,
  ): DashboardFigureDto {
    const latest = figures.at(-1);
    const question = askedOf(measure, name);
    if (latest === undefined || question === undefined) throw new TypeError(`${measure.id} was not counted.`);
    const before = figures.length > 1 ? figures.at(-2) : undefined;
    const { title, unit, polarity } = measure;
    const standing = standingOf(
      { comparators: this.comparators, ...telling, measure, question },
      { latest, before, similar },
    );
    return {
      ...period(measure, question),
      title,
      unit,
      polarity: code(polarity),
      ...latest,
      ...standing,
      previous: before === undefined ? null : { name: String(earlier.at(-1)), ...before },
      trend: earlier.map((each, index) => trendPoint(each, figures[index])),
      rag: {
        ...standing.rag,
        judged: latest.value === 'c' ? null : judged.of(measure.id, name, telling.for),
      },
    };
  }
}

interface Shown {
  readonly name: string;
  readonly similar: Similar;
  readonly earlier: readonly string[];
  readonly judged: JudgedRags;
}

/** A measure's figures of several periods, the latest last. */
interface Series {
  readonly measure: Measure;
  readonly figures: readonly PublishedFigure[];
}

async function seriesOf(telling: Telling, names: readonly string[]): Promise<readonly Series[]> {
  const measures = headlineMeasures.map((id) => measureNamed(id));
  const questions = measures.flatMap((measure) => names.flatMap((name) => askedOf(measure, name) ?? []));
  const figures = await tell(telling, questions);
  return measures.map((measure, index) => ({
    measure,
    figures: figures.slice(index * names.length, (index + 1) * names.length),
  }));
}

function trendPoint(name: string, figure: PublishedFigure | undefined): DashboardFigureDto['trend'][number] {
  if (figure === undefined) throw new TypeError(`${name} was not counted.`);
  return { name, ...figure };
}

/** How many earlier periods are shown unless another number is asked for. */
const usualTrend = 8;

function dashboardAsked(query: Query): {
  readonly name: string | undefined;
  readonly trend: number;
  readonly similar: Similar;
  readonly for: For;
  readonly texts: Readonly<Record<string, string | undefined>>;
  readonly faults: Fault[];
} {
  const names = ['quarter', 'year', 'trend', 'similarPoints', 'similarPercent', 'for', ...knownNames];
  const { texts, faults } = textsOf(query, names);
  const within = (name: string, usual: number, least: number, most: number): number =>
    numberAsked(texts[name], { name, usual, least, most }, faults);
  return {
    name: periodAsked(texts, faults),
    trend: Math.floor(within('trend', usualTrend, 1, 20)),
    similar: {
      points: within('similarPoints', similarByDefault.points, 0, 50),
      percent: within('similarPercent', similarByDefault.percent, 0, 50),
    },
    for: forWhom(texts, faults),
    texts,
    faults,
  };
}
