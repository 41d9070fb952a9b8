import { isPlainDate } from '#calendar';

/**
 * The instant a query asks for, in milliseconds since 1970 UTC: RFC 3339 with an offset, of a real day. Undefined for
 * anything else. A plus sign in a query is a space unless it is escaped, which few callers think of: a space is one.
 */
export function instantAsked(text: string): number | undefined {
  const given = text.replace(' ', '+');
  return isPlainDate(pattern.exec(given)?.[1]) ? Date.parse(given) : undefined;
}

/** What is answered where there is no such instant. */
export const notAnInstant = [
  'not-an-instant',
  'Give an instant with its offset, such as 2026-01-05T10:30:00Z.',
] as const;

const pattern =
  /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
