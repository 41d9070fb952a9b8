import { childAddress } from '../child/addresses.ts';
import type { Offers } from '../page/permitted.ts';

/** An address with what it asks; what is undefined or empty is left out. Each part of the path is already escaped. */
export function addressWith(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') asked.set(name, String(value));
  }
  const text = asked.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** What a row is called of whose child the reader may not know. */
export const aRestrictedRecord = 'A restricted record';

/** A child's journey gone through again, at one of its facts where one is named. */
export function auditAddress(authority: string, child: string, fact?: string): string {
  const path = `/audit/${encodeURIComponent(authority)}/${encodeURIComponent(child)}`;
  return addressWith(path, { fact });
}

/** Where a row's child and its facts are looked up, for whoever may; nothing of a record that is kept from the reader. */
export function recordOf(
  offers: Offers,
  authority: string,
  child: string | null,
): { readonly href: string | undefined; readonly factAt: (fact: string) => string | undefined } {
  if (child === null || !offers('case-record')) return { href: undefined, factAt: () => undefined };
  return { href: childAddress(authority, child), factAt: (fact) => auditAddress(authority, child, fact) };
}
