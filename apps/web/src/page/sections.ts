import type { Person } from '../session/session.ts';

/** The parts of the navigation. What a person may do in each is the services' to say. */
export type Section = 'home' | 'my-work' | 'performance' | 'audit' | 'import' | 'what-if' | 'administration';

const sections: readonly { readonly section: Section; readonly text: string; readonly href: string }[] = [
  { section: 'my-work', text: 'My work', href: '/my-work' },
  { section: 'performance', text: 'Performance', href: '/performance' },
  { section: 'audit', text: 'Audit', href: '/audit' },
  { section: 'import', text: 'Import', href: '/import' },
  { section: 'what-if', text: 'What if', href: '/what-if' },
  { section: 'administration', text: 'Administration', href: '/administration' },
];

/** The navigation of somebody who is signed in; nothing for anyone else. */
export function sectionsFor(person: Person | undefined, here: Section | undefined): readonly object[] {
  if (person === undefined) return [];
  return sections.map(({ section, text, href }) => ({ text, href, active: section === here }));
}
