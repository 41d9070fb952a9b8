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
