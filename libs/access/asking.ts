import type { FactType } from '#events';
import { actLines } from './act-lines.ts';
import type { Act } from './acts.ts';
import type { Cell } from './cell.ts';
import { factLines } from './fact-lines.ts';
import { roles, type Role } from './roles.ts';

/** What the table says of somebody with these roles who asks for this: the most that one of the roles may. */
export type Asked =
  | { readonly may: 'yes' | 'own-allocation'; readonly role: Role; readonly reason: string }
  | { readonly may: 'no'; readonly reason: string; readonly ask: readonly Role[] };

/** Whether somebody with these roles may ask for an act. Whoever has none may nothing. */
export function mayAsk(held: readonly Role[], act: Act): Asked {
  const cells = held.map((role) => [role, actLines[act][role]] as const);
  const found =
    cells.find(([, { effect }]) => effect === 'allow') ?? cells.find(([, { effect }]) => effect === 'own-allocation');
  if (found !== undefined) {
    const [role, { effect, reason }] = found;
    return { may: effect === 'allow' ? 'yes' : 'own-allocation', role, reason };
  }
  return { may: 'no', reason: whyNot(cells.map(([, cell]) => cell)), ask: roles.filter((role) => isHeld(role, act)) };
}

/** Whether answers to this act open personal texts for somebody with these roles. */
export function opensPersonal(held: readonly Role[], act: Act): boolean {
  return held.some((role) => actLines[act].opens.includes(role));
}

/** Whether this role is shown what was recorded for the wrong child, and is another’s. */
export function seesWhatIsAnothers(role: Role): boolean {
  return role === 'auditor';
}

/** Whether somebody with these roles may post facts at all, of whichever kind. */
export function mayPost(held: readonly Role[]): boolean {
  return Object.values(factLines).some((line) => held.some((role) => line[role].effect !== 'deny'));
}

/** The roles whose own it is to record this fact: they need nobody to countersign, and they countersign others. */
export function holdersOf(type: FactType): readonly Role[] {
  return roles.filter((role) => factLines[type][role].effect === 'allow');
}

function isHeld(role: Role, act: Act): boolean {
  return actLines[act][role].effect === 'allow';
}

function whyNot(cells: readonly Cell[]): string {
  return cells[0]?.reason ?? 'A role is needed for anything here.';
}
