import { Inject, Injectable } from '@nestjs/common';
import { momentOf, SURROUNDINGS, type Surroundings } from '#http';
import { nationalRules } from '#timescales';
import { at, type Services } from '../services/services.ts';
import { ServiceProblem, ServicesAway } from '../services/service-problem.ts';
import type { Family, Journey } from './answers.ts';
import type { Looking } from './clocks.ts';

/** The day it is for whoever looks at a child's clocks, and the calendar their working days are counted by. */
@Injectable()
export class Looks {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  now(): Looking {
    return { today: momentOf(this.surroundings).today, calendar: nationalRules.calendar };
  }
}

/** The families of a child. Where the list of one cannot be read just now there is its id alone: the page is shown all the same. */
export async function familiesOf(
  services: Services,
  { authority, circumstances }: Journey,
): Promise<readonly (Family | string)[]> {
  return Promise.all(
    circumstances.families.map(async (familyId) => {
      try {
        return await services.get<Family>(at`/authorities/${authority}/families/${familyId}`);
      } catch (error) {
        if (error instanceof ServicesAway || error instanceof ServiceProblem) return familyId;
        throw error;
      }
    }),
  );
}
