import type { State } from './machines.ts';
import type { Remembered } from './remembered.ts';

/** Whether a journey goes on alike from two states: the regions stand alike, and the same is remembered. */
export function alike(a: State, b: State): boolean {
  return a === b || (equal(a.value, b.value) && equal(whatCounts(a), whatCounts(b)));
}

/** What was stopped last was stopped by the fact before, and counts for none after. */
function whatCounts({ context }: State): Remembered {
  return { ...context, stopped: [] };
}

/** Equal as data is: what is undefined is not there. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key in left) if (!equal(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}
