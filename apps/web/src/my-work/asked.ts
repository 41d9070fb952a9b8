import type { Person } from '../session/session.ts';

/** Whose work is looked at: one's own, one's team's, or that of everyone the services tell of. */
export type Whose = 'me' | 'team' | 'all';

/** What the page is asked to show. Anything it does not know is left out, as if it were not asked. */
export interface Asked {
  readonly whose: Whose;
  readonly state: 'overdue' | 'due-soon' | 'running' | undefined;
  readonly clock: string | undefined;
  readonly cursor: string | undefined;
  /** How many silent cases to pass over. */
  readonly silent: number;
}

/** A manager begins with the team, everyone else with what is theirs. */
export function askedIn(query: Readonly<Record<string, unknown>>, person: Person): Asked {
  const text = (name: string): string | undefined => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const first: Whose = person.role === 'manager' && person.team !== undefined ? 'team' : 'me';
  const whose = (['me', 'team', 'all'] as const).find((each) => each === text('whose')) ?? first;
  return {
    whose: whose === 'team' && person.team === undefined ? 'me' : whose,
    state: (['overdue', 'due-soon', 'running'] as const).find((each) => each === text('state')),
    clock: text('clock'),
    cursor: text('cursor'),
    silent: Number(/^[0-9]{1,6}$/.exec(text('silent') ?? '')?.[0] ?? '0'),
  };
}

/** How the services are asked for the children of those whose work it is. */
export function ofWhom(
  { whose }: Pick<Asked, 'whose'>,
  person: Person,
): { readonly worker?: string; readonly team?: string } {
  if (whose === 'me') return { worker: person.worker ?? person.user };
  return whose === 'team' && person.team !== undefined ? { team: person.team } : {};
}

/** The address that asks for this, with some of it changed. */
export function addressOf(asked: Asked, changed: Partial<Asked>): string {
  const { whose, state, clock, cursor, silent } = { ...asked, ...changed };
  const query = new URLSearchParams({ whose });
  if (state !== undefined) query.set('state', state);
  if (clock !== undefined) query.set('clock', clock);
  if (cursor !== undefined) query.set('cursor', cursor);
  if (silent > 0) query.set('silent', String(silent));
  return `/my-work?${query.toString()}`;
}
