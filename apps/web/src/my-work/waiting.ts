import type { Act } from '#access';
import type { Countersignatures, Openings } from '../keeping/answers.ts';
import { mayReview } from '../keeping/openings.view.ts';
import { maySign } from '../keeping/signing.ts';
import { one } from '../page/filters.ts';
import { isOffered } from '../page/permitted.ts';
import { ServiceProblem, ServicesAway } from '../services/service-problem.ts';
import { at, type Services } from '../services/services.ts';
import type { Person } from '../session/session.ts';

/** Something that waits for this person, and where it is done. */
export interface Waiting {
  readonly text: string;
  readonly href: string;
}

/** What waits for a person besides deadlines: to be countersigned, and to be reviewed. What cannot be read just now is left out. */
export async function waitingFor(services: Services, person: Person): Promise<readonly Waiting[]> {
  const { authority } = person;
  const [signatures, openings] = await Promise.all([
    ask<Countersignatures>(services, person, 'countersign', at`/authorities/${authority}/countersignatures`),
    ask<Openings>(services, person, 'review-glass-broken', at`/authorities/${authority}/break-glass`),
  ]);
  const toSign = (signatures?.owed ?? []).filter((each) => maySign(person, each)).length;
  const toReview = (openings?.broken ?? []).filter((each) => mayReview(person, each)).length;
  return [
    { count: toSign, text: `${one(toSign, 'record')} to countersign`, href: '/my-work/countersignatures' },
    {
      count: toReview,
      text: `${one(toReview, 'emergency opening')} of a restricted record to review`,
      href: '/administration/break-glass',
    },
  ].flatMap(({ count, text, href }) => (count === 0 ? [] : [{ text, href }]));
}

async function ask<T>(services: Services, person: Person, act: Act, address: string): Promise<T | undefined> {
  if (!isOffered(person, act)) return undefined;
  try {
    return await services.get<T>(address);
  } catch (error) {
    if (error instanceof ServicesAway || (error instanceof ServiceProblem && error.document.status !== 401))
      return undefined;
    throw error;
  }
}
