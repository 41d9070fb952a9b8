import { mayAsk, type Act } from '#access';
import { problem } from '#http';
import type { Person } from '../session/session.ts';

/** Whether a page offers something: as the table of roles says, which the services go by as well. */
export function isOffered({ roles }: Person, act: Act): boolean {
  return mayAsk(roles, act).may !== 'no';
}

/** Whether a way on is shown to somebody: only to whoever may go it. */
export type Offers = (act: Act) => boolean;

export function offersOf(person: Person): Offers {
  return (act) => isOffered(person, act);
}

/** Throws the 403 of a page that is about nothing the person may ask for, with the table's own reason and whom to ask. */
export function requireAsked(person: Person, ...acts: readonly [Act, ...Act[]]): void {
  if (acts.some((act) => isOffered(person, act))) return;
  const asked = mayAsk(person.roles, acts[0]);
  const whom = asked.may === 'no' && asked.ask.length > 0 ? ` Ask somebody who is ${asked.ask.join(' or ')}.` : '';
  throw problem(403, 'role-needed', `${asked.may === 'no' ? asked.reason : ''}${whom}`.trim());
}
