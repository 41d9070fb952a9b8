import type { WaitingCounted } from '../keeping/answers.ts';
import { one } from '../page/filters.ts';
import { ServiceProblem, ServicesAway } from '../services/service-problem.ts';
import { at, type Services } from '../services/services.ts';
import type { Person } from '../session/session.ts';

/** Something that waits for this person, and where it is done. */
export interface Waiting {
  readonly text: string;
  readonly href: string;
}

/**
 * What waits for a person besides deadlines: to be countersigned, and to be reviewed. Only how much: the page names no
 * child of it, so opening the page is no look at anyone's record. What cannot be read just now is left out.
 */
export async function waitingFor(services: Services, { authority }: Person): Promise<readonly Waiting[]> {
  const { toCountersign, toReview } = await countedOrNone(services, authority);
  return [
    {
      count: toCountersign,
      text: `${one(toCountersign, 'record')} to countersign`,
      href: '/my-work/countersignatures',
    },
    {
      count: toReview,
      text: `${one(toReview, 'emergency opening')} of a restricted record to review`,
      href: '/administration/break-glass',
    },
  ].flatMap(({ count, text, href }) => (count === 0 ? [] : [{ text, href }]));
}

async function countedOrNone(services: Services, authority: string): Promise<WaitingCounted> {
  try {
    return await services.get<WaitingCounted>(at`/authorities/${authority}/waiting`);
  } catch (error) {
    if (error instanceof ServicesAway || (error instanceof ServiceProblem && error.document.status !== 401))
      return { toCountersign: 0, toReview: 0 };
    throw error;
  }
}
