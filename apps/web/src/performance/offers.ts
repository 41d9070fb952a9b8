import { mayAsk, type Act } from '#access';
import type { Person } from '../session/session.ts';

/** Whether a way on is shown: only to whoever may go it. What they may do there is the services' to say. */
export type Offers = (act: Act) => boolean;

export function offersOf({ roles }: Person): Offers {
  return (act) => mayAsk(roles, act).may !== 'no';
}
