import type { View } from '../page/page.ts';
import type { Person } from '../session/session.ts';

export interface HomeView extends View {
  readonly signedIn: boolean;
}

/** The start page: what Waymark is for, and the way in. */
export function homeView(person: Person | undefined): HomeView {
  return { title: 'Child protection cases on time', section: 'home', signedIn: person !== undefined };
}
