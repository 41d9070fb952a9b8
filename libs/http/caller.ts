import { roles, type Role } from '#access';

export { roles, type Role };

/** Who is asking. */
export interface Caller {
  /** As the issuer names the person, for good: kept with every fact recorded. */
  readonly user: string;
  /** The role that is kept with what is recorded: the first of `roles`. */
  readonly role: Role;
  /** Every role the person has. */
  readonly roles: readonly Role[];
  /** The id under which children are allocated to the person. */
  readonly worker?: string;
  /** The team the person works in. */
  readonly team?: string;
  /** What the person is called, for pages. It is written into no record and no log. */
  readonly name?: string;
}

/** What a token says: who, and of which authority. */
export interface Identity extends Caller {
  /** The 3-digit code of the one authority the token is good for. */
  readonly authority: string;
}

/** The person a server takes for its owner where only this machine can ask: every role, and acts as a manager. */
export const owner: Caller = {
  user: 'local',
  role: 'manager',
  roles: ['manager', ...roles.filter((role) => role !== 'manager')],
};

/**
 * Which claims of a token say what. A claim is named as it stands (`roles`, `https://example.org/roles`) or by JSON
 * pointer (`/realm_access/roles`).
 */
export interface ClaimNames {
  readonly user: string;
  readonly roles: string;
  readonly authority: string;
  readonly worker: string;
  readonly team: string;
  readonly name: string;
  /**
   * What the issuer calls each role, the one to be recorded before the others. Where nothing is given the issuer uses
   * Waymark's own names, and the order is the token's.
   */
  readonly roleNames: readonly (readonly [issuersName: string, role: Role])[];
}

/** The claims of Waymark's own development tokens. */
export const ownClaims: ClaimNames = {
  user: 'sub',
  roles: 'roles',
  authority: 'authority',
  worker: 'worker',
  team: 'team',
  name: 'name',
  roleNames: [],
};

/** What the claims of a verified token tell, or what they lack: without it the person is nobody here. */
export type Told = Identity | { readonly lacks: 'user' | 'role' | 'authority' };

/** Reads claims. Roles and other claims that Waymark does not know are passed over: the issuer serves others as well. */
export function identityIn(claims: Readonly<Record<string, unknown>>, names: ClaimNames): Told {
  const user = textIn(claimAt(claims, names.user));
  if (user === undefined) return { lacks: 'user' };
  const all = rolesIn(claimAt(claims, names.roles), names.roleNames);
  const [role] = all;
  if (role === undefined) return { lacks: 'role' };
  const authority = authorityIn(claimAt(claims, names.authority));
  if (authority === undefined) return { lacks: 'authority' };
  const worker = textIn(claimAt(claims, names.worker));
  const team = textIn(claimAt(claims, names.team));
  const name = textIn(claimAt(claims, names.name));
  return {
    user,
    role,
    roles: all,
    authority,
    ...(worker === undefined ? {} : { worker }),
    ...(team === undefined ? {} : { team }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Own members only: a claim named `constructor` says nothing. */
function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (!name.startsWith('/')) return ownMember(claims, name);
  const steps = name
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<unknown>(ownMember, claims);
}

function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** One role as a text, several as a list of texts. A list that holds anything else is no list of roles. */
function rolesIn(claim: unknown, roleNames: ClaimNames['roleNames']): readonly Role[] {
  const given = typeof claim === 'string' ? [claim] : claim;
  if (!Array.isArray(given) || !given.every((each) => typeof each === 'string')) return [];
  const found =
    roleNames.length > 0
      ? roleNames.flatMap(([issuersName, role]) => (given.includes(issuersName) ? [role] : []))
      : given.flatMap((each) => roles.find((role) => role === each) ?? []);
  return [...new Set(found)];
}

/** One authority, told as its code or as a list of one. A token for several is for none: which is meant is not said. */
function authorityIn(claim: unknown): string | undefined {
  const [only, ...more] = Array.isArray(claim) ? (claim as readonly unknown[]) : [claim];
  return typeof only === 'string' && /^[0-9]{3}$/.test(only) && more.length === 0 ? only : undefined;
}

/** A text on one line, as it may stand in a record: what breaks lines or turns them round is no name. */
function textIn(claim: unknown): string | undefined {
  if (typeof claim !== 'string' || claim.length > 200 || claim.trim() === '') return undefined;
  return /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u.test(claim) ? undefined : claim;
}
