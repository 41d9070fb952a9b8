import { Inject, Injectable } from '@nestjs/common';
import { ofOneMoment, SURROUNDINGS, type Surroundings } from '#http';
import { namedPeriod, quartersOf, type MeasureId, type PublishedFigure } from '#measures';
import type { ReadModel } from '#readmodel';
import type { Rulebook } from '#timescales';
import { instant, lastKnown } from './answered.ts';
import { instantKnown, knownNames, measureNamed, refused, textsOf, type Query } from './asked.ts';
import { FiguresKept } from './figures-kept.ts';
import { yearAsked } from './periods-asked.ts';
import { READ_MODEL, RULES } from './read-model-here.ts';
import type { TableDto } from './table.dto.ts';
import { askedOf, forWhom, tell } from './telling.ts';

type Part = 'numerator' | 'value';

/**
 * The lines of a published table of contacts, referrals and assessments, in its order: each a count or the percentage
 * under it (004_98f0ab28c3b2a031.txt:1559–1575 and, alike, 1611–1629). Its LADO referrals, and those that arose out of
 * hours or of domestic abuse, rest on no fact kept here.
 */
const lines: readonly (readonly [measure: MeasureId, part: Part, title: string])[] = [
  ['contacts', 'numerator', 'Contacts, those that became referrals among them'],
  ['referrals', 'numerator', 'Referrals'],
  ['referrals-to-initial-assessment', 'numerator', 'Initial assessments of referrals'],
  ['referrals-to-initial-assessment', 'value', 'Initial assessments as a percentage of referrals'],
  ['initial-assessments-in-10-days', 'numerator', 'Initial assessments within 10 working days'],
  ['initial-assessments-in-10-days', 'value', 'Initial assessments within 10 working days, %'],
  ['initial-to-core', 'numerator', 'Initial assessments that led to a core assessment'],
  ['initial-to-core', 'value', 'Initial assessments that led to a core assessment, %'],
  ['core-assessments-in-35-days', 'numerator', 'Core assessments within 35 working days'],
  ['core-assessments-in-35-days', 'value', 'Core assessments within 35 working days, %'],
  ['strategy-discussions', 'numerator', 'Strategy discussions'],
  ['section-47-enquiries', 'numerator', 'Section 47 enquiries'],
];

/** What such tables print and nothing here can count. */
const notKept = ['LADO referrals', 'Referrals including domestic abuse incidents', 'Referrals made out of hours'];

/** Contacts, referrals and assessments of a financial year, quarter by quarter, and of the year: counted, never averaged. */
@Injectable()
export class Table {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(FiguresKept) private readonly kept: FiguresKept,
  ) {}

  async contactsReferralsAssessments(authority: string, query: Query): Promise<TableDto> {
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const { texts, faults } = textsOf(query, ['year', 'for', ...knownNames]);
      const year = yearAsked(texts, faults);
      const whom = forWhom(texts, faults);
      const knownAt = await instantKnown(texts, snapshot, this.surroundings.now(), faults);
      const days = namedPeriod(year ?? '');
      if (faults.length > 0 || year === undefined || days === undefined) throw refused(faults);
      const names = [...quartersOf(year), year];
      const ids = [...new Set(lines.map(([id]) => id))];
      const questions = ids.flatMap((id) => names.flatMap((name) => askedOf(measureNamed(id), name) ?? []));
      const figures = await tell({ kept: this.kept, snapshot, authority, knownAt, for: whom }, questions);
      const of = (id: MeasureId): readonly PublishedFigure[] =>
        figures.slice(ids.indexOf(id) * names.length, (ids.indexOf(id) + 1) * names.length);
      return {
        authority,
        year,
        ...days,
        for: whom,
        knownAt: instant(knownAt),
        lastKnown: lastKnown(snapshot),
        columns: names.map((name) => ({ name, ...(namedPeriod(name) ?? days) })),
        rows: lines.map(([id, part, title]) => ({
          measure: id,
          part,
          title,
          unit: part === 'value' ? 'percent' : unitOf(id),
          cells: of(id).map((figure, index) => ({
            measure: id,
            part,
            period: names[index] ?? year,
            told: figure[part],
            numerator: figure.numerator,
            denominator: figure.denominator,
          })),
        })),
        notKept: [...notKept],
      };
    });
  }
}

function unitOf(id: MeasureId): string {
  const { unit, numerator } = measureNamed(id);
  return unit === 'percent' && numerator !== null ? 'assessments' : unit;
}
