import type { Journey } from './answers.ts';
import { headOf, type ChildHead } from './child.view.ts';
import { timelineOf, type Order, type Told } from './timeline.ts';

export interface HistoryView extends ChildHead {
  readonly order: Order;
  readonly records: readonly Told[];
  /** Where the journey can be gone through as known at, or as happened by, another moment. */
  readonly audit: string;
}

/** A child's history as a timeline, with the role that each record was made in where the reader may know it. */
export function historyView(journey: Journey, roles: ReadonlyMap<string, string>, order: Order): HistoryView {
  const { authority, child } = journey;
  const facts = journey.facts.map((fact) => {
    const role = roles.get(fact.id);
    return role === undefined ? fact : { ...fact, role };
  });
  return {
    ...headOf(journey, 'history'),
    order,
    records: timelineOf(facts, order),
    audit: `/audit/${authority}/${child}`,
  };
}
