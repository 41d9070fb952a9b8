import type { Fault } from '../form/faults.ts';
import { moment, one } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import { isOffered } from '../page/permitted.ts';
import type { Person } from '../session/session.ts';
import type { Opening, Openings } from './answers.ts';

export interface OpeningsView extends View {
  readonly says: string;
  readonly lines: readonly OpeningShown[];
}

/** A restricted record opened in an emergency, as it is told. */
export interface OpeningShown {
  readonly child: string;
  readonly who: string;
  readonly opened: string;
  readonly reason: string | undefined;
  readonly review: string | undefined;
  readonly note: string | undefined;
  /** Where it is reviewed, for whoever may. */
  readonly href: string | undefined;
  /** It waits, and not for this person: nobody reviews what they did themselves. */
  readonly isOwn: boolean;
}

export function openingsView(person: Person, { toReview, broken }: Openings): OpeningsView {
  return {
    title: 'Restricted records opened in an emergency',
    section: 'administration',
    breadcrumbs: [{ text: 'Administration', href: '/administration' }],
    says: toReview === 0 ? 'None waits for a review.' : `${one(toReview, 'opening')} to be reviewed by a manager.`,
    lines: broken.map((each) => shownTo(person, each)),
  };
}

export interface ReviewView extends View {
  readonly opening: OpeningShown;
  readonly action: string;
  readonly outcomes: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[];
  readonly note: string;
}

export const outcomes = { justified: 'It was justified', 'not-justified': 'It was not justified' } as const;

export function reviewView(
  person: Person,
  opening: Opening,
  typed: { readonly outcome?: string; readonly note?: string } = {},
  faults: readonly Fault[] = [],
): ReviewView {
  return {
    title: 'Review an emergency opening',
    section: 'administration',
    breadcrumbs: [
      { text: 'Administration', href: '/administration' },
      { text: 'Restricted records opened in an emergency', href: '/administration/break-glass' },
    ],
    faults,
    opening: shownTo(person, opening),
    action: reviewAddress(opening),
    outcomes: Object.entries(outcomes).map(([value, text]) => ({ value, text, checked: value === typed.outcome })),
    note: typed.note ?? '',
  };
}

/** Whether this person is offered to review it: it waits, and somebody else did it. */
export function mayReview(person: Person, { by, reviewed }: Opening): boolean {
  return reviewed === null && by.user !== person.user && isOffered(person, 'review-glass-broken');
}

function shownTo(person: Person, opening: Opening): OpeningShown {
  const { child, by, at, until, reason, reviewed } = opening;
  return {
    child,
    who: `${by.user}, ${by.role}`,
    opened: `${moment(at)}, until ${moment(until)}`,
    reason,
    review:
      reviewed === null ? undefined : `${outcomes[reviewed.outcome]}: ${reviewed.by.user}, ${moment(reviewed.at)}`,
    note: reviewed?.note,
    href: mayReview(person, opening) ? reviewAddress(opening) : undefined,
    isOwn: reviewed === null && by.user === person.user,
  };
}

function reviewAddress({ id }: Opening): string {
  return `/administration/break-glass/${encodeURIComponent(id)}`;
}
