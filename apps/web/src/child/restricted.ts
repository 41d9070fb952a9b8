import { mayPost } from '#access';
import { catalogue, ordinaryTypes } from '#events';
import type { Fault } from '../form/faults.ts';
import { errorAt } from '../form/faults.ts';
import { ServiceProblem } from '../services/service-problem.ts';
import type { View } from '../page/page.ts';
import { childAddress, crumbsTo } from './addresses.ts';
import type { Journey } from './answers.ts';
import type { Person } from '../session/session.ts';
import { isOffered } from '../page/permitted.ts';
import { accessAt, linkTo, type LinkTo } from './child.view.ts';
import { alone } from './recordable.ts';

/** A child's page for whom the record is not: what can be done all the same. */
export interface RestrictedView extends View {
  readonly action: string;
  readonly reason: string;
  /** Whether the person may open it in an emergency, and record what protects the child. */
  readonly opens: boolean;
  readonly records: boolean;
  /** Where it is decided who may see the record, for whoever may. */
  readonly accessAt: string | undefined;
  readonly error: { readonly text: string } | undefined;
  readonly protective: readonly LinkTo[];
}

/** Whether a record was not shown because it is kept to named people. */
export function isRestricted(error: unknown): boolean {
  return error instanceof ServiceProblem && error.document.code === 'restricted-case';
}

export function restrictedView(
  authority: string,
  child: string,
  person: Person,
  reason = '',
  faults: readonly Fault[] = [],
): RestrictedView {
  const address = childAddress(authority, child);
  const protective = ordinaryTypes.filter((type) => catalogue[type].protective === true);
  return {
    title: `Child ${child}: this record is restricted`,
    section: 'my-work',
    breadcrumbs: crumbsTo(authority),
    action: `${address}/break-glass`,
    faults,
    reason,
    opens: isOffered(person, 'break-glass'),
    records: mayPost(person.roles),
    accessAt: accessAt(authority, child, person),
    error: errorAt(faults, 'reason'),
    protective: protective.map((type) => linkTo(address, alone(type))),
  };
}

/** As much of a journey as a form needs that records a protective fact of a child whose record is kept to others. */
export function unseenJourney(authority: string, child: string): Journey {
  return {
    authority,
    child,
    revision: null,
    standing: '',
    state: {} as Journey['state'],
    circumstances: { families: [], otherAuthorityPlans: [] },
    clocks: [],
    next: [],
    facts: [],
    unread: [],
  };
}
