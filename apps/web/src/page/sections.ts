import { mayAsk, type Act } from '#access';
import type { Person } from '../session/session.ts';

/** The parts of the navigation. */
export type Section = 'home' | 'my-work' | 'performance' | 'audit' | 'import' | 'what-if' | 'administration';

interface Listed {
  readonly section: Section;
  readonly text: string;
  readonly href: string;
  /** Shown to whoever may ask for one of these. What they may do there is the services' to say. */
  readonly acts: readonly Act[];
}

const sections: readonly Listed[] = [
  { section: 'my-work', text: 'My work', href: '/my-work', acts: ['worklist'] },
  { section: 'performance', text: 'Performance', href: '/performance', acts: ['figures'] },
  { section: 'audit', text: 'Audit', href: '/audit', acts: ['case-record', 'access-log'] },
  { section: 'import', text: 'Import', href: '/import', acts: ['import-records', 'import-report'] },
  { section: 'what-if', text: 'What if', href: '/what-if', acts: ['what-if'] },
  {
    section: 'administration',
    text: 'Administration',
    href: '/administration',
    acts: ['resend-alerts', 'restrictions', 'glass-broken'],
  },
];

/** The navigation of somebody who is signed in; nothing for anyone else. */
export function sectionsFor(person: Person | undefined, here: Section | undefined): readonly object[] {
  if (person === undefined) return [];
  return sections
    .filter(({ acts }) => acts.some((act) => mayAsk(person.roles, act).may !== 'no'))
    .map(({ section, text, href }) => ({ text, href, active: section === here }));
}
