import { childAddress } from '../child/addresses.ts';
import type { Fault } from '../form/faults.ts';
import type { View } from '../page/page.ts';
import { isOffered } from '../page/permitted.ts';
import type { Person } from '../session/session.ts';
import type { Restrictions } from './answers.ts';

export interface RestrictionsView extends View {
  readonly restrictions: readonly (Restrictions['restrictions'][number] & Placed)[];
  readonly bars: readonly (Restrictions['bars'][number] & Placed)[];
  /** Whether the person may change any of it. */
  readonly mayDecide: boolean;
  readonly typed: string;
}

interface Placed {
  /** Where it is changed, for whoever may. */
  readonly href: string | undefined;
}

/** Every restriction and bar in force that the person may know of; and the child they typed, where it is none. */
export function restrictionsView(
  person: Person,
  { restrictions, bars }: Restrictions,
  typed: string | undefined,
): RestrictionsView {
  const mayDecide = isOffered(person, 'restrict-case') || isOffered(person, 'bar-person');
  const placed = <T extends { readonly child: string }>(each: T): T & Placed => ({
    ...each,
    href: mayDecide ? `${childAddress(person.authority, each.child)}/access` : undefined,
  });
  const text =
    typed === '' ? 'Enter the child’s id' : 'A child’s id has up to 20 letters and digits, and no spaces or signs';
  const faults: readonly Fault[] = typed === undefined ? [] : [{ field: 'child', text }];
  return {
    title: 'Restricted records',
    section: 'administration',
    breadcrumbs: [{ text: 'Administration', href: '/administration' }],
    faults,
    restrictions: restrictions.map(placed),
    bars: bars.map(placed),
    mayDecide,
    typed: typed ?? '',
  };
}
