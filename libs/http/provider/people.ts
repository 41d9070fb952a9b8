import type { Identity } from '../caller.ts';

/** Somebody a developer may sign in as. All are invented. */
export type Invented = Omit<Identity, 'role'> & { readonly name: string };

/** Each role, several authorities, and people whom children can be allocated to. */
export const people: readonly Invented[] = [
  person('amira-caseworker', 'Amira Ashdown', ['caseworker'], '855', 'W1', 'Duty and Assessment'),
  person('ben-caseworker', 'Ben Birch', ['caseworker'], '855', 'W2', 'Child Protection North'),
  person('carys-manager', 'Carys Cole', ['manager'], '855', 'W3', 'Duty and Assessment'),
  person('dev-manager', 'Dev Dale', ['manager', 'caseworker'], '855', 'W4', 'Child Protection North'),
  person('esther-chair', 'Esther Elm', ['chair'], '855', undefined, 'Independent Reviewing'),
  person('farid-analyst', 'Farid Fell', ['analyst'], '855', undefined, 'Performance'),
  person('grace-auditor', 'Grace Glen', ['auditor'], '855', undefined, 'Quality Assurance'),
  person('hugh-administrator', 'Hugh Heath', ['administrator'], '855', undefined, 'Systems'),
  person('isla-caseworker', 'Isla Ives', ['caseworker'], '856', 'W1', 'City Locality'),
  person('jonah-manager', 'Jonah Jarvis', ['manager'], '856', 'W5', 'City Locality'),
  person('kemi-caseworker', 'Kemi Kirk', ['caseworker'], '857', 'W1', 'Rutland'),
  person('liam-manager', 'Liam Lea', ['manager', 'chair'], '857', 'W6', 'Rutland'),
  person('mona-analyst', 'Mona Marsh', ['analyst', 'auditor'], '857', undefined, 'Performance'),
];

function person(
  user: string,
  name: string,
  roles: Invented['roles'],
  authority: string,
  worker: string | undefined,
  team: string,
): Invented {
  return { user, name, roles, authority, team, ...(worker === undefined ? {} : { worker }) };
}
