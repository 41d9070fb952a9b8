import { Inject, Injectable } from '@nestjs/common';
import { type Fault, ofOneMoment, SURROUNDINGS, type Surroundings } from '#http';
import { columnsOf, never, type Measure, type Populations, type Question } from '#measures';
import {
  readingDigest,
  type Asked,
  type FigurePart,
  type FoundRow,
  type OneGroup,
  type ReadModel,
  type Snapshot,
} from '#readmodel';
import type { Rulebook, Timescales } from '#timescales';
import { instant, lastKnown, period } from './answered.ts';
import { fault, measureNamed, questionAsked, type Query } from './asked.ts';
import type { EachFigureDto, FigureDto, FigureRowsDto, ReceiptDto } from './measure.dto.ts';
import { FiguresKept } from './figures-kept.ts';
import { faultsOfPublishedParts, publishedWhole } from './publishing.ts';
import { faultsOfPublishing, forWhom } from './telling.ts';
import { eachAsked, forEachChoice, groupAsked, groupingAsked, groupNames } from './told-apart.ts';
import { pageNames, pageOf, rowsPageAsked, type RowsPage } from './rows-page.ts';
import { POPULATIONS, READ_MODEL, RULES } from './read-model-here.ts';

/** Figures with their receipts, and the rows behind them: each answer of one moment. */
@Injectable()
export class Figures {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(POPULATIONS) private readonly populations: Populations,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(FiguresKept) private readonly kept: FiguresKept,
  ) {}

  async figure(authority: string, id: string, query: Query): Promise<FigureDto> {
    const measure = measureNamed(id);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const amiss: Fault[] = [];
      const grouping = groupingAsked(measure, query, amiss);
      const each = eachAsked(measure, query, amiss);
      const whom = forWhom(query, amiss);
      if (whom === 'publication') amiss.push(...faultsOfPublishedParts(query));
      const check = whom === 'publication' ? faultsOfPublishing : undefined;
      const also = { also: ['group', 'each', 'for'], amiss, check };
      const { question, knownAt } = await questionAsked(measure, query, snapshot, this.surroundings.now(), also);
      const asked = { question, authority, knownAt };
      if (whom === 'publication') {
        const counted = await this.kept.of({ snapshot, authority, knownAt });
        const by = String(query['group']);
        const groups = grouping && {
          by,
          figures: (each: Question) => snapshot.groups({ ...asked, question: each }, grouping),
        };
        const told = await counted.told(groups === undefined ? 'whole' : `by ${by}`, [question], () =>
          publishedWhole(question, { figure: counted.figure, ...(groups && { groups }) }),
        );
        return {
          ...named(measure, authority, question),
          title: measure.title,
          unit: measure.unit,
          for: whom,
          ...told.figure,
          ...(grouping !== undefined && { groups: [...told.groups] }),
          ...(measure.rated === true &&
            told.figure.numerator !== 'c' && {
              rate: this.populations.rate(told.figure.numerator, authority, question.period),
            }),
          receipt: receipt(authority, this.rules.of(authority), { question, knownAt }, snapshot, {}),
        };
      }
      const { digests, ...counted } = await snapshot.figureWithDigests(asked);
      const spread = await snapshot.spread(asked);
      return {
        ...named(measure, authority, question),
        title: measure.title,
        unit: measure.unit,
        ...counted,
        ...(spread !== undefined && { spread }),
        ...(grouping !== undefined && { groups: [...(await snapshot.groups(asked, grouping))] }),
        ...(each !== undefined && { each: await eachFigure(snapshot, asked, each) }),
        ...(measure.rated === true && {
          rate: this.populations.rate(counted.numerator, authority, question.period),
        }),
        receipt: receipt(authority, this.rules.of(authority), { question, knownAt }, snapshot, digests),
      };
    });
  }

  async rows(authority: string, id: string, query: Query): Promise<FigureRowsDto> {
    const measure = measureNamed(id);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const part = partIn(query);
      const amiss =
        part === undefined ? [fault('part', 'unknown-choice', `Give part as one of ${parts.join(', ')}.`)] : [];
      const only = groupAsked(measure, query, amiss);
      const page = rowsPageAsked(query, amiss);
      const also = { also: ['part', ...groupNames, ...pageNames], amiss };
      const { question, knownAt } = await questionAsked(measure, query, snapshot, this.surroundings.now(), also);
      const { count, rows, next } = await pageOfRows(snapshot, { question, authority, knownAt }, part ?? 'numerator', {
        ...page,
        only,
      });
      return {
        ...named(measure, authority, question),
        part: part ?? 'numerator',
        knownAt: instant(knownAt),
        count,
        next,
        rows: rows.map(shown),
      };
    });
  }
}

async function eachFigure(snapshot: Snapshot, asked: Asked, name: string): Promise<EachFigureDto[]> {
  const answers: EachFigureDto[] = [];
  for (const { choice, question } of forEachChoice(asked.question, name)) {
    answers.push({ choice, ...(await snapshot.figure({ ...asked, question })) });
  }
  return answers;
}

const parts: readonly FigurePart[] = ['numerator', 'denominator', 'excluded'];

function partIn({ part = 'numerator' }: Query): FigurePart | undefined {
  return parts.find((each) => each === part);
}

function named(
  measure: Measure,
  authority: string,
  question: Question,
): ReturnType<typeof period> & { authority: string } {
  return { authority, ...period(measure, question) };
}

function receipt(
  authority: string,
  rules: Timescales,
  { question, knownAt }: { readonly question: Question; readonly knownAt: number },
  snapshot: Snapshot,
  digests: ReceiptDto['digests'] | object,
): ReceiptDto {
  const { measure, period: days, parameters } = question;
  return {
    definition: `${measure.id}@${String(measure.version)}`,
    reading: readingDigest(rules, measure),
    calendar: rules.calendar.version,
    timescales: rules.reading,
    authority,
    period: { ...days },
    parameters: { ...parameters },
    knownAt: instant(knownAt),
    lastKnown: lastKnown(snapshot),
    store: snapshot.projection.store,
    digests: { ...digests },
  };
}

/** One page of the rows of a part, all of them where no limit is asked for, and what to ask for as `offset` for the next. */
async function pageOfRows(
  snapshot: Snapshot,
  asked: Asked,
  part: FigurePart,
  { offset, limit, only }: RowsPage & { readonly only: OneGroup | undefined },
): Promise<{ readonly count: number; readonly rows: readonly FoundRow[]; readonly next: number | null }> {
  if (limit === undefined) {
    const all = await snapshot.rows(asked, part, only);
    return { count: all.length, ...pageOf(all, { offset, limit }) };
  }
  const { count, rows } = await snapshot.rowsPage(asked, part, { only, offset, limit });
  return { count, rows, next: offset + limit < count ? offset + limit : null };
}

/** A row as it is answered: what has not happened is null, and flags are true or false. */
function shown({ child, row, reason }: FoundRow): FigureRowsDto['rows'][number] {
  const columns: Readonly<Record<string, unknown>> = { ...row };
  const values = columnsOf(row.kind).map((name) => [name, columns[name] === never ? null : columns[name]]);
  return {
    child,
    key: row.key,
    ...(reason !== undefined && { reason }),
    facts: [...row.sources],
    row: Object.fromEntries(values) as Record<string, unknown>,
  };
}
