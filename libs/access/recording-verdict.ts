import type { Calendar, PlainDate } from '#calendar';
import { isCorrectionType, type FactType } from '#events';
import { holdersOf } from './asking.ts';
import type { Cell } from './cell.ts';
import { factLines } from './fact-lines.ts';
import { isOutOfHours } from './office-hours.ts';
import type { Role } from './roles.ts';

/** Who proposes facts, and what of the surroundings the table asks about. */
export interface Proposing {
  readonly roles: readonly Role[];
  /** Whether the child’s case is allocated to the person. */
  readonly isOwnCase: () => boolean;
  /** Whether the post tells what only an import may say. */
  readonly isImport: () => boolean;
  readonly calendar: Calendar;
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
}

/** A proposed fact as far as the table asks about it. */
export interface FactProposed {
  readonly type: FactType;
  /** Of a correction: the type of the fact it touches in the end; absent where there is none, and the law refuses it. */
  readonly touches?: FactType | undefined;
  /** When it happened; absent of a withdrawal, which happens on no day. */
  readonly on?: PlainDate | undefined;
  readonly at?: string | undefined;
  /** A protective fact of the same post rests on it: the conference that decided on a plan, posted with the plan. */
  readonly isRestedOn: boolean;
}

/**
 * May be recorded; may be, and is owed the countersignature of one of these roles; or may not, and these roles may.
 * `atNight`: the person might have, as a decision taken out of hours.
 */
export type Verdict =
  | { readonly may: 'yes' }
  | { readonly may: 'countersigned'; readonly by: readonly Role[] }
  | { readonly may: 'no'; readonly reason: string; readonly ask: readonly Role[]; readonly atNight: boolean };

/** Whether somebody may record a fact: the most that one of their roles may. */
export function verdictOn(proposing: Proposing, fact: FactProposed): Verdict {
  const governing = governingType(fact);
  const verdicts = proposing.roles.map((role): Verdict['may'] => {
    // Who may correct nothing may not correct this either.
    if (factLines[fact.type][role].effect === 'deny') return 'no';
    return mayAs(factLines[governing][role], proposing, fact);
  });
  if (verdicts.includes('yes')) return { may: 'yes' };
  // A withdrawal protects nobody: what needs a countersignature to be recorded needs the role itself to be withdrawn.
  if (verdicts.includes('countersigned') && fact.type !== 'FactWithdrawn')
    return { may: 'countersigned', by: holdersOf(governing) };
  const [acting] = proposing.roles;
  const reason = acting === undefined ? 'A role is needed for anything here.' : factLines[governing][acting].reason;
  return { may: 'no', reason, ask: holdersOf(governing), atNight: mightAtNight(proposing.roles, governing, fact) };
}

/** Whether one of the roles takes such decisions out of hours. A withdrawal happens on no day, and so in no night. */
function mightAtNight(held: readonly Role[], governing: FactType, { on }: FactProposed): boolean {
  const effects = held.map((role) => factLines[governing][role].effect);
  return on !== undefined && (effects.includes('out-of-hours') || effects.includes('own-allocation'));
}

/** Corrections are gated as the facts they touch. */
function governingType({ type, touches }: FactProposed): FactType {
  return isCorrectionType(type) && touches !== undefined ? touches : type;
}

function mayAs({ effect }: Cell, proposing: Proposing, fact: FactProposed): Verdict['may'] {
  switch (effect) {
    case 'allow':
      return 'yes';
    case 'own-allocation':
      return proposing.isOwnCase() ? 'yes' : outOfHours(proposing, fact);
    case 'countersignature':
      return 'countersigned';
    case 'out-of-hours':
      return outOfHours(proposing, fact);
    case 'import-only':
      return proposing.isImport() ? 'yes' : 'no';
    case 'deny':
      return 'no';
  }
}

function outOfHours({ calendar, recordedAt }: Proposing, { on, at, isRestedOn }: FactProposed): Verdict['may'] {
  if (isRestedOn) return 'countersigned';
  return on !== undefined && isOutOfHours(calendar, { on, at, recordedAt }) ? 'countersigned' : 'no';
}
