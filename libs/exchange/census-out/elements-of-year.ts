import { childStructure, isGroup, isOfYear, type CensusElement, type GroupElement } from '../census-structure.ts';
import type { CensusYear } from '../census-year.ts';

/** Whether a census file of this year has the element at this path under a child. */
export function hasElement(path: readonly string[], year: CensusYear): boolean {
  let group: GroupElement | undefined = childStructure;
  for (const name of path) {
    const element: CensusElement | undefined = group?.holds.find((one) => one.name === name);
    if (element === undefined || !isOfYear(element, year)) return false;
    group = isGroup(element) ? element : undefined;
  }
  return true;
}
