import { Inject, Injectable } from '@nestjs/common';
import { SURROUNDINGS, type Surroundings } from '#http';
import { columnsOf, headlineMeasures, never, quarter, questionOf, type Measure, type Question } from '#measures';
import { readingDigest, type FigurePart, type FoundRow, type ReadModel, type Snapshot } from '#readmodel';
import type { Rulebook, Timescales } from '#timescales';
import { fault, instantKnown, knownNames, measureNamed, questionAsked, refused, textsOf, type Query } from './asked.ts';
import type { DashboardDto, FigureDto, FigureRowsDto, ReceiptDto } from './measure.dto.ts';
import { ofOneMoment } from './one-moment.ts';
import { READ_MODEL, RULES } from './read-model-here.ts';

/** Figures with their receipts, the rows behind them, and the quarter at a glance: each answer of one moment. */
@Injectable()
export class Figures {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  async figure(authority: string, id: string, query: Query): Promise<FigureDto> {
    const measure = measureNamed(id);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const { question, knownAt } = await questionAsked(measure, query, snapshot, this.surroundings.now());
      const { digests, ...counted } = await snapshot.figureWithDigests({ question, authority, knownAt });
      return {
        ...named(measure, authority, question),
        title: measure.title,
        unit: measure.unit,
        ...counted,
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
      const also = { also: ['part'], amiss };
      const { question, knownAt } = await questionAsked(measure, query, snapshot, this.surroundings.now(), also);
      const rows = await snapshot.rows({ question, authority, knownAt }, part ?? 'numerator');
      return {
        ...named(measure, authority, question),
        part: part ?? 'numerator',
        knownAt: instant(knownAt),
        count: rows.length,
        rows: rows.map(shown),
      };
    });
  }

  async dashboard(authority: string, query: Query): Promise<DashboardDto> {
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const { texts, faults } = textsOf(query, ['quarter', ...knownNames]);
      const days = quarter(texts['quarter'] ?? '');
      if (days === undefined) {
        const says =
          'Give quarter as the year its financial year began in and Q1 to Q4: 2018-Q1 is April to June 2018.';
        faults.push(fault('quarter', texts['quarter'] === undefined ? 'missing' : 'not-a-quarter', says));
      }
      const knownAt = await instantKnown(texts, snapshot, this.surroundings.now(), faults);
      if (faults.length > 0 || days === undefined) throw refused(faults);
      const measures = [];
      for (const question of headlines(days)) {
        const { measure } = question;
        const figure = await snapshot.figure({ question, authority, knownAt });
        const { title, unit, polarity } = measure;
        measures.push({ ...period(measure, question), title, unit, polarity: code(polarity), ...figure });
      }
      return {
        authority,
        quarter: String(texts['quarter']),
        ...days,
        knownAt: instant(knownAt),
        lastKnown: lastKnown(snapshot),
        measures,
      };
    });
  }
}

const parts: readonly FigurePart[] = ['numerator', 'denominator', 'excluded'];

function partIn({ part = 'numerator' }: Query): FigurePart | undefined {
  return parts.find((each) => each === part);
}

function headlines(days: { readonly from: string; readonly to: string }): Question[] {
  return headlineMeasures.map((id) => {
    const measure = measureNamed(id);
    const made = questionOf(measure, measure.asks === 'at' ? { at: days.to } : days);
    if ('question' in made) return made.question;
    throw new TypeError(`The quarter does not fit ${id}: ${made.faults.map(({ says }) => says).join(' ')}`);
  });
}

function named(
  measure: Measure,
  authority: string,
  question: Question,
): ReturnType<typeof period> & { authority: string } {
  return { authority, ...period(measure, question) };
}

function period(
  { id, version }: Measure,
  question: Question,
): { measure: string; version: number; period: Record<string, string> } {
  return { measure: id, version, period: { ...question.period } };
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

function lastKnown({ projection }: Snapshot): Record<string, unknown> {
  const { knownAt, position, state } = projection;
  return { at: instant(knownAt), position, ...(state !== 'running' && { projection: state }) };
}

/** 0 stands for before the first fact: there is no such instant to tell. */
function instant(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
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

export function code(words: string): string {
  return words.replaceAll(' ', '-');
}
