import type { PlainDate } from '#calendar';
import type { Ordinary } from '#events';
import type { ToldFact } from './census-item.ts';

/** The details of a child that a census tells. */
export const detailFields = [
  'dateOfBirth',
  'expectedDateOfBirth',
  'sex',
  'ethnicity',
  'disabilities',
  'upn',
  'upnUnknownReason',
  'formerUpn',
] as const;

/** Data as one text, whatever the order its fields were given in. What is undefined is not there. */
export function canonical(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** What names a fact among those of its child: its kind and its day. */
export function keyOf({ type, data }: Ordinary): string {
  if (type === 'ChildDied' || type === 'ChildRegistered') return type;
  return 'kind' in data && type !== 'InitialConferenceHeld' ? `${type} ${data.kind} ${data.on}` : `${type} ${data.on}`;
}

/** The days on which plans started that are told, as facts or by a balance. */
export function plansToldOn(told: readonly ToldFact[]): readonly PlainDate[] {
  return told.flatMap(({ fact }) => {
    if (fact.type === 'PlanStarted') return [fact.data.on];
    return fact.type === 'CaseBroughtForward' && fact.data.plan !== undefined ? [fact.data.plan.startedOn] : [];
  });
}
