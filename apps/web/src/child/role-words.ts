import { allTold, type Role } from '#access';
import type { Recordable } from './recordable.ts';

/**
 * What the table of roles says of somebody recording this, where it does not simply let them: whose it is to record, or
 * that it waits to be countersigned. The services ask the same table again when it is recorded.
 */
export function roleInWords({ parts }: Recordable, held: readonly Role[]): string | undefined {
  const { facts } = allTold(held);
  const told = parts.map(({ type }) => facts[type]);
  const asked = (may: string) => told.find((each) => each.may === may)?.ask ?? [];
  for (const may of ['deny', 'import-only', 'out-of-hours'] as const) {
    const ask = asked(may);
    if (ask.length > 0)
      return `${may === 'out-of-hours' ? 'In office hours only a' : 'Only a'} ${ask.join(' or a ')} records it.`;
  }
  const countersigned = asked('countersignature');
  return countersigned.length === 0 ? undefined : `A ${countersigned.join(' or a ')} has to countersign it.`;
}
