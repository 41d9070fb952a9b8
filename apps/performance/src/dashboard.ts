import { Inject, Injectable } from '@nestjs/common';
import { SURROUNDINGS, type Surroundings } from '#http';
import { headlineMeasures, quarter, questionOf, type Question } from '#measures';
import type { ReadModel } from '#readmodel';
import type { Rulebook } from '#timescales';
import { code, instant, lastKnown, period } from './answered.ts';
import { fault, instantKnown, knownNames, measureNamed, refused, textsOf, type Query } from './asked.ts';
import type { DashboardDto } from './dashboard.dto.ts';
import { ofOneMoment } from './one-moment.ts';
import { READ_MODEL, RULES } from './read-model-here.ts';

/** The quarter at a glance, of one moment. */
@Injectable()
export class Dashboard {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

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

function headlines(days: { readonly from: string; readonly to: string }): Question[] {
  return headlineMeasures.map((id) => {
    const measure = measureNamed(id);
    const made = questionOf(measure, measure.asks === 'at' ? { at: days.to } : days);
    if ('question' in made) return made.question;
    throw new TypeError(`The quarter does not fit ${id}: ${made.faults.map(({ says }) => says).join(' ')}`);
  });
}
