import type { Act } from '#access';
import type { Person } from '../session/session.ts';
import { isOffered } from './permitted.ts';

/** The parts of the navigation. */
export type Section = 'home' | 'my-work' | 'performance' | 'audit' | 'import' | 'what-if' | 'administration';

interface Listed {
  readonly section: Section;
  readonly text: string;
  readonly href: string;
  /** What is found there, after a colon. */
  readonly says: string;
  /** Shown to whoever may ask for one of these. What they may do there is the services' to say. */
  readonly acts: readonly Act[];
}

const sections: readonly Listed[] = [
  {
    section: 'my-work',
    text: 'My work',
    href: '/my-work',
    says: 'what is overdue or due soon, and cases that have gone quiet',
    acts: ['worklist'],
  },
  {
    section: 'performance',
    text: 'Performance',
    href: '/performance',
    says: 'the quarter’s figures, and the children behind each',
    acts: ['figures'],
  },
  {
    section: 'audit',
    text: 'Audit',
    href: '/audit',
    says: 'what was known when, and whether it was changed since',
    acts: ['case-record', 'access-log'],
  },
  {
    section: 'import',
    text: 'Import',
    href: '/import',
    says: 'take over a children in need census',
    acts: ['import-records', 'import-report'],
  },
  { section: 'what-if', text: 'What if', href: '/what-if', says: 'what another rule would come to', acts: ['what-if'] },
  {
    section: 'administration',
    text: 'Administration',
    href: '/administration',
    says: 'rules of your authority, who may see a record, and alerts that reached nobody',
    acts: ['resend-alerts', 'restrictions', 'glass-broken'],
  },
];

/** The navigation of somebody who is signed in; nothing for anyone else. */
export function sectionsFor(person: Person | undefined, here: Section | undefined): readonly object[] {
  if (person === undefined) return [];
  return sections
    .filter(({ acts }) => acts.some((act) => isOffered(person, act)))
    .map(({ section, text, href, says }) => ({ text, href, says, active: section === here }));
}
