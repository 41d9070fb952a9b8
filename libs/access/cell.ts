import type { Role } from './roles.ts';

/**
 * What a role may do of one thing.
 * `allow`: it may.
 * `own-allocation`: of children whose case the person has; of others as `out-of-hours`, or with another of the person's roles.
 * `countersignature`: it is recorded, and waits to be countersigned. Nothing may hold it back.
 * `out-of-hours`: a decision of another role. Taken out of hours it is recorded and waits to be countersigned; else denied.
 * `import-only`: only in a post that tells what another record told.
 * `deny`: it may not.
 */
export type Effect = 'allow' | 'own-allocation' | 'countersignature' | 'out-of-hours' | 'import-only' | 'deny';

export interface Cell {
  readonly effect: Effect;
  /** Why, as one would say it in practice. */
  readonly reason: string;
}

/** A line of the table: what each role may do of one thing. */
export type Line = Readonly<Record<Role, Cell>>;

export const allow = (reason: string): Cell => ({ effect: 'allow', reason });
export const ownAllocation = (reason: string): Cell => ({ effect: 'own-allocation', reason });
export const countersigned = (reason: string): Cell => ({ effect: 'countersignature', reason });
export const outOfHours = (reason: string): Cell => ({ effect: 'out-of-hours', reason });
export const importOnly = (reason: string): Cell => ({ effect: 'import-only', reason });
export const deny = (reason: string): Cell => ({ effect: 'deny', reason });

/** From the most that may be to the least. */
export const effects: readonly Effect[] = [
  'allow',
  'own-allocation',
  'countersignature',
  'out-of-hours',
  'import-only',
  'deny',
];
