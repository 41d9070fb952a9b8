import type { Answer } from '#recording';

/**
 * The answer to whoever recorded what protects a child whose record is kept to others: that it is recorded, and nothing of
 * the journey, not even how far it has come.
 */
export function toldOutside(answer: Answer): Answer & { readonly restricted: true } {
  const { authority, child, facts, countersignatureOwed } = answer;
  return {
    authority,
    child,
    revision: null,
    position: null,
    facts,
    missed: [],
    changed: [],
    reasonOwed: [],
    ...(countersignatureOwed && { countersignatureOwed }),
    clocks: [],
    next: [],
    restricted: true,
  };
}
