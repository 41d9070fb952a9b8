import { factTypes, type FactType } from '#events';
import { actLines } from './act-lines.ts';
import { actNames, exports, queries, type Act } from './acts.ts';
import { mayAsk, opensPersonal } from './asking.ts';
import { effects, type Cell, type Effect, type Line } from './cell.ts';
import { factLines } from './fact-lines.ts';
import { roles, type Role } from './roles.ts';

/** What somebody may do of one thing, with why; where they may not outright, the roles to ask. */
export interface Told {
  readonly may: Effect;
  readonly reason: string;
  readonly ask?: readonly Role[];
}

/** Everything the table says of somebody with these roles: what they may, and what is denied and why. */
export interface AllTold {
  readonly facts: Readonly<Record<FactType, Told>>;
  readonly queries: Readonly<Record<string, Told & { readonly opensPersonal: boolean }>>;
  readonly exports: Readonly<Record<string, Told & { readonly opensPersonal: boolean }>>;
  readonly administration: Readonly<Record<string, Told & { readonly opensPersonal: boolean }>>;
}

export function allTold(held: readonly Role[]): AllTold {
  const facts = Object.fromEntries(factTypes.map((type) => [type, told(held, factLines[type])]));
  const asked = actNames.map(
    (act) => [act, { ...told(held, actLines[act]), opensPersonal: opens(held, act) }] as const,
  );
  const among = (of: object) => Object.fromEntries(asked.filter(([act]) => Object.hasOwn(of, act)));
  const rest = Object.fromEntries(
    asked.filter(([act]) => !Object.hasOwn(queries, act) && !Object.hasOwn(exports, act)),
  );
  return {
    facts: facts as Record<FactType, Told>,
    queries: among(queries),
    exports: among(exports),
    administration: rest,
  };
}

function opens(held: readonly Role[], act: Act): boolean {
  return mayAsk(held, act).may !== 'no' && opensPersonal(held, act);
}

/** The most that one of the roles may. */
function told(held: readonly Role[], line: Line): Told {
  const cells = held.map((role): Cell => line[role]);
  const most = effects.find((effect) => cells.some((cell) => cell.effect === effect)) ?? 'deny';
  const reason = cells.find(({ effect }) => effect === most)?.reason ?? 'A role is needed for anything here.';
  if (most === 'allow') return { may: most, reason };
  return { may: most, reason, ask: roles.filter((role) => line[role].effect === 'allow') };
}
