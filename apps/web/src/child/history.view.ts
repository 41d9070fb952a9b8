import type { Fact, Journey } from './answers.ts';
import { headOf, type ChildHead } from './child.view.ts';
import { maySign } from '../keeping/signing.ts';
import type { Person } from '../session/session.ts';
import { timelineOf, type Order, type Told } from './timeline.ts';

export interface HistoryView extends ChildHead {
  readonly order: Order;
  readonly records: readonly (Told & { readonly isToSign: boolean })[];
  /** Where the journey can be gone through as known at, or as happened by, another moment. */
  readonly audit: string;
}

/** A child's history as a timeline, with the role that each record was made in where the reader may know it. */
export function historyView(
  journey: Journey,
  roles: ReadonlyMap<string, string>,
  order: Order,
  person: Person,
): HistoryView {
  const { authority, child } = journey;
  const facts = journey.facts.map((fact) => {
    const role = roles.get(fact.id);
    return role === undefined ? fact : { ...fact, role };
  });
  const toSign = new Set(facts.filter((each) => isOwed(each) && maySign(person, signing(each))).map(({ id }) => id));
  return {
    ...headOf(journey, 'history'),
    order,
    records: timelineOf(facts, order).map((each) => ({ ...each, isToSign: toSign.has(each.id) })),
    audit: `/audit/${authority}/${child}`,
  };
}

function isOwed({ countersignatureOwed, withdrawnBy }: Fact): boolean {
  return countersignatureOwed === true && withdrawnBy === undefined;
}

function signing({ countersignatureBy, recordedBy }: Fact): Parameters<typeof maySign>[1] {
  return { by: countersignatureBy, recordedBy };
}
