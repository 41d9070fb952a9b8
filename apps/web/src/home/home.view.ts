import { mayPost } from '#access';
import type { Fault } from '../form/faults.ts';
import type { View } from '../page/page.ts';
import { isOffered } from '../page/permitted.ts';
import type { Person } from '../session/session.ts';

export interface HomeView extends View {
  readonly signedIn: boolean;
  /** Whether a child's record may be asked for. */
  readonly finds: boolean;
  /** Whether anything may be recorded. */
  readonly registers: boolean;
  readonly typed: string;
}

/** The start page: what Waymark is for, and the way in; for whoever is signed in, a child by its id. */
export function homeView(person: Person | undefined, typed = '', faults: readonly Fault[] = []): HomeView {
  return {
    title: 'Child protection cases on time',
    section: 'home',
    signedIn: person !== undefined,
    finds: person !== undefined && isOffered(person, 'case-record'),
    registers: person !== undefined && mayPost(person.roles),
    typed,
    faults,
  };
}
