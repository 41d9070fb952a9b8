import type { Role } from '#access';
import { isOffered } from '../page/permitted.ts';
import type { Person } from '../session/session.ts';

/**
 * Whether a person is offered to countersign: they have a role that was lacking, and did not record it themselves. The
 * services judge it again.
 */
export function maySign(
  person: Person,
  { by = [], recordedBy }: { readonly by?: readonly string[] | undefined; readonly recordedBy?: string | undefined },
): boolean {
  const needed: ReadonlySet<string> = new Set(by);
  return (
    isOffered(person, 'countersign') &&
    recordedBy !== person.user &&
    person.roles.some((role: Role) => needed.has(role))
  );
}
